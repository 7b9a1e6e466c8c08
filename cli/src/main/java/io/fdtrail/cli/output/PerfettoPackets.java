package io.fdtrail.cli.output;

import java.io.IOException;

/** Writes the packets of a trace for Perfetto. The numbers of fields are those of its protos. */
final class PerfettoPackets {
  private static final int TRACE_PACKET = 1;
  private static final int CLOCK_SNAPSHOT = 6;
  private static final int TIMESTAMP = 8;
  private static final int SEQUENCE_ID = 10;
  private static final int TRACK_EVENT = 11;
  private static final int INTERNED_DATA = 12;
  private static final int SEQUENCE_FLAGS = 13;
  private static final int TRACK_DESCRIPTOR = 60;

  private static final int REALTIME = 1;
  private static final int BOOTTIME = 6; // of all timestamps that name no clock
  private static final int STATE_CLEARED = 1;
  private static final int NEEDS_STATE = 2;
  private static final int SEQUENCE = 1;
  private static final int CATEGORY = 1; // the number of our only one
  private static final String CATEGORY_NAME = "fdtrail";

  private final EventOutput output;
  private final ProtoMessage trace = new ProtoMessage();
  private final ProtoMessage packet = new ProtoMessage();
  private final ProtoMessage part = new ProtoMessage();

  PerfettoPackets(EventOutput output) {
    this.output = output;
  }

  /** The first one, which is the same in all files: {@link PerfettoRenderer#BEGINNING}. */
  void begin() throws IOException {
    ProtoMessage name = new ProtoMessage().number(1, CATEGORY).word(2, CATEGORY_NAME);
    part.clear().message(1, name);
    packet.clear().number(SEQUENCE_ID, SEQUENCE).number(SEQUENCE_FLAGS, STATE_CLEARED);
    write(packet.message(INTERNED_DATA, part));
  }

  void clock(long bootNs, long wallNs) throws IOException {
    ProtoMessage boot = new ProtoMessage().number(1, BOOTTIME).number(2, bootNs);
    ProtoMessage wall = new ProtoMessage().number(1, REALTIME).number(2, wallNs);
    part.clear().message(1, boot).message(1, wall);
    write(packet.clear().number(SEQUENCE_ID, SEQUENCE).message(CLOCK_SNAPSHOT, part));
  }

  void track(ProtoMessage descriptor) throws IOException {
    write(packet.clear().number(SEQUENCE_ID, SEQUENCE).message(TRACK_DESCRIPTOR, descriptor));
  }

  /**
   * @param event of {@link #CATEGORY}
   */
  void event(long bootNs, ProtoMessage event) throws IOException {
    packet.clear().number(TIMESTAMP, bootNs).number(SEQUENCE_ID, SEQUENCE);
    write(packet.number(SEQUENCE_FLAGS, NEEDS_STATE).message(TRACK_EVENT, event));
  }

  static ProtoMessage categorised(ProtoMessage event) {
    return event.number(3, CATEGORY);
  }

  private void write(ProtoMessage whole) throws IOException {
    trace.clear().message(TRACE_PACKET, whole).writeTo(output.line());
    output.endBytes();
  }
}
