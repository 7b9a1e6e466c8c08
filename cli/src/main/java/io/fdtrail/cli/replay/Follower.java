package io.fdtrail.cli.replay;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * Reads a file that grows: at its end it waits for more, and if the name is another file's by then,
 * or the file was emptied, the next one is read, as {@code tail -F} does. For use by one thread,
 * except {@link #stop}.
 */
public final class Follower {
  private static final long PAUSE_NS = 100_000_000;

  private final String name;
  private final Path path;
  private Optional<Growing> last = Optional.empty();
  private volatile boolean stopped;

  /**
   * @param name for messages
   */
  public Follower(String name, Path path) {
    this.name = name;
    this.path = path;
  }

  /** All that waits ends, and finds the end of the file. From any thread. */
  public void stop() {
    stopped = true;
  }

  public boolean isStopped() {
    return stopped;
  }

  /**
   * The file that has the name.
   *
   * @throws IOException if there is none, or it is no file that can grow
   */
  public Input open() throws IOException {
    while (true) {
      BasicFileAttributes before = attributes();
      if (!before.isRegularFile()) { // a pipe would wait for its writer
        throw new FileSystemException(name, null, "it is not a regular file: omit --follow");
      }
      InputStream in = Files.newInputStream(path);
      if (attributes().fileKey().equals(before.fileKey())) {
        last = Optional.of(new Growing(in, before.fileKey()));
        return new Input(name, last.get());
      }
      in.close();
    }
  }

  /**
   * The file that has the name now, once that is another one, or emptied; empty: stopped.
   *
   * @throws IOException with a message for people
   */
  Optional<Input> next() throws IOException {
    while (!stopped) {
      try {
        if (last.isEmpty() || last.get().isReplaced()) {
          return Optional.of(open());
        }
      } catch (NoSuchFileException e) {
        // it was there a moment ago, and the next one is not there yet
      } catch (AccessDeniedException e) {
        throw new IOException("cannot read " + name + " once more: permission denied", e);
      }
      pause();
    }
    return Optional.empty();
  }

  private BasicFileAttributes attributes() throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class);
  }

  private static void pause() {
    LockSupport.parkNanos(PAUSE_NS);
  }

  /** A file up to its end, which has come once the name is another file's. */
  private final class Growing extends InputStream {
    private final InputStream in;
    private final Object key;
    private long position;

    Growing(InputStream in, Object key) {
      this.in = in;
      this.key = key;
    }

    boolean isReplaced() {
      try {
        BasicFileAttributes now = attributes();
        return !now.fileKey().equals(key) || now.size() < position;
      } catch (IOException e) {
        return false; // between the old one and the new one there may be none
      }
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] to, int from, int length) throws IOException {
      while (!stopped) {
        boolean isLast = isReplaced(); // asked first: what was written until then is read
        int count = in.read(to, from, length);
        if (count > 0 || length == 0) {
          position += count;
          return count;
        }
        if (isLast) {
          break;
        }
        pause();
      }
      return -1;
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
