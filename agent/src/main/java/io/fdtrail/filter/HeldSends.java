package io.fdtrail.filter;

import io.fdtrail.event.FdEvent;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * SENDs whose receiver is not known yet, oldest first. Their number is limited. A message that is
 * still in its queue when that many later ones are held loses its SEND row, but not its RECV row.
 * The loss is counted once its receiver is known and wanted.
 */
final class HeldSends {
  static final int CAPACITY = 16384;

  private record Descriptor(long message, int index) {}

  private final Map<Descriptor, FdEvent> sends =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Descriptor, FdEvent> oldest) {
          if (size() <= CAPACITY) {
            return false;
          }
          forgottenUntilNs = oldest.getValue().bootNs();
          return true;
        }
      };
  private long forgottenUntilNs = -1;

  void hold(FdEvent send) {
    sends.put(new Descriptor(send.message(), send.index()), send);
  }

  /** Removes and returns the SEND of a message's descriptor, if it is held. */
  Optional<FdEvent> release(long message, int index) {
    return Optional.ofNullable(sends.remove(new Descriptor(message, index)));
  }

  /** Whether a SEND of that time may have been held and forgotten. */
  boolean hasForgotten(long bootNs) {
    return bootNs <= forgottenUntilNs;
  }

  int size() {
    return sends.size();
  }
}
