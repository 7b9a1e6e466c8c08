package io.fdtrail.bpf;

import io.fdtrail.decode.RecordDecoder;
import io.fdtrail.event.FdEvent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The events of {@link RecordedRing}. */
public final class RecordedEvents {
  public static final int PER_ROUND = RecordedRing.RECORDS;

  private RecordedEvents() {}

  /** Of several rounds, each about other processes, sockets and files than the one before. */
  public static List<FdEvent> of(int rounds) throws IOException {
    List<FdEvent> events = new ArrayList<>();
    RecordedRing recorded = new RecordedRing();
    RecordDecoder decoder = new RecordDecoder();
    for (int round = 0; round < rounds; round++) {
      recorded.refill();
      recorded
          .ring()
          .poll(
              (bytes, offset, length) ->
                  events.add(decoder.decode(bytes, offset, length).orElseThrow()),
              Integer.MAX_VALUE);
    }
    return events;
  }
}
