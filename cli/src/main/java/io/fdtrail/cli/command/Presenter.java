package io.fdtrail.cli.command;

import io.fdtrail.TraceListener;
import io.fdtrail.TraceStats;
import io.fdtrail.cli.metrics.Counts;
import io.fdtrail.cli.output.EventOutput;
import io.fdtrail.cli.output.Renderer;
import io.fdtrail.cli.output.Summary;
import io.fdtrail.cli.output.Totals;
import io.fdtrail.event.FdEvent;
import io.fdtrail.event.OpenDescriptor;
import io.fdtrail.kernel.Backend;
import io.fdtrail.kernel.LossReason;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Passes to the renderer what the tracer reports, up to the count that the user wants. */
final class Presenter implements TraceListener {
  private static final String OUTPUT_FULL_ADVICE = "make room on the disk of --output";
  private static final int MOST_REASONS = 64;
  private static final long REPORT_NS = 1_000_000_000;

  private final BackendSource backend;
  private final Renderer renderer;
  private final EventOutput output;
  private final long limit;
  private final Runnable stop;
  private final LongSupplier nanoTime;
  private final List<OwnLoss> ownLosses;
  private final Map<String, Long> pastLosses = new LinkedHashMap<>();
  private long shown;
  private long receivesWithoutSender;
  private long dropsWithoutSender;
  private long unwrittenNotes;
  private long nextReport;

  /** The backend of the trace. */
  interface BackendSource {
    /** Empty if it is not known, or not yet. */
    Optional<Backend> get() throws IOException;
  }

  /** Rows that the kernel side had reported, and that are not shown. */
  private static final class OwnLoss {
    private final String reason;
    private final Supplier<String> advice;
    private final LongSupplier total;
    private long reported;

    OwnLoss(String reason, Supplier<String> advice, LongSupplier total) {
      this.reason = reason;
      this.advice = advice;
      this.total = total;
    }

    boolean isNew() {
      return total.getAsLong() > reported;
    }
  }

  /**
   * @param heldBack events so far that were not passed to this
   * @param stop called once the limit is reached
   */
  Presenter(
      BackendSource backend,
      Renderer renderer,
      EventOutput output,
      OptionalLong limit,
      LongSupplier heldBack,
      Runnable stop,
      LongSupplier nanoTime) {
    this.backend = backend;
    this.renderer = renderer;
    this.output = output;
    this.limit = limit.orElse(Long.MAX_VALUE);
    this.stop = stop;
    this.nanoTime = nanoTime;
    this.nextReport = nanoTime.getAsLong();
    this.ownLosses =
        List.of(
            new OwnLoss(Counts.OUTPUT_FULL, this::advice, this::unwritten),
            new OwnLoss(Counts.RATE_LIMIT, () -> "raise --rate-limit, or filter", heldBack));
  }

  /** Called once the probes are attached: whoever sees the header may begin. */
  void begin() throws IOException {
    note(renderer::begin);
  }

  @Override
  public void event(FdEvent event) throws IOException {
    if (shown == limit || !renderer.event(event)) {
      return;
    }
    shown++;
    if (event.lacksSender()) {
      receivesWithoutSender += event.isInstalled() ? 1 : 0;
      dropsWithoutSender += event.isInstalled() ? 0 : 1;
    }
    if (shown == limit) {
      output.flush();
      stop.run();
    }
  }

  @Override
  public void held(OpenDescriptor descriptor) {
    renderer.held(descriptor);
  }

  @Override
  public void lost(LossReason reason, long count, long total) throws IOException {
    String advice = backend.get().map(reason::advice).orElse(reason.advice());
    note(() -> renderer.lost(reason.word(), advice, count, total));
  }

  /**
   * Something was lost when the trace ran.
   *
   * @param reason its name, perhaps one that only another version knows
   */
  void lost(String reason, long count, long total) throws IOException {
    Optional<LossReason> known = LossReason.of(reason);
    if (known.isPresent()) {
      pastLosses.merge(reason, count, Long::sum);
      lost(known.get(), count, total);
    } else if (pastLosses.size() < MOST_REASONS || pastLosses.containsKey(reason)) {
      pastLosses.merge(reason, count, Long::sum);
      note(() -> renderer.lost(reason, "it was lost when the trace ran", count, total));
    }
  }

  @Override
  public void drained() throws IOException {
    renderer.drained();
    output.flush();
    if (ownLosses.stream().anyMatch(OwnLoss::isNew) && nanoTime.getAsLong() - nextReport >= 0) {
      nextReport = nanoTime.getAsLong() + REPORT_NS;
      reportOwnLosses();
    }
  }

  /** After the gap, as soon as there is room again. */
  private void reportOwnLosses() throws IOException {
    for (OwnLoss loss : ownLosses) {
      long total = loss.total.getAsLong();
      if (loss.isNew()
          && note(
              () -> renderer.lost(loss.reason, loss.advice.get(), total - loss.reported, total))) {
        loss.reported = total;
      }
    }
  }

  private String advice() {
    return output.isGivenUp()
        ? "nobody read the output when a signal ended the trace"
        : OUTPUT_FULL_ADVICE;
  }

  /** Events for which there was no room. */
  long unwritten() {
    return output.lost() - unwrittenNotes;
  }

  private interface Note {
    void write() throws IOException;
  }

  /** Events that were written. */
  long written() {
    return shown - unwritten();
  }

  /**
   * @return whether there was room for it; a note does not count as a lost event
   */
  private boolean note(Note note) throws IOException {
    output.flush();
    long before = output.lost();
    note.write();
    output.flush();
    unwrittenNotes += output.lost() - before;
    return output.lost() == before;
  }

  /**
   * Reports how it ended, on the standard error if the output does not take it.
   *
   * @return whether the output has the end of the trace
   */
  boolean end(TraceStats stats, PrintWriter messages) throws IOException {
    output.flush();
    reportOwnLosses();
    String word = backend.get().map(Backend::word).orElse("");
    if (!note(() -> renderer.summary(totals(stats), word))) {
      messages.println(Summary.text(totals(stats)));
    }
    return !output.isStuck();
  }

  private Totals totals(TraceStats stats) {
    return new Totals(written(), lost(stats), receivesWithoutSender, dropsWithoutSender);
  }

  private Map<String, Long> lost(TraceStats stats) {
    Map<String, Long> lost = new LinkedHashMap<>();
    for (LossReason reason : LossReason.values()) {
      long total = stats.lost(reason) + pastLosses.getOrDefault(reason.word(), 0L);
      if (total > 0) {
        lost.put(reason.word(), total);
      }
    }
    pastLosses.forEach(lost::putIfAbsent);
    ownLosses()
        .forEach(
            (reason, count) -> {
              if (count > 0) {
                lost.merge(reason, count, Long::sum);
              }
            });
    return lost;
  }

  /** Events so far that were not shown, by reason. */
  Map<String, Long> ownLosses() {
    Map<String, Long> counts = new LinkedHashMap<>();
    ownLosses.forEach(loss -> counts.put(loss.reason, loss.total.getAsLong()));
    return counts;
  }
}
