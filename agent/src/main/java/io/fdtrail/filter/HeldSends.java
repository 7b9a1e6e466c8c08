package io.fdtrail.filter;

import io.fdtrail.event.FdEvent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * SENDs whose receiver is not known yet, by message. Only so many are kept: a message that waits in its queue longer than
 * that many others loses its SEND row, but not its RECV row.
 */
final class HeldSends {
  static final int CAPACITY = 16384;

  private final Map<Long, List<FdEvent>> byMessage = new HashMap<>();
  private final ArrayDeque<FdEvent> oldest = new ArrayDeque<>();

  void hold(FdEvent send) {
    if (oldest.size() == CAPACITY) {
      FdEvent dropped = oldest.poll();
      release(dropped.message(), dropped.index());
    }
    oldest.add(send);
    byMessage.computeIfAbsent(send.message(), message -> new ArrayList<>(1)).add(send);
  }

  /** The SEND of a message's descriptor, if it is held; it is no longer. */
  List<FdEvent> release(long message, int index) {
    List<FdEvent> sends = byMessage.get(message);
    if (sends == null) {
      return List.of();
    }
    for (int i = 0; i < sends.size(); i++) {
      if (sends.get(i).index() == index) {
        FdEvent send = sends.remove(i);
        if (sends.isEmpty()) {
          byMessage.remove(message);
        }
        return List.of(send);
      }
    }
    return List.of();
  }
}
