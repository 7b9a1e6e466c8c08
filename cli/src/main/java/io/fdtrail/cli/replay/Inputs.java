package io.fdtrail.cli.replay;

import io.fdtrail.Replay;
import java.io.IOException;
import java.io.PushbackInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/** Tells recordings and JSON lines apart, plain or compressed by gzip. */
public final class Inputs {
  private static final int BUFFER = 1 << 16;
  private static final int GZIP = 0x1f; // no text begins with it

  private Inputs() {}

  /**
   * Reads the beginning of each file.
   *
   * @param files of one trace, in any order
   * @throws IOException with a message for people
   */
  public static Playback open(List<Input> files) throws IOException {
    List<Input> lines = new ArrayList<>();
    List<Replay.Source> recordings = new ArrayList<>();
    for (Input file : files) {
      PushbackInputStream plain = plain(file);
      if (first(file.name(), plain) == '{') {
        lines.add(new Input(file.name(), plain));
      } else {
        recordings.add(new Replay.Source(file.name(), plain));
      }
    }
    if (recordings.isEmpty()) {
      return new JsonPlayback(lines, Optional.empty());
    }
    if (!lines.isEmpty()) {
      throw new IOException(
          "recordings and JSON lines are not read together: read them one by one");
    }
    return new RecordedPlayback(Replay.of(recordings), Optional.empty());
  }

  /**
   * Waits for the beginning of a file, and follows it.
   *
   * @param file the first one of the follower
   * @throws IOException with a message for people
   */
  public static Playback follow(Input file, Follower follower) throws IOException {
    PushbackInputStream bytes = new PushbackInputStream(file.bytes());
    int first = first(file.name(), bytes);
    if (first == GZIP) {
      throw new IOException("cannot follow " + file.name() + ": a compressed file does not grow");
    }
    if (first == '{') {
      return new JsonPlayback(List.of(new Input(file.name(), bytes)), Optional.of(follower));
    }
    Replay.Later later =
        () -> follower.next().map(next -> new Replay.Source(next.name(), next.bytes()));
    return new RecordedPlayback(
        Replay.following(new Replay.Source(file.name(), bytes), later), Optional.of(follower));
  }

  /** Not buffered: what has been read before a fault is not lost with it. */
  private static PushbackInputStream plain(Input file) throws IOException {
    PushbackInputStream bytes = new PushbackInputStream(file.bytes());
    if (first(file.name(), bytes) != GZIP) {
      return bytes;
    }
    try {
      return new PushbackInputStream(new GZIPInputStream(bytes, BUFFER));
    } catch (IOException e) {
      throw unreadable(file.name(), e);
    }
  }

  /** Its first byte, which is not taken away; -1: there is none. */
  private static int first(String name, PushbackInputStream file) throws IOException {
    try {
      int first = file.read();
      if (first >= 0) {
        file.unread(first);
      }
      return first;
    } catch (IOException e) {
      throw unreadable(name, e);
    }
  }

  private static IOException unreadable(String name, IOException cause) {
    return new IOException("cannot read " + name + ": it is damaged", cause);
  }
}
