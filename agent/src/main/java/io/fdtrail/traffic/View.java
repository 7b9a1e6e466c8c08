package io.fdtrail.traffic;

import io.fdtrail.event.Action;
import io.fdtrail.event.DropReason;
import io.fdtrail.event.FdEvent;
import io.fdtrail.event.FileKind;
import io.fdtrail.event.Process;
import io.fdtrail.event.RawText;
import io.fdtrail.event.Sender;
import java.util.Locale;
import java.util.Optional;

/** By what acts are added up. */
public enum View {
  /** By the sender and the process that acted; sends, whose receiver is not known, are in none. */
  PAIRS,
  /** By the process that acted. */
  PROCESSES,
  /** By the container and the unit of the process that acted. */
  SERVICES,
  /** By kind and name. */
  FILES,
  /** What went wrong, by why, and by the sender and the process that acted. */
  DROPS;

  private record Party(int pid, long start) {
    static Party of(Process process) {
      return new Party(process.pid(), process.identity().startBootNs());
    }

    static Party of(Sender sender) {
      return new Party(sender.pid(), sender.identity().startBootNs());
    }
  }

  private record Pair(Party sender, Party receiver) {
    static Pair of(FdEvent event) {
      Party acting = Party.of(event.process());
      return event.action() == Action.FAIL
          ? new Pair(acting, Party.of(Sender.UNKNOWN))
          : new Pair(Party.of(event.sender()), acting);
    }
  }

  private record Drop(Pair pair, Action action, DropReason reason, int errno) {}

  private record File(FileKind kind, RawText name) {}

  /** As options and output spell it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether it shows what is open. */
  public boolean showsOpen() {
    return this == PROCESSES || this == SERVICES;
  }

  /** What the event is added to: equal for events that are added up. Empty if to nothing. */
  public Optional<Object> key(FdEvent event) {
    return switch (this) {
      case PAIRS -> event.action() == Action.SEND ? Optional.empty() : Optional.of(Pair.of(event));
      case PROCESSES -> Optional.of(Party.of(event.process()));
      case SERVICES -> Optional.of(event.process().cgroup());
      case FILES -> Optional.of(new File(event.file().kind(), event.file().name()));
      case DROPS ->
          Counts.of(event).dropped() == 0
              ? Optional.empty()
              : Optional.of(
                  new Drop(Pair.of(event), event.action(), event.reason(), event.errno()));
    };
  }
}
