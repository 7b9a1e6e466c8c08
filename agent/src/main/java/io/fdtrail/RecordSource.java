package io.fdtrail;

import io.fdtrail.bpf.Probe;
import io.fdtrail.bpf.Ring;
import io.fdtrail.kernel.LossReason;
import java.util.function.ToLongFunction;

/** Where the records of a trace come from. */
interface RecordSource {
  /** The part of the ring. */
  int FILLING = 4;

  /** Hands out records, at most {@code limit}, and returns how many. */
  int poll(Ring.RecordHandler handler, int limit);

  /** Whether there are records that could not be handed out yet. */
  boolean hasMore();

  /** Whether a good part of its room is taken: soon records may be lost. */
  default boolean isFilling() {
    return false;
  }

  /** Waits until there may be records. */
  void await(int millis);

  /** Stops the source: no more records arrive. */
  void detach();

  /** The losses so far, by reason. */
  ToLongFunction<LossReason> losses();

  /** For how long records may be collected before they are read, ns. */
  default long patienceNs() {
    return 5_000_000; // one wake-up for all records of that time
  }

  /**
   * The records of a probe.
   *
   * @param soon a process may be gone later
   */
  static RecordSource of(Probe probe, boolean soon) {
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
      public boolean isFilling() {
        return probe.ring().fill() > probe.ring().size() / FILLING;
      }

      @Override
      public void await(int millis) {
        probe.await(millis);
      }

      @Override
      public long patienceNs() {
        return soon ? 0 : RecordSource.super.patienceNs();
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
