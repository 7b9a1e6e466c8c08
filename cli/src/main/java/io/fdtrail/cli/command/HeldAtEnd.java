package io.fdtrail.cli.command;

import io.fdtrail.cli.output.LeaksRenderer;
import io.fdtrail.cli.output.Renderer;
import io.fdtrail.cli.output.Totals;
import io.fdtrail.event.Action;
import io.fdtrail.event.FdEvent;
import io.fdtrail.event.OpenDescriptor;
import io.fdtrail.kernel.Backend;
import io.fdtrail.leaks.Endings;
import io.fdtrail.leaks.Leak;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/** Shows what CMD and its descendants had received and still had when they ended, and no rows. */
final class HeldAtEnd implements Renderer, Verdict {
  private final LeaksRenderer shown;
  private final Backend backend;
  private final Set<Action> unseen;
  private final OptionalInt errorStatus;
  private final Endings endings = new Endings();
  private final Map<String, String> losses = new LinkedHashMap<>();
  private List<Leak> found = List.of();

  /**
   * @param unseen what the backend cannot see
   * @param errorStatus the exit status if there is any
   */
  HeldAtEnd(LeaksRenderer shown, Backend backend, Set<Action> unseen, OptionalInt errorStatus) {
    this.shown = shown;
    this.backend = backend;
    this.unseen = unseen;
    this.errorStatus = errorStatus;
  }

  @Override
  public void begin() {}

  @Override
  public boolean event(FdEvent event) {
    endings.received(event);
    return true;
  }

  @Override
  public void held(OpenDescriptor descriptor) {
    endings.held(descriptor);
  }

  @Override
  public void lost(String reason, String advice, long count, long total) {
    losses.put(reason, total + " lost (" + reason + "): " + advice);
  }

  @Override
  public void summary(Totals totals, String word) throws IOException {
    found = endings.found();
    List<String> gaps = LeaksGaps.ofEnded(backend, unseen, List.copyOf(losses.values()), endings);
    shown.show(found, endings.receptions().count(), gaps);
  }

  @Override
  public int end(int status, PrintWriter messages) {
    if (found.isEmpty() || errorStatus.isEmpty()) {
      return status;
    }
    messages.println(
        "fdtrail: exit status " + errorStatus.getAsInt() + ", and not CMD's " + status);
    return errorStatus.getAsInt();
  }
}
