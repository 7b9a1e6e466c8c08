package io.fdtrail.cli.output;

import io.fdtrail.event.FdEvent;
import io.fdtrail.event.Process;
import io.fdtrail.event.RawText;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The tracks of a trace: one of each process, in it one of each thread, and as many as are needed
 * so that no two times in flight overlap in one of them.
 */
final class PerfettoTracks {
  private static final int UUID = 1;
  private static final int NAME = 2;
  private static final int PROCESS = 3;
  private static final int THREAD = 4;
  private static final int PARENT = 5;
  private static final int COUNTER = 8;
  private static final long LOSSES = 1;

  /** With more, it describes tracks again: that does no harm, but takes room. */
  private static final int MOST_TRACKS = 1 << 16;

  private static final int MOST_LANES = 64;

  private final PerfettoPackets packets;
  private final Set<Long> described = new HashSet<>();
  private final Map<Long, long[]> lanes = new HashMap<>(); // when the last of each has ended
  private final LineBuffer text = new LineBuffer(64);
  private final ProtoMessage descriptor = new ProtoMessage();
  private final ProtoMessage part = new ProtoMessage();

  PerfettoTracks(PerfettoPackets packets) {
    this.packets = packets;
  }

  long losses() throws IOException {
    if (described.add(LOSSES)) {
      part.clear().word(6, "events");
      descriptor.clear().number(UUID, LOSSES).word(NAME, "lost events");
      packets.track(descriptor.message(COUNTER, part));
    }
    return LOSSES;
  }

  /** Of the thread that acted. */
  long thread(Process who) throws IOException {
    process(who);
    long uuid = mixed(2, who.pid(), who.tid());
    if (isNew(uuid)) {
      part.clear().number(1, who.pid()).number(2, who.tid()).text(5, escaped(who.comm()));
      packets.track(descriptor.clear().number(UUID, uuid).message(THREAD, part));
    }
    return uuid;
  }

  private long process(Process who) throws IOException {
    long uuid = mixed(3, who.pid(), who.identity().startBootNs());
    if (isNew(uuid)) {
      RawText name = who.identity().process();
      part.clear().number(1, who.pid()).text(6, escaped(name.isEmpty() ? who.comm() : name));
      packets.track(descriptor.clear().number(UUID, uuid).message(PROCESS, part));
    }
    return uuid;
  }

  /** Of a time in flight that ends with this event, in the process that acted. */
  long lane(FdEvent event) throws IOException {
    long process = process(event.process());
    if (lanes.size() > MOST_TRACKS) {
      lanes.clear();
    }
    long[] ends = lanes.computeIfAbsent(process, any -> new long[MOST_LANES]);
    int lane = free(ends, event.bootNs() - event.inFlightNs());
    ends[lane] = Math.max(ends[lane], event.bootNs());
    long uuid = mixed(4, process, lane);
    if (isNew(uuid)) {
      descriptor.clear().number(UUID, uuid).word(NAME, "in flight").number(PARENT, process);
      packets.track(descriptor);
    }
    return uuid;
  }

  /** The first whose last time in flight has ended; else the one that ends first. */
  private static int free(long[] ends, long begin) {
    int first = 0;
    for (int lane = 0; lane < ends.length; lane++) {
      if (ends[lane] <= begin) {
        return lane;
      }
      first = ends[lane] < ends[first] ? lane : first;
    }
    return first;
  }

  private boolean isNew(long uuid) {
    if (described.size() > MOST_TRACKS) {
      described.clear();
    }
    return described.add(uuid);
  }

  private LineBuffer escaped(RawText name) {
    text.clear();
    Escaper.text(name, text);
    return text;
  }

  /** A number that hardly another pair has. */
  static long mixed(int kind, long a, long b) {
    long mix = (a * 0x9e3779b97f4a7c15L + b) * 0xbf58476d1ce4e5b9L + kind;
    mix = (mix ^ mix >>> 30) * 0xbf58476d1ce4e5b9L;
    mix = (mix ^ mix >>> 27) * 0x94d049bb133111ebL;
    return mix ^ mix >>> 31;
  }
}
