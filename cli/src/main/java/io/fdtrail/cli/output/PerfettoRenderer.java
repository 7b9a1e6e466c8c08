package io.fdtrail.cli.output;

import io.fdtrail.event.Action;
import io.fdtrail.event.DropReason;
import io.fdtrail.event.FdEvent;
import io.fdtrail.event.OpenFile;
import java.io.IOException;
import java.io.PrintStream;
import java.util.function.LongSupplier;
import java.util.function.LongUnaryOperator;

/**
 * A trace for ui.perfetto.dev: an instant for each act, a slice for each time in flight, arrows
 * from a send to its receive and along the trail of an open file, and what was lost as a counter.
 */
public final class PerfettoRenderer implements Renderer {
  /** Of the first packet, in all versions. */
  public static final String BEGINNING =
      "\n\u0013P\u0001h\u0001b\r\n\u000b\b\u0001\u0012\u0007fdtrail";

  private static final int ANNOTATION = 4;
  private static final int TYPE = 9;
  private static final int TRACK = 11;
  private static final int NAME = 23;
  private static final int COUNT = 30;
  private static final int FLOW = 47;
  private static final int LAST_OF_FLOW = 48;

  private static final int SLICE_BEGIN = 1;
  private static final int SLICE_END = 2;
  private static final int INSTANT = 3;
  private static final int COUNTER = 4;

  private static final int OF_MESSAGE = 5;
  private static final int OF_FILE = 6;

  private final EventOutput output;
  private final PrintStream messages;
  private final LongUnaryOperator wallClock;
  private final LongSupplier bootNow;
  private final PerfettoPackets packets;
  private final PerfettoTracks tracks;
  private final LineBuffer name = new LineBuffer(64);
  private final LineBuffer value = new LineBuffer(64);
  private final ProtoMessage event = new ProtoMessage();
  private final ProtoMessage annotation = new ProtoMessage();
  private boolean hasClock;
  private long lost;

  /**
   * @param wallClock ns since boot to ns since 1970
   * @param bootNow the time of what is lost
   */
  public PerfettoRenderer(
      EventOutput output, LongUnaryOperator wallClock, LongSupplier bootNow, PrintStream messages) {
    this.output = output;
    this.messages = messages;
    this.wallClock = wallClock;
    this.bootNow = bootNow;
    this.packets = new PerfettoPackets(output);
    this.tracks = new PerfettoTracks(packets);
  }

  @Override
  public void begin() throws IOException {
    packets.begin();
  }

  @Override
  public boolean event(FdEvent act) throws IOException {
    if (!hasClock) {
      hasClock = true;
      packets.clock(act.bootNs(), wallClock.applyAsLong(act.bootNs()));
    }
    name.clear();
    name.put(act.action().name()).put(' ');
    FileName.print(act.file(), name);
    begin(INSTANT, tracks.thread(act.process())).text(NAME, name);
    flows(act);
    annotate(act);
    packets.event(act.bootNs(), event);
    if (act.hasTimeInFlight()) {
      flight(act);
    }
    return true;
  }

  private ProtoMessage begin(int type, long track) {
    return PerfettoPackets.categorised(event.clear()).number(TYPE, type).number(TRACK, track);
  }

  private void flight(FdEvent act) throws IOException {
    long lane = tracks.lane(act);
    name.clear();
    FileName.print(act.file(), name);
    packets.event(act.bootNs() - act.inFlightNs(), begin(SLICE_BEGIN, lane).text(NAME, name));
    packets.event(act.bootNs(), begin(SLICE_END, lane));
  }

  private void flows(FdEvent act) {
    if (act.message() != 0) {
      long flow = PerfettoTracks.mixed(OF_MESSAGE, act.message(), act.index());
      boolean ends = act.isReceive() && act.action() != Action.PEEK;
      event.fixed(ends ? LAST_OF_FLOW : FLOW, flow);
    }
    if (act.file().id() != 0) {
      event.fixed(FLOW, PerfettoTracks.mixed(OF_FILE, act.file().id(), 0));
    }
  }

  private void annotate(FdEvent act) {
    if (act.fd() >= 0) {
      annotate("fd", act.fd());
    }
    OpenFile file = act.file();
    if (file.isKnown()) {
      annotate("kind", file.kind().word());
    }
    if (act.reason() != DropReason.NONE) {
      annotate("reason", act.reason().word());
    }
    if (act.errno() != 0) {
      annotate("errno", act.errno());
    }
    if (act.socket().inode() != 0) {
      annotate("socket_inode", act.socket().inode());
    }
    if (act.sender().isKnown()) {
      value.clear();
      SenderColumn.print(act.sender(), value);
      event.message(ANNOTATION, annotation.clear().word(10, "sender").text(6, value));
    }
    if (act.hasTimeInFlight()) {
      annotate("in_flight_ns", act.inFlightNs());
    }
  }

  private void annotate(String key, long number) {
    event.message(ANNOTATION, annotation.clear().word(10, key).number(3, number));
  }

  private void annotate(String key, String word) {
    event.message(ANNOTATION, annotation.clear().word(10, key).word(6, word));
  }

  @Override
  public void lost(String reason, String advice, long count, long total) throws IOException {
    lost += count;
    packets.event(bootNow.getAsLong(), begin(COUNTER, tracks.losses()).number(COUNT, lost));
    output.flush();
    messages.println(Summary.loss(reason, advice, count));
  }

  @Override
  public void summary(Totals totals, String backend) throws IOException {
    output.flush();
    messages.println(Summary.text(totals));
  }
}
