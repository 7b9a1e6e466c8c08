package io.fdtrail.cli.command;

import io.fdtrail.TraceListener;
import io.fdtrail.TraceStats;
import io.fdtrail.bpf.Backend;
import io.fdtrail.bpf.LossReason;
import io.fdtrail.cli.output.EventOutput;
import io.fdtrail.cli.output.Renderer;
import io.fdtrail.event.FdEvent;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/** Hands to the renderer what the tracer tells, up to the count that the user wants. */
final class Presenter implements TraceListener {
  private final Renderer renderer;
  private final EventOutput output;
  private final long limit;
  private final Runnable stop;
  private long shown;

  /** @param stop called once the limit is reached */
  Presenter(Renderer renderer, EventOutput output, OptionalLong limit, Runnable stop) {
    this.renderer = renderer;
    this.output = output;
    this.limit = limit.orElse(Long.MAX_VALUE);
    this.stop = stop;
  }

  /** Once the probes are attached: who sees the header may begin. */
  void begin() throws IOException {
    renderer.begin();
    output.flush();
  }

  @Override
  public void event(FdEvent event) throws IOException {
    if (shown == limit || !renderer.event(event)) {
      return;
    }
    shown++;
    if (shown == limit) {
      output.flush();
      stop.run();
    }
  }

  @Override
  public void lost(LossReason reason, long count, long total) throws IOException {
    renderer.lost(reason.word(), reason.advice(), count, total);
    output.flush();
  }

  @Override
  public void idle() throws IOException {
    output.flush();
  }

  void end(TraceStats stats, Backend backend) throws IOException {
    renderer.summary(shown, lost(stats), backend.word());
    output.flush();
  }

  private static Map<String, Long> lost(TraceStats stats) {
    Map<String, Long> lost = new LinkedHashMap<>();
    for (LossReason reason : LossReason.values()) {
      if (stats.lost(reason) > 0) {
        lost.put(reason.word(), stats.lost(reason));
      }
    }
    return lost;
  }
}
