package io.fdtrail.cli.replay;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Reads lines, in memory for one of the longest. The last one needs no end. For use by one thread.
 */
final class Lines implements AutoCloseable {
  /** More than any line of ours has, with the longest stack. */
  static final int LONGEST = 1 << 20;

  private static final int CHUNK = 1 << 16;

  /** To be done before what may wait for more of the file. */
  interface Pause {
    void run() throws IOException;
  }

  private final InputStream in;
  private byte[] bytes = new byte[2 * CHUNK];
  private int end; // of what is read
  private int begin; // of the line
  private int length;
  private int following; // where the next line begins
  private boolean tooLong;

  Lines(InputStream in) {
    this.in = in;
  }

  /**
   * Reads the next line.
   *
   * @return false if there is none
   * @throws UnreadableException if the file fails, or its first line is too long
   */
  boolean next(Pause pause) throws IOException {
    tooLong = false;
    boolean isFirst = following == 0;
    begin = following;
    int at = begin;
    while (true) {
      at = lineFeed(at);
      if (at - begin > LONGEST) {
        if (isFirst) {
          throw new UnreadableException(new IOException("no line of ours, and it may never end"));
        }
        tooLong = true;
        begin = at;
      }
      if (at < end) {
        take(at, at + 1);
        return true;
      }
      makeRoom();
      at = end;
      if (!fill(pause)) {
        take(end, end);
        return length > 0 || tooLong;
      }
    }
  }

  /** The next one; where it would be, if none has been read. */
  private int lineFeed(int from) {
    int at = from;
    while (at < end && bytes[at] != '\n') {
      at++;
    }
    return at;
  }

  private void take(int lineEnd, int next) {
    length = lineEnd - begin;
    following = next;
  }

  /** Moves what is kept to the beginning. */
  private void makeRoom() {
    System.arraycopy(bytes, begin, bytes, 0, end - begin);
    end -= begin;
    begin = 0;
    if (bytes.length - end < CHUNK) {
      bytes = Arrays.copyOf(bytes, 2 * bytes.length);
    }
  }

  private boolean fill(Pause pause) throws IOException {
    pause.run();
    try {
      int count = in.read(bytes, end, CHUNK);
      end += Math.max(0, count);
      return count >= 0;
    } catch (IOException e) {
      throw new UnreadableException(e);
    }
  }

  /** Whether the line is longer than any of ours: its bytes are not kept. */
  boolean isTooLong() {
    return tooLong;
  }

  boolean isEmpty() {
    return length == 0 && !tooLong;
  }

  byte[] bytes() {
    return bytes;
  }

  int from() {
    return begin;
  }

  int length() {
    return length;
  }

  /** The file cannot be read any further. */
  static final class UnreadableException extends IOException {
    private static final long serialVersionUID = 1;

    UnreadableException(IOException cause) {
      super(cause);
    }
  }

  @Override
  public void close() throws IOException {
    bytes = new byte[0];
    in.close();
  }
}
