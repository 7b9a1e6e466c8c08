package io.fdtrail.cli.output;

import io.fdtrail.os.FileCallException;
import io.fdtrail.os.NativeFile;
import io.fdtrail.os.TrustedDirectory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * A file to which only we append lines while it is open. No write blocks for long: a FIFO whose
 * reader is slow gets the rest of a line before anything else.
 */
final class AppendedFile implements AutoCloseable {
  private static final long PATIENCE_NS = 500_000_000;
  // Names of 4096 bytes, each of which may take six characters.
  private static final int LONGEST_LINE = 64 * 1024;
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final LockedFile locked;
  private final NativeFile file;
  private byte[] rest = {};
  private Optional<FileCallException> failure = Optional.empty();

  private AppendedFile(LockedFile locked) {
    this.locked = locked;
    this.file = locked.file();
  }

  /**
   * Opens it as {@link LockedFile#open} does.
   *
   * @throws IOException with a message for people
   */
  static AppendedFile open(TrustedDirectory where) throws IOException {
    return new AppendedFile(LockedFile.open(where));
  }

  /** Whether it still has this name. */
  boolean isAt(TrustedDirectory where) throws IOException {
    return locked.isAt(where);
  }

  boolean isRegular() {
    return locked.isRegular();
  }

  long size() throws IOException {
    return file.status().size();
  }

  /** Why the last lines were not written; empty if they were. */
  Optional<FileCallException> failure() {
    return failure;
  }

  /**
   * Whoever wrote it before us may have been killed within a line. A part of our own line is
   * removed; another's is ended.
   */
  void endLastLine() throws IOException {
    if (!isRegular()) {
      return;
    }
    long size = size();
    String tail = tail(size);
    String piece = tail.substring(tail.lastIndexOf('\n') + 1);
    if (piece.startsWith(JsonWriter.BEGINNING)) {
      file.truncate(size - piece.length());
    } else if (!piece.isEmpty()) {
      file.write(new byte[] {'\n'}, 0, 1);
    }
  }

  /** Removes what is in it, if it keeps anything. */
  void empty() throws IOException {
    if (isRegular()) {
      file.truncate(0);
    }
  }

  /**
   * Empties it, if it begins like this.
   *
   * @throws IOException if there is something else in it, which then stays
   */
  void empty(byte[] beginning) throws IOException {
    if (!isRegular() || size() == 0) {
      return;
    }
    if (!Arrays.equals(file.read(0, beginning.length), beginning)) {
      throw new IOException("it contains something else: choose another name");
    }
    file.truncate(0);
  }

  /**
   * Writes all of it, or nothing.
   *
   * @return whether it is written
   */
  boolean writeWhole(byte[] block, int length) {
    long deadline = System.nanoTime() + (failure.isEmpty() ? PATIENCE_NS : 0);
    int at = 0;
    try {
      writeRest(deadline);
      while (at < length) {
        at += piece(block, at, length, deadline);
      }
      failure = Optional.empty();
      return true;
    } catch (FileCallException e) {
      failure = Optional.of(e);
      if (at > 0 && isRegular()) {
        takeBack(at);
      } else if (at > 0) {
        rest = Arrays.copyOfRange(block, at, length);
      }
      return rest.length > 0 && at > 0;
    }
  }

  private void writeRest(long deadline) throws FileCallException {
    while (rest.length > 0) {
      rest = Arrays.copyOfRange(rest, piece(rest, 0, rest.length, deadline), rest.length);
    }
  }

  private String tail(long size) throws IOException {
    StringBuilder tail = new StringBuilder();
    for (long at = Math.max(0, size - LONGEST_LINE); at < size; ) {
      byte[] piece = file.read(at, (int) (size - at));
      if (piece.length == 0) {
        break;
      }
      tail.append(new String(piece, StandardCharsets.ISO_8859_1));
      at += piece.length;
    }
    return tail.toString();
  }

  /**
   * Writes lines.
   *
   * @return how many of them could not be written
   */
  long write(byte[] lines, int length) {
    long deadline = System.nanoTime() + (failure.isEmpty() ? PATIENCE_NS : 0);
    int at = 0;
    try {
      writeRest(deadline);
      while (at < length) {
        at += piece(lines, at, length, deadline);
      }
      failure = Optional.empty();
      return 0;
    } catch (FileCallException e) {
      failure = Optional.of(e);
      return lines(lines, endOfKept(lines, at), length);
    }
  }

  private int piece(byte[] bytes, int from, int to, long deadline) throws FileCallException {
    while (true) {
      try {
        return file.write(bytes, from, to);
      } catch (FileCallException e) {
        long left = (deadline - System.nanoTime()) / NANOS_PER_MILLI;
        if (!e.isFull() || left <= 0 || !file.awaitRoom((int) left)) {
          throw e;
        }
      }
    }
  }

  /** A part of a line is removed or, if that is not possible, completed next time. */
  private int endOfKept(byte[] lines, int written) {
    int whole = written;
    while (whole > 0 && lines[whole - 1] != '\n') {
      whole--;
    }
    if (whole == written) {
      return whole;
    }
    if (isRegular()) {
      takeBack(written - whole);
      return whole;
    }
    int end = written;
    while (lines[end++] != '\n') {
      // to the end of the line
    }
    rest = Arrays.copyOfRange(lines, written, end);
    return end;
  }

  private void takeBack(int count) {
    try {
      file.takeBack(count);
    } catch (FileCallException e) {
      // others have appended to it meanwhile: it stays as it is
    }
  }

  private static long lines(byte[] lines, int from, int to) {
    long count = 0;
    for (int i = from; i < to; i++) {
      if (lines[i] == '\n') {
        count++;
      }
    }
    return count;
  }

  @Override
  public void close() {
    file.close();
  }
}
