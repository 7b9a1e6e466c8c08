package io.fdtrail.cli.ship;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads the whole lines of an open file. A last line without its end waits. */
final class SpoolFile implements AutoCloseable {
  /** More than any line has, with the longest stack. */
  static final int LONGEST = 1 << 20;

  private static final int CHUNK = 1 << 16;

  private final Place.Id id;
  private final FileChannel file;
  private byte[] bytes = {};
  private int begin;
  private int end;
  private long offset; // in the file, of begin
  private long limit;
  private OptionalLong sum = OptionalLong.empty(); // of the beginning, once it is read
  private boolean isResumed;
  private boolean skips;
  private long skipped;
  private int filled;
  private int missed;
  private long lost;
  private byte[] lastLost = new byte[0];

  /**
   * Lines that nobody will read.
   *
   * @param last of them; empty: it is not known
   */
  record Lost(long lines, byte[] last) {}

  /**
   * @param offset up to where an earlier process has sent it
   */
  SpoolFile(Place.Id id, FileChannel file, long offset) {
    this.id = id;
    this.file = file;
    this.offset = offset;
    this.isResumed = offset > 0;
  }

  Place.Id id() {
    return id;
  }

  /** Up to where lines have been returned. */
  Place place() throws IOException {
    if (sum.isEmpty()) {
      Place place = Place.of(id, file, offset);
      sum = place.isFinal() ? OptionalLong.of(place.beginning()) : sum;
      return place;
    }
    return new Place(id, offset, sum.getAsLong());
  }

  /** What is added from now on waits for the next call. */
  void limit() throws IOException {
    limit = file.size();
  }

  long unread() throws IOException {
    return Math.max(0, file.size() - offset);
  }

  /** Whether an earlier process has read the beginning. */
  boolean isResumed() {
    return isResumed;
  }

  /** Lines that were longer than any of ours, since the last call. */
  long takeSkipped() {
    long count = skipped;
    skipped = 0;
    return count;
  }

  /** Whether it was emptied, and is written anew; it may be longer by now than it was. */
  boolean isWrittenAnew() throws IOException {
    long size = file.size();
    return size < offset || (size > offset && sum.isPresent() && !place().isIn(file));
  }

  void restart() throws IOException {
    begin = 0;
    end = 0;
    offset = 0;
    skips = false;
    isResumed = false;
    sum = OptionalLong.empty();
    limit();
  }

  /** How often in a row it had no name. */
  int missed(boolean isMissing) {
    missed = isMissing ? missed + 1 : 0;
    return missed;
  }

  /**
   * Counts the lines that are left, and lets go of the file: its space on the disk is free then.
   */
  void abandon() throws IOException {
    limit();
    for (Optional<byte[]> line = next(); line.isPresent(); line = next()) {
      lost++;
      lastLost = line.get();
    }
    lost += takeSkipped() + (unread() > 0 ? 1 : 0); // whose end was never written
    close();
  }

  /** What {@link #abandon} left unread; the next call returns nothing. */
  Lost takeLost() {
    Lost all = new Lost(lost, lastLost);
    lost = 0;
    return all;
  }

  /** Whether all but the beginning of a line was read. */
  boolean isTorn() throws IOException {
    return end > begin && unread() == end - begin;
  }

  boolean hasLost() {
    return lost > 0;
  }

  boolean isOpen() {
    return file.isOpen();
  }

  /** The next line up to the limit, without its end. */
  Optional<byte[]> next() throws IOException {
    int at = begin;
    while (true) {
      while (at < end && bytes[at] != '\n') {
        at++;
      }
      if (at < end) {
        byte[] line = Arrays.copyOfRange(bytes, begin, at);
        advance(at + 1);
        if (!skips) {
          return Optional.of(line);
        }
        skips = false;
        at = begin;
      } else {
        if (end - begin > LONGEST) {
          skipped += skips ? 0 : 1;
          skips = true;
          advance(end);
        }
        if (!fill()) {
          return Optional.empty();
        }
        at = end - filled;
      }
    }
  }

  private void advance(int to) {
    offset += to - begin;
    begin = to;
  }

  private boolean fill() throws IOException {
    System.arraycopy(bytes, begin, bytes, 0, end - begin);
    end -= begin;
    begin = 0;
    if (bytes.length - end < CHUNK / 2) {
      bytes = Arrays.copyOf(bytes, Math.max(CHUNK, 2 * bytes.length));
    }
    long wanted = Math.min(bytes.length - end, limit - offset - end);
    filled = wanted <= 0 ? 0 : file.read(ByteBuffer.wrap(bytes, end, (int) wanted), offset + end);
    end += Math.max(0, filled);
    return filled > 0;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
