package io.fdtrail.event;

import java.util.function.Predicate;
import java.util.stream.Stream;

/** What a descriptor crosses on its way from its sender to the process that acted. */
public enum Boundary {
  /** Into, out of or between containers. */
  CONTAINER("container", Boundary::ofContainer),
  /** Between users, as the initial user namespace numbers them. */
  USER("user", event -> event.sender().uid() != event.process().uid()),
  /** Between units of systemd, or of a user's own. */
  UNIT("unit", Boundary::ofUnit),
  /** Between pid namespaces. */
  PIDNS("pidns", Boundary::ofPidNamespace);

  private final String word;
  private final Predicate<FdEvent> isCrossed;

  Boundary(String word, Predicate<FdEvent> isCrossed) {
    this.word = word;
    this.isCrossed = isCrossed;
  }

  /** {@return the word in filters and output} */
  public String word() {
    return word;
  }

  /**
   * {@return the boundaries that the descriptor certainly crossed}
   *
   * @param event with a sender
   */
  public static Stream<Boundary> crossedBy(FdEvent event) {
    return event.sender().isKnown()
        ? Stream.of(values()).filter(boundary -> boundary.isCrossed.test(event))
        : Stream.empty();
  }

  private static boolean areCgroupsKnown(FdEvent event) {
    return event.sender().cgroup().isKnown() && event.process().cgroup().isKnown();
  }

  private static boolean ofContainer(FdEvent event) {
    return areCgroupsKnown(event)
        && !event.sender().cgroup().container().isSame(event.process().container());
  }

  private static boolean ofUnit(FdEvent event) {
    return areCgroupsKnown(event) && !event.sender().cgroup().unit().equals(event.process().unit());
  }

  private static boolean ofPidNamespace(FdEvent event) {
    int from = event.sender().identity().pidNamespace();
    int to = event.process().identity().pidNamespace();
    return from != 0 && to != 0 && from != to;
  }
}
