package io.fdtrail.leaks;

import io.fdtrail.event.FdEvent;
import io.fdtrail.event.FileKind;
import io.fdtrail.event.OpenDescriptor;
import io.fdtrail.event.OpenFile;
import io.fdtrail.event.RawText;
import io.fdtrail.event.Sender;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds received descriptors that stay open. Call {@link #received} for every event, then {@link
 * #open} for every descriptor that is open later, then {@link #found}. A number counts as still
 * open if it has the id, device and inode of the received file; an id alone may be in use again.
 */
public final class Leaks {
  /** How many received descriptors are remembered; the oldest are forgotten. */
  public static final int CAPACITY = 262_144;

  private static final Comparator<Leak> WORST_FIRST =
      Comparator.<Leak>comparingInt(leak -> leak.open().count())
          .thenComparingInt(leak -> leak.held().count())
          .reversed();

  private record Held(int pid, int fd) {}

  private record Group(
      RawText sender,
      RawText receiver,
      FileKind kind,
      RawText name,
      boolean truncated,
      boolean deleted,
      RawText endpoints) {
    static Group of(FdEvent event) {
      OpenFile file = event.file();
      return new Group(
          event.sender().comm(),
          event.process().comm(),
          file.kind(),
          file.name(),
          file.nameTruncated(),
          file.isMarkedDeleted(),
          file.endpoints());
    }
  }

  private final Map<Held, FdEvent> received = new LinkedHashMap<>();
  private final Map<Group, Long> counts = new LinkedHashMap<>();
  private final Set<OpenDescriptor> open = new HashSet<>();
  private long count;
  private long unidentified;
  private long withoutSender;
  private long forgotten;
  private long forgottenSorts;

  /**
   * Adds an event. A number that is received again was closed in between, so the later file counts.
   */
  public void received(FdEvent event) {
    if (!isReceived(event)) {
      return;
    }
    count++;
    if (event.fd() < 0 || !event.file().isKnown()) {
      unidentified++;
      return;
    }
    if (!event.sender().isKnown() || event.sender().fd() < 0) {
      withoutSender++;
    }
    Held number = new Held(event.process().pid(), event.fd());
    received.remove(number);
    received.put(number, event);
    counts.merge(Group.of(event), 1L, Long::sum);
    if (received.size() > CAPACITY) {
      forgetFirst(received);
      forgotten++;
    }
    if (counts.size() > CAPACITY) {
      forgetFirst(counts);
      forgottenSorts++;
    }
  }

  private static void forgetFirst(Map<?, ?> map) {
    map.remove(map.keySet().iterator().next());
  }

  private static boolean isReceived(FdEvent event) {
    return switch (event.action()) {
      case RECV, PEEK -> true;
      case GRAB, INJECT, PIDFD -> event.fd() >= 0;
      case SEND, FAIL, DROP -> false;
    };
  }

  /** Adds a descriptor that is open now. */
  public void open(OpenDescriptor descriptor) {
    open.add(descriptor);
  }

  /** The leaks, those with the most open descriptors first. */
  public List<Leak> found() {
    Map<Group, Leak> groups = new HashMap<>();
    for (FdEvent event : received.values()) {
      Sender sender = event.sender();
      boolean open = isOpen(event.process().pid(), event.fd(), event.file());
      boolean held =
          sender.isKnown() && isOpen(sender.pid(), sender.fd(), event.file()) && !hasGotAnew(event);
      if (open || held) {
        Leak leak = groups.computeIfAbsent(Group.of(event), group -> leak(group, event.file()));
        if (open) {
          leak.open().add(event.process().pid(), event.fd());
        }
        if (held) {
          leak.held().add(sender.pid(), sender.fd());
        }
      }
    }
    List<Leak> leaks = new ArrayList<>(groups.values());
    leaks.sort(WORST_FIRST);
    return leaks;
  }

  private Leak leak(Group group, OpenFile file) {
    long many = counts.getOrDefault(group, 0L);
    return new Leak(group.sender(), group.receiver(), file, many, new Numbers(), new Numbers());
  }

  private boolean isOpen(int pid, int fd, OpenFile file) {
    return open.contains(new OpenDescriptor(pid, fd, file.id(), file.dev(), file.inode()));
  }

  /**
   * Whether the sender has since received something under the number that it sent, and thus had
   * closed it.
   */
  private boolean hasGotAnew(FdEvent event) {
    FdEvent later = received.get(new Held(event.sender().pid(), event.sender().fd()));
    return later != null && later.bootNs() >= event.bootNs() - event.inFlightNs();
  }

  /** How many descriptors were received. */
  public long count() {
    return count;
  }

  /** How many of them cannot be looked for, because their number or file is unknown. */
  public long unidentified() {
    return unidentified;
  }

  /** For how many of them the sender, or the number there, is unknown. */
  public long withoutSender() {
    return withoutSender;
  }

  /** How many of them were forgotten, because there were too many. */
  public long forgotten() {
    return forgotten;
  }

  /**
   * How many groups of descriptors were forgotten, because there were too many: their received
   * counts are too low.
   */
  public long forgottenSorts() {
    return forgottenSorts;
  }
}
