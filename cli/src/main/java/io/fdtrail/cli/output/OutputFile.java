package io.fdtrail.cli.output;

import io.fdtrail.os.FileCallException;
import io.fdtrail.os.NativeFile;
import io.fdtrail.os.TrustedDirectory;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A file that lines, or the blocks of a recording, are appended to, for as long as the trace lasts.
 * It is reopened on request (logrotate has renamed it), and renames itself once it is large. What a
 * full disk does not take is counted, and the next lines are tried again. Each time its name is
 * looked up again, by the same rule ({@link TrustedDirectory}, {@link Ownership}). Nothing is
 * synchronised: the kernel writes back when it chooses.
 */
public final class OutputFile implements Destination, AutoCloseable {
  /**
   * When and how it is renamed.
   *
   * @param size once it has this many bytes; {@link Long#MAX_VALUE}: never
   * @param keep how many older ones are kept: {@code FILE.1}, the newest, to {@code FILE.keep}
   */
  public record Rotation(long size, int keep) {
    public static final Rotation NEVER = new Rotation(Long.MAX_VALUE, 0);
  }

  private final String path;
  private final Rotation rotation;
  private final PrintStream messages;
  private final Optional<byte[]> beginning; // of a file of blocks
  private AppendedFile file;
  private long limit;
  private boolean isFull;
  private boolean isBegun;
  private volatile boolean reopens;

  private OutputFile(
      String path,
      Rotation rotation,
      PrintStream messages,
      Optional<byte[]> beginning,
      AppendedFile file) {
    this.path = path;
    this.rotation = rotation;
    this.messages = messages;
    this.beginning = beginning;
    this.file = file;
    this.limit = rotation.size();
  }

  /**
   * Opens it for appending, and creates it if it does not exist.
   *
   * @throws IOException with a message for people
   */
  public static OutputFile open(String path, Rotation rotation, PrintStream messages)
      throws IOException {
    return open(path, rotation, messages, Optional.empty());
  }

  /**
   * Opens it for blocks, or a document, and creates it if it does not exist. What was in it is
   * replaced.
   *
   * @param beginning of what may be replaced
   * @throws IOException with a message for people
   */
  public static OutputFile ofBlocks(
      String path, Rotation rotation, PrintStream messages, String beginning) throws IOException {
    return open(path, rotation, messages, Optional.of(Ascii.bytes(beginning)));
  }

  private static OutputFile open(
      String path, Rotation rotation, PrintStream messages, Optional<byte[]> beginning)
      throws IOException {
    try (TrustedDirectory where = TrustedDirectory.of(path)) {
      if (!rotation.equals(Rotation.NEVER)) {
        requireUnshared(where);
      }
      AppendedFile file = AppendedFile.open(where);
      if (!file.isRegular() && !rotation.equals(Rotation.NEVER)) {
        file.close();
        throw new IOException("only a regular file can be renamed (--rotate-size)");
      }
      if (beginning.isEmpty()) {
        file.endLastLine();
      } else {
        empty(file, beginning.get());
      }
      return new OutputFile(path, rotation, messages, beginning, file);
    }
  }

  private static void empty(AppendedFile file, byte[] beginning) throws IOException {
    try {
      file.empty(beginning);
    } catch (IOException e) {
      file.close();
      throw e;
    }
  }

  /**
   * What must stay writable for it to be reopened: its directory. Of a FIFO or a device only the
   * file itself, because others are beside it. The open file decides, not what has its name by now.
   */
  public Path place() {
    Path named = Path.of(path).toAbsolutePath();
    return file.isRegular() ? named.getParent() : named;
  }

  /** Makes it reopen before the next lines. From any thread. */
  public void reopen() {
    reopens = true;
  }

  @Override
  public long write(byte[] lines, int length) {
    reopenIfAsked();
    long lost = file.write(lines, length);
    look();
    return lost;
  }

  /**
   * Writes a block, or nothing of it.
   *
   * @param first what a new file begins with
   * @return whether it is written
   */
  public boolean write(byte[] block, int length, Supplier<byte[]> first) {
    reopenIfAsked();
    if (!isBegun) {
      byte[] bytes = first.get();
      isBegun = file.writeWhole(bytes, bytes.length);
    }
    boolean isWritten = isBegun && file.writeWhole(block, length);
    look();
    return isWritten;
  }

  private void reopenIfAsked() {
    if (reopens) {
      reopens = false;
      renew();
    }
  }

  /** After a write: reports when the disk is full, and looks at the size. */
  private void look() {
    Optional<FileCallException> failure = file.failure();
    if (failure.isPresent() && !isFull) {
      report(
          "cannot write "
              + path
              + ", and events are lost until it can: "
              + failure.get().getMessage());
    }
    isFull = failure.isPresent();
    if (limit < Long.MAX_VALUE) {
      rotate();
    }
  }

  @Override
  public long replace(byte[] bytes) throws IOException {
    file.empty();
    return write(bytes, bytes.length);
  }

  private void rotate() {
    try {
      if (file.size() < limit) {
        return;
      }
      limit += rotation.size(); // if it cannot be renamed, do not try again at the next line
      try (TrustedDirectory where = TrustedDirectory.of(path)) {
        requireUnshared(where);
        if (file.isAt(where)) {
          shift(where.directory(), where.name());
        }
      }
    } catch (IOException e) {
      report("cannot rename " + path + ": " + e.getMessage());
      return;
    }
    renew();
  }

  /**
   * In such a directory {@code FILE.1} may be somebody else's: forged, or a directory that nothing
   * can be renamed to.
   */
  private static void requireUnshared(TrustedDirectory where) throws IOException {
    if (where.isShared()) {
      throw new IOException(
          "others may put files in the place of older ones (--rotate-size)"
              + TrustedDirectory.ADVICE);
    }
  }

  /** The oldest one is removed. */
  private void shift(NativeFile directory, String name) throws IOException {
    for (int number = rotation.keep(); number > 0; number--) {
      try {
        directory.rename(number == 1 ? name : name + "." + (number - 1), name + "." + number);
      } catch (FileCallException e) {
        if (!e.isAbsent()) {
          throw e;
        }
      }
    }
  }

  /**
   * If that is not possible, the old one is kept. The same one is not opened twice: closing it
   * would unlock it.
   */
  private void renew() {
    try (TrustedDirectory where = TrustedDirectory.of(path)) {
      if (file.isRegular() && file.isAt(where)) {
        return;
      }
      AppendedFile fresh = AppendedFile.open(where);
      if (beginning.isPresent()) {
        empty(fresh, beginning.get());
      }
      file.close();
      file = fresh;
      isBegun = false;
      limit = rotation.size();
    } catch (IOException e) {
      report("cannot reopen " + path + ", and keeps the old one: " + e.getMessage());
    }
  }

  private void report(String message) {
    messages.println("fdtrail: " + message);
  }

  @Override
  public void close() {
    file.close();
  }
}
