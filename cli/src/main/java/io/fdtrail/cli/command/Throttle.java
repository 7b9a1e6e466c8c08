package io.fdtrail.cli.command;

import io.fdtrail.TraceListener;
import io.fdtrail.cli.options.RateLimit;
import io.fdtrail.event.FdEvent;
import io.fdtrail.event.OpenDescriptor;
import io.fdtrail.kernel.LossReason;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Holds back the events that exceed a limit: a bucket of as many as may be shown in a second, which
 * fills again at that rate. Time is that of the events.
 */
final class Throttle {
  private static final double NANOS = 1e9;
  private static final int MOST_BUCKETS = 4096;

  private final RateLimit limit;
  private final Buckets buckets = new Buckets();
  private long heldBack;

  private final class Bucket {
    private double room = limit.perSecond();
    private long filledNs;

    boolean takes(long bootNs) {
      if (bootNs > filledNs) {
        room = Math.min(limit.perSecond(), room + (bootNs - filledNs) / NANOS * limit.perSecond());
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
   * Forgets the bucket that was not asked for longest: a new one is full, as that one mostly is.
   */
  private static final class Buckets extends LinkedHashMap<Object, Bucket> {
    private static final long serialVersionUID = 1;

    Buckets() {
      super(16, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<Object, Bucket> eldest) {
      return size() > MOST_BUCKETS;
    }
  }

  Throttle(RateLimit limit) {
    this.limit = limit;
  }

  /** Events that were held back so far. */
  long heldBack() {
    return heldBack;
  }

  /** What passes on the rest. */
  TraceListener before(TraceListener next) {
    return new TraceListener() {
      @Override
      public void event(FdEvent event) throws IOException {
        if (admits(event)) {
          next.event(event);
        } else {
          heldBack++;
        }
      }

      @Override
      public void held(OpenDescriptor descriptor) throws IOException {
        next.held(descriptor);
      }

      @Override
      public void lost(LossReason reason, long count, long total) throws IOException {
        next.lost(reason, count, total);
      }

      @Override
      public void drained() throws IOException {
        next.drained();
      }
    };
  }

  private boolean admits(FdEvent event) {
    return buckets
        .computeIfAbsent(limit.each().key(event), any -> new Bucket())
        .takes(event.bootNs());
  }
}
