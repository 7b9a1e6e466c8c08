package io.fdtrail.leaks;

import io.fdtrail.event.FdEvent;
import io.fdtrail.event.FileKind;
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
 * Which received descriptors stay open. First {@link #received} of every event, then {@link #open} of every descriptor that
 * is open later, then {@link #found}. A number counts as open when it is the very file that was received: its id, device
 * and inode; an id alone may have been used again.
 */
public final class Leaks {
  /** So many received descriptors are remembered; the oldest are forgotten. */
  public static final int CAPACITY = 262_144;

  private static final Comparator<Leak> WORST_FIRST =
      Comparator.<Leak>comparingInt(leak -> leak.open().count()).thenComparingInt(leak -> leak.held().count()).reversed();

  private record Number(int pid, int fd) {}

  private record File(long id, int dev, long inode) {
    static File of(OpenFile file) {
      return new File(file.id(), file.dev(), file.inode());
    }
  }

  private record Group(
      RawText sender, RawText receiver, FileKind kind, RawText name, boolean truncated, boolean deleted,
      RawText endpoints) {
    static Group of(FdEvent event) {
      OpenFile file = event.file();
      return new Group(
          event.sender().comm(), event.process().comm(), file.kind(), file.name(), file.nameTruncated(),
          file.isMarkedDeleted(), file.endpoints());
    }
  }

  private final Map<Number, FdEvent> received = new LinkedHashMap<>();
  private final Map<Group, Long> counts = new LinkedHashMap<>();
  private final Set<Map.Entry<Number, File>> open = new HashSet<>();
  private long count;
  private long unidentified;
  private long withoutSender;
  private long forgotten;
  private long forgottenSorts;

  /** A number that is received again was closed in between: the later file counts. */
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
    Number number = new Number(event.process().pid(), event.fd());
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

  /** A descriptor that is open now. */
  public void open(FdEvent descriptor) {
    open.add(Map.entry(new Number(descriptor.process().pid(), descriptor.fd()), File.of(descriptor.file())));
  }

  /** What is still open at either end, most of it first. */
  public List<Leak> found() {
    Map<Group, Leak> groups = new HashMap<>();
    for (FdEvent event : received.values()) {
      Sender sender = event.sender();
      boolean open = isOpen(event.process().pid(), event.fd(), event.file());
      boolean held = sender.isKnown() && isOpen(sender.pid(), sender.fd(), event.file()) && !hasGotAnew(event);
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
    return open.contains(Map.entry(new Number(pid, fd), File.of(file)));
  }

  /** Whether the sender has received something under the number that it sent: it had closed it in between. */
  private boolean hasGotAnew(FdEvent event) {
    FdEvent later = received.get(new Number(event.sender().pid(), event.sender().fd()));
    return later != null && later.bootNs() >= event.bootNs() - event.inFlightNs();
  }

  /** How many descriptors were received. */
  public long count() {
    return count;
  }

  /** How many of them cannot be looked for, as their number or file is not known. */
  public long unidentified() {
    return unidentified;
  }

  /** Of how many of them the sender, or the number there, is not known. */
  public long withoutSender() {
    return withoutSender;
  }

  /** How many of them are no longer remembered, as there were too many. */
  public long forgotten() {
    return forgotten;
  }

  /** How many sorts of descriptors were forgotten, as there were too many: fewer are counted as received than were. */
  public long forgottenSorts() {
    return forgottenSorts;
  }
}
