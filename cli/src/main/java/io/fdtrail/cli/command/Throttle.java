package io.fdtrail.cli.command;

import io.fdtrail.TraceListener;
import io.fdtrail.cli.options.RateLimit;
import io.fdtrail.event.FdEvent;
import io.fdtrail.memory.Recent;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/**
 * Holds back the events that exceed a limit: a bucket of as many as may be shown in a second, which
 * fills again at that rate. Time is that of the events.
 */
final class Throttle {
  private static final double NANOS = 1e9;
  private static final int MOST_BUCKETS = 4096;

  private final Optional<RateLimit> limit;

  /** One that was forgotten begins full, as it mostly would be. */
  private final Map<Object, Bucket> buckets = new Recent<>(MOST_BUCKETS);

  private long heldBack;

  private static final class Bucket {
    private final int perSecond;
    private double room;
    private long filledNs;

    Bucket(int perSecond) {
      this.perSecond = perSecond;
      this.room = perSecond;
    }

    boolean takes(long bootNs) {
      if (bootNs > filledNs) {
        room = Math.min(perSecond, room + (bootNs - filledNs) / NANOS * perSecond);
        filledNs = bootNs;
      }
      if (room < 1) {
        return false;
      }
      room--;
      return true;
    }
  }

  /**
   * @param limit empty: nothing is held back
   */
  Throttle(Optional<RateLimit> limit) {
    this.limit = limit;
  }

  /** Events that were held back so far. */
  long heldBack() {
    return heldBack;
  }

  /** What passes on the rest. */
  TraceListener before(TraceListener next) {
    return limit.map(rate -> passing(rate, next)).orElse(next);
  }

  private TraceListener passing(RateLimit rate, TraceListener next) {
    return new ForwardingListener(next) {
      @Override
      public void event(FdEvent event) throws IOException {
        if (admits(rate, event)) {
          super.event(event);
        } else {
          heldBack++;
        }
      }
    };
  }

  private boolean admits(RateLimit rate, FdEvent event) {
    return buckets
        .computeIfAbsent(rate.each().key(event), any -> new Bucket(rate.perSecond()))
        .takes(event.bootNs());
  }
}
