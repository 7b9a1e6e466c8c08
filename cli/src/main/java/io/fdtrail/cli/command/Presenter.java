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
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/** Passes to the renderer what the tracer reports, up to the count that the user wants. */
final class Presenter implements TraceListener {
  private static final String OUTPUT_FULL_ADVICE = "make room on the disk of --output";
  private static final long TELL_NS = 1_000_000_000;

  private final Backend backend;
  private final Renderer renderer;
  private final EventOutput output;
  private final long limit;
  private final Runnable stop;
  private final LongSupplier nanoTime;
  private long shown;
  private long receivesWithoutSender;
  private long dropsWithoutSender;
  private long reported;
  private long unwrittenNotes;
  private long nextTelling;

  /**
   * @param stop called once the limit is reached
   */
  Presenter(
      Backend backend,
      Renderer renderer,
      EventOutput output,
      OptionalLong limit,
      Runnable stop,
      LongSupplier nanoTime) {
    this.backend = backend;
    this.renderer = renderer;
    this.output = output;
    this.limit = limit.orElse(Long.MAX_VALUE);
    this.stop = stop;
    this.nanoTime = nanoTime;
    this.nextTelling = nanoTime.getAsLong();
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
    note(() -> renderer.lost(reason.word(), reason.advice(backend), count, total));
  }

  @Override
  public void drained() throws IOException {
    output.flush();
    if (unwritten() > reported && nanoTime.getAsLong() - nextTelling >= 0) {
      nextTelling = nanoTime.getAsLong() + TELL_NS;
      reportUnwritten();
    }
  }

  /** After the gap, as soon as there is room again. */
  private void reportUnwritten() throws IOException {
    long unwritten = unwritten();
    if (note(() -> renderer.lost(Counts.OUTPUT_FULL, advice(), unwritten - reported, unwritten))) {
      reported = unwritten;
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
    if (unwritten() > reported) {
      reportUnwritten();
    }
    if (!note(() -> renderer.summary(totals(stats), backend.word()))) {
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
      if (stats.lost(reason) > 0) {
        lost.put(reason.word(), stats.lost(reason));
      }
    }
    if (unwritten() > 0) {
      lost.put(Counts.OUTPUT_FULL, unwritten());
    }
    return lost;
  }
}
