package io.fdtrail;

import java.util.List;
import java.util.stream.Collectors;

/** No backend works here. The message is one line. */
public final class NoBackendException extends Exception {
  private static final long serialVersionUID = 1;

  private final transient List<Refusal> refusals;

  NoBackendException(List<Refusal> refusals) {
    super(refusals.stream().map(Refusal::toString).collect(Collectors.joining("; ")));
    this.refusals = List.copyOf(refusals);
  }

  /** Why, for each backend that was tried. */
  public List<Refusal> refusals() {
    return refusals;
  }
}
