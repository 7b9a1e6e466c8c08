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
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Shows what CMD and its descendants had received and still had when they ended, and no rows. */
final class HeldAtEnd implements Renderer, Verdict {
  private final LeaksRenderer shown;
  private final Optional<Backend> backend;
  private final Set<Action> unseen;
  private final boolean isKnown;
  private final OptionalInt errorStatus;
  private final Endings endings = new Endings();
  private final Map<String, String> losses = new LinkedHashMap<>();
  private List<Leak> found = List.of();

  /**
   * @param backend empty: it is not known
   * @param unseen what the backend cannot see
   * @param isKnown whether the trace reports what processes have when they end
   * @param errorStatus the exit status if there is any
   */
  HeldAtEnd(
      LeaksRenderer shown,
      Optional<Backend> backend,
      Set<Action> unseen,
      boolean isKnown,
      OptionalInt errorStatus) {
    this.shown = shown;
    this.backend = backend;
    this.unseen = unseen;
    this.isKnown = isKnown;
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
    shown.show(found, endings.receptions().count(), gaps());
  }

  private List<String> gaps() {
    List<String> lost = List.copyOf(losses.values());
    return isKnown
        ? LeaksGaps.ofEnded(backend, unseen, lost, endings)
        : LeaksGaps.withoutEnds(lost, endings.receptions());
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
