package io.fdtrail;

import io.fdtrail.bpf.Probe;
import io.fdtrail.bpf.Ring;
import io.fdtrail.kernel.LossReason;
import java.util.function.ToLongFunction;

/** Where the records of a trace come from. */
interface RecordSource {
  /** Hands out records, at most {@code limit}, and returns how many. */
  int poll(Ring.RecordHandler handler, int limit);

  /** Whether there are records that could not be handed out yet. */
  boolean hasMore();

  /** Waits until there may be records. */
  void await(int millis);

  /** Stops the source: no more records arrive. */
  void detach();

  /** The losses so far, by reason. */
  ToLongFunction<LossReason> losses();

  static RecordSource of(Probe probe) {
    return new RecordSource() {
      @Override
      public int poll(Ring.RecordHandler handler, int limit) {
        return probe.ring().poll(handler, limit);
      }

      @Override
      public boolean hasMore() {
        return probe.ring().fill() > 0;
      }

      @Override
      public void await(int millis) {
        probe.await(millis);
      }

      @Override
      public void detach() {
        probe.detach();
      }

      @Override
      public ToLongFunction<LossReason> losses() {
        return probe.losses()::of;
      }
    };
  }
}
