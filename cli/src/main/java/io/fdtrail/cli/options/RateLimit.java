package io.fdtrail.cli.options;

import io.fdtrail.event.FdEvent;
import java.util.Locale;
import java.util.function.Function;

/**
 * How many rows a second are shown at most.
 *
 * @param perSecond at least 1
 * @param each who has a limit of its own
 */
public record RateLimit(int perSecond, Each each) {
  /** Whether it needs to know more of a process than the kernel side records. */
  public boolean needsCgroups() {
    return each == Each.UNIT || each == Each.CONTAINER;
  }

  /** What events have a limit in common. */
  public enum Each {
    TRACE(event -> ""),
    UNIT(event -> event.process().unit().name()),
    CONTAINER(event -> event.process().container()),
    PROCESS(event -> event.process().pid());

    private final Function<FdEvent, Object> key;

    Each(Function<FdEvent, Object> key) {
      this.key = key;
    }

    /** Equal for events that share a limit. */
    public Object key(FdEvent event) {
      return key.apply(event);
    }

    /** As the option spells it. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
