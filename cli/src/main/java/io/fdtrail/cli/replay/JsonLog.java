package io.fdtrail.cli.replay;

import java.io.IOException;

/**
 * A file of JSON lines. What is no line of ours is left out, and counted. For use by one thread.
 */
final class JsonLog implements AutoCloseable {
  private final String name;
  private final Lines lines;
  private long number;
  private long bad;
  private String firstBad = "";

  JsonLog(String name, Lines lines) {
    this.name = name;
    this.lines = lines;
  }

  /** An action with a line of ours. */
  interface Taker {
    void take(JsonObject line) throws IOException;
  }

  /**
   * Passes on the next line that is not empty.
   *
   * @param pause to be done before what may wait
   * @return false at the end of the file
   */
  boolean next(Lines.Pause pause, Taker taker) throws IOException {
    try {
      do {
        if (!lines.next(pause)) {
          return false;
        }
        number++;
      } while (lines.isEmpty());
    } catch (Lines.UnreadableException e) {
      leaveOut("the file cannot be read any further");
      return false;
    }
    try {
      if (lines.isTooLong()) {
        throw new BadLineException("it is longer than " + Lines.LONGEST + " bytes");
      }
      taker.take(JsonObject.parse(lines.bytes(), lines.from(), lines.length()));
    } catch (BadLineException e) {
      leaveOut(e.getMessage());
    }
    return true;
  }

  /** Passes on a line that was the last one to be read. */
  void take(JsonObject line, Taker taker) throws IOException {
    try {
      taker.take(line);
    } catch (BadLineException e) {
      leaveOut(e.getMessage());
    }
  }

  private void leaveOut(String why) {
    if (bad++ == 0) {
      firstBad = "line " + number + ": " + why;
    }
  }

  /** What was left out; empty: nothing. */
  String fault() {
    if (bad == 0) {
      return "";
    }
    return bad == 1
        ? "left out one line of " + name + ", " + firstBad
        : "left out " + bad + " lines of " + name + ", first " + firstBad;
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
