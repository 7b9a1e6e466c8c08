package io.fdtrail.cli.metrics;

import io.fdtrail.TraceListener;
import io.fdtrail.event.Action;
import io.fdtrail.event.DropReason;
import io.fdtrail.event.FdEvent;
import io.fdtrail.event.OpenDescriptor;
import io.fdtrail.kernel.LossReason;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.Supplier;

/** Counts what a trace reports, and passes it on. The counts can be read from any thread. */
public final class Counts implements TraceListener {
  /** The reason of a loss in the output. */
  public static final String OUTPUT_FULL = "output_full";

  /** The reason of what exceeds {@code --rate-limit}. */
  public static final String RATE_LIMIT = "rate_limit";

  private static final int ACTIONS = Action.values().length;
  private static final String UNKNOWN_KIND = "unknown";

  private final TraceListener next;
  private final Supplier<Map<String, Long>> ownLosses;
  private final Map<String, AtomicLongArray> byKind = new ConcurrentSkipListMap<>();
  private final AtomicLongArray drops = new AtomicLongArray(DropReason.values().length);
  private final AtomicLongArray withoutSender = new AtomicLongArray(ACTIONS);
  private final AtomicLongArray losses = new AtomicLongArray(LossReason.values().length);
  private volatile Map<String, Long> ownLossesSoFar;

  /**
   * @param ownLosses events so far that were not shown, by reason; asked on the tracing thread
   */
  public Counts(TraceListener next, Supplier<Map<String, Long>> ownLosses) {
    this.next = next;
    this.ownLosses = ownLosses;
    this.ownLossesSoFar = ownLosses.get();
  }

  @Override
  public void event(FdEvent event) throws IOException {
    String kind = event.file().kind().word();
    AtomicLongArray actions = byKind.get(kind);
    if (actions == null) {
      actions = new AtomicLongArray(ACTIONS);
      byKind.put(kind, actions);
    }
    actions.incrementAndGet(event.action().ordinal());
    if (event.action() == Action.DROP) {
      drops.incrementAndGet(event.reason().ordinal());
    }
    if (event.lacksSender()) {
      withoutSender.incrementAndGet(event.action().ordinal());
    }
    next.event(event);
  }

  @Override
  public void lost(LossReason reason, long count, long total) throws IOException {
    losses.set(reason.ordinal(), total);
    next.lost(reason, count, total);
  }

  @Override
  public void held(OpenDescriptor descriptor) throws IOException {
    next.held(descriptor);
  }

  @Override
  public void drained() throws IOException {
    next.drained();
    ownLossesSoFar = ownLosses.get();
  }

  void writeTo(Exposition page) {
    page.family("fdtrail_events", "counter", "Events reported, by action and kind of file.");
    byKind.forEach(
        (kind, actions) -> {
          for (Action action : Action.values()) {
            if (actions.get(action.ordinal()) > 0) {
              page.sample(
                  actions.get(action.ordinal()),
                  "action",
                  action.name(),
                  "kind",
                  kind.isEmpty() ? UNKNOWN_KIND : kind);
            }
          }
        });
    page.family("fdtrail_drops", "counter", "Descriptors reported as dropped, by reason.");
    for (DropReason reason : DropReason.values()) {
      if (reason != DropReason.IGNORED) {
        page.sample(
            drops.get(reason.ordinal()),
            "reason",
            reason == DropReason.NONE ? UNKNOWN_KIND : reason.word());
      }
    }
    page.family(
        "fdtrail_without_sender",
        "counter",
        "Events of the above whose sender is not known, by what happened.");
    for (Action action : Action.values()) {
      if (withoutSender.get(action.ordinal()) > 0) {
        page.sample(withoutSender.get(action.ordinal()), "action", action.name());
      }
    }
    page.family("fdtrail_lost", "counter", "Events that could not be reported, by reason.");
    for (LossReason reason : LossReason.values()) {
      page.sample(losses.get(reason.ordinal()), "reason", reason.word());
    }
    ownLossesSoFar.forEach((reason, count) -> page.sample(count, "reason", reason));
  }
}
