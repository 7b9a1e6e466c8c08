package io.fdtrail.cli.output;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/** An output that was open before us: a failure ends the program. */
final class InheritedOutput implements Destination {
  private static final long RETRY_NS = 1_000_000;

  private static final int S_IFMT = 0170000;
  private static final int S_IFIFO = 0010000;
  private static final int S_IFCHR = 0020000;
  private static final int S_IFSOCK = 0140000;

  private final FileChannel channel;
  private final int type;

  /**
   * @param path of the same file
   */
  InheritedOutput(FileChannel channel, Path path) throws IOException {
    this.channel = channel;
    this.type = (Integer) Files.getAttribute(path, "unix:mode") & S_IFMT;
  }

  @Override
  public boolean isByLine() {
    return type == S_IFCHR;
  }

  @Override
  public boolean hasReader() {
    return type == S_IFIFO || type == S_IFSOCK;
  }

  /**
   * Writes all of them.
   *
   * @throws OutputClosed if nobody reads any more
   */
  @Override
  public long write(byte[] lines, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(lines, 0, length);
    try {
      while (bytes.hasRemaining()) {
        if (channel.write(bytes) == 0) {
          // Another process that shares the pipe made it non-blocking, and it is full.
          LockSupport.parkNanos(RETRY_NS);
        }
      }
      return 0;
    } catch (IOException e) {
      if (hasReader()) {
        throw new OutputClosed(e);
      }
      cutPartialLine(lines, bytes.position());
      throw e;
    }
  }

  /**
   * Others may have appended to the same file meanwhile: then it stays as it is.
   *
   * @param written bytes of the lines
   */
  private void cutPartialLine(byte[] lines, int written) {
    int wholeLines = written;
    while (wholeLines > 0 && lines[wholeLines - 1] != '\n') {
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
