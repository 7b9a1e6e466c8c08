package io.fdtrail;

import java.util.List;
import java.util.stream.Collectors;

/** No backend works here, or not with what was asked of it. The message is one line. */
public final class NoBackendException extends TraceException {
  private static final long serialVersionUID = 1;

  private final transient List<Refusal> refusals;

  NoBackendException(List<Refusal> refusals) {
    super(message(refusals));
    this.refusals = List.copyOf(refusals);
  }

  /** The cause is not a backend. */
  NoBackendException(String message) {
    super(message);
    this.refusals = List.of();
  }

  /** A common reason appears once. If an outside cause was found, the other reasons add nothing. */
  private static String message(List<Refusal> refusals) {
    List<String> causes =
        refusals.stream().filter(Refusal::explained).map(Refusal::reason).distinct().toList();
    if (!causes.isEmpty()) {
      return String.join("; ", causes);
    }
    List<String> reasons = refusals.stream().map(Refusal::reason).distinct().toList();
    return reasons.size() == 1
        ? reasons.get(0)
        : refusals.stream().map(Refusal::toString).collect(Collectors.joining("; "));
  }

  /** {@return the reason for each backend that was tried} */
  public List<Refusal> refusals() {
    return refusals;
  }
}
