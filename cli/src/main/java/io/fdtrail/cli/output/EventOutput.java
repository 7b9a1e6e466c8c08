package io.fdtrail.cli.output;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/**
 * Where rows go. Only whole lines are handed to the system, and when it takes no more (a full disk), the piece of a line
 * it took last is cut off again.
 */
public final class EventOutput {
  /** The reader of our output has gone. */
  public static final class Closed extends IOException {
    private static final long serialVersionUID = 1;

    private Closed(IOException cause) {
      super(cause);
    }
  }

  private static final int FLUSH_SIZE = 64 * 1024;
  private static final long RETRY_NS = 1_000_000;

  private static final int S_IFMT = 0170000;
  private static final int S_IFIFO = 0010000;
  private static final int S_IFCHR = 0020000;
  private static final int S_IFSOCK = 0140000;

  private final FileChannel channel;
  private final boolean byLine;
  private final boolean isPipe;
  private final LineBuffer line = new LineBuffer(2 * FLUSH_SIZE);

  private EventOutput(FileChannel channel, int mode) {
    int type = mode & S_IFMT;
    this.channel = channel;
    this.byLine = type == S_IFCHR;
    this.isPipe = type == S_IFIFO || type == S_IFSOCK;
  }

  /** The standard output; on a terminal each line is shown at once. */
  @SuppressWarnings("resource") // the standard output is never closed
  public static EventOutput standard() throws IOException {
    int mode = (Integer) Files.getAttribute(Path.of("/proc/self/fd/1"), "unix:mode");
    return new EventOutput(new FileOutputStream(FileDescriptor.out).getChannel(), mode);
  }

  /** A file that is open for writing. */
  static EventOutput of(FileChannel channel, Path path) throws IOException {
    return new EventOutput(channel, (Integer) Files.getAttribute(path, "unix:mode"));
  }

  /** Whether somebody reads it who can go away: a pipe or a socket. */
  public boolean hasReader() {
    return isPipe;
  }

  /** Where a line is written, without its end. */
  LineBuffer line() {
    return line;
  }

  /** Completes the line. */
  void endLine() throws IOException {
    line.put('\n');
    if (byLine || line.length() >= FLUSH_SIZE) {
      flush();
    }
  }

  /**
   * Hands over what has been written. Call it between lines, whenever nothing more is to come for now.
   *
   * @throws Closed when nobody reads any more
   */
  public void flush() throws IOException {
    if (line.length() == 0) {
      return;
    }
    ByteBuffer bytes = ByteBuffer.wrap(line.array(), 0, line.length());
    try {
      while (bytes.hasRemaining()) {
        if (channel.write(bytes) == 0) {
          // Somebody who shares the pipe made it non-blocking, and it is full.
          LockSupport.parkNanos(RETRY_NS);
        }
      }
    } catch (IOException e) {
      if (isPipe) {
        throw new Closed(e);
      }
      cutPartialLine(bytes.position());
      throw e;
    } finally {
      line.clear();
    }
  }

  /** Others may have appended to the same file meanwhile: then it stays as it is. */
  private void cutPartialLine(int written) {
    int wholeLines = written;
    while (wholeLines > 0 && line.array()[wholeLines - 1] != '\n') {
      wholeLines--;
    }
    try {
      long end = channel.position();
      if (wholeLines < written && channel.size() == end) {
        channel.truncate(end - (written - wholeLines));
      }
    } catch (IOException notAFile) {
      // A device keeps nothing: the failed write is what is reported.
    }
  }
}
