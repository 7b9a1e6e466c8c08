package io.fdtrail.leaks;

import io.fdtrail.event.FdEvent;
import io.fdtrail.event.OpenDescriptor;
import io.fdtrail.event.OpenFile;
import io.fdtrail.event.RawText;
import io.fdtrail.event.Sender;
import io.fdtrail.leaks.Receptions.File;
import io.fdtrail.leaks.Receptions.Group;
import io.fdtrail.leaks.Receptions.Held;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds out where received files still are. Call {@link #open} and {@link #queued} for everything
 * that is there, then {@link #found}.
 *
 * <p>A place counts if it has the id, device and inode of the received file. An id alone may be in
 * use again: it is made from the address of a {@code struct file}, whose memory the kernel uses
 * again. Where many files share an inode, all three may be, so such a file counts only at the
 * numbers received and sent.
 */
public final class Leaks {
  private static final int STANDARD = 3;

  private static final Comparator<Leak> WORST_FIRST =
      Comparator.comparingInt(Leaks::kept)
          .thenComparingInt(leak -> leak.count(Place.HELD) + leak.count(Place.HELD_COPIES))
          .reversed();

  /** What was seen of one file. */
  private static final class Whereabouts {
    final List<FdEvent> receptions = new ArrayList<>();
    final Set<Held> numbers = new HashSet<>();
    final Set<Integer> mapping = new HashSet<>();
    final List<List<Held>> queues = new ArrayList<>();
  }

  /** What is found of one group. */
  private static final class Found {
    final OpenFile file;
    final Set<RawText> names = new HashSet<>();
    final Map<Place, Numbers> places = new EnumMap<>(Place.class);

    Found(OpenFile file) {
      this.file = file;
      for (Place place : Place.values()) {
        places.put(place, new Numbers());
      }
    }
  }

  private record Inode(int dev, long inode) {}

  private final Receptions receptions;
  private final boolean ofEnded;
  private final Map<File, Whereabouts> files = new LinkedHashMap<>();
  private final Set<Inode> inodes = new HashSet<>();
  private final Map<Group, Found> groups = new LinkedHashMap<>();
  private long doubtful;

  /** Looks for what was received so far. */
  public Leaks(Receptions receptions) {
    this(receptions, false);
  }

  /**
   * @param ofEnded whether the places are what processes had when they ended. Only what was
   *     received counts then, in the receivers and in those that inherited it: what a sender had is
   *     its own. The standard descriptors, which all inherit, count only if they were received
   *     themselves.
   */
  Leaks(Receptions receptions, boolean ofEnded) {
    this.receptions = receptions;
    this.ofEnded = ofEnded;
    for (FdEvent event : receptions.received()) {
      OpenFile file = event.file();
      files.computeIfAbsent(File.of(file), first -> new Whereabouts()).receptions.add(event);
      inodes.add(new Inode(file.dev(), file.inode()));
    }
    for (File file : receptions.unreceived()) {
      files.computeIfAbsent(file, first -> new Whereabouts());
    }
  }

  /** Adds a descriptor that is open now, or a file that is mapped. */
  public void open(OpenDescriptor descriptor) {
    if (descriptor.fileId() == 0
        && inodes.contains(new Inode(descriptor.dev(), descriptor.inode()))) {
      doubtful++;
    }
    Whereabouts file = files.get(File.of(descriptor));
    if (file == null) {
      return;
    }
    if (descriptor.fd() == OpenDescriptor.MAPPED) {
      file.mapping.add(descriptor.pid());
    } else {
      file.numbers.add(new Held(descriptor.pid(), descriptor.fd()));
    }
  }

  /**
   * Adds a descriptor that waits in a queue now.
   *
   * @param holders the processes that have the receiving socket, and its number there
   */
  public void queued(OpenFile file, Map<Integer, Integer> holders) {
    Whereabouts whereabouts = files.get(File.of(file));
    if (whereabouts != null) {
      whereabouts.queues.add(
          holders.entrySet().stream().map(has -> new Held(has.getKey(), has.getValue())).toList());
    }
  }

  /** The leaks, those that are in the most places first. */
  public List<Leak> found() {
    groups.clear();
    files.forEach(this::find);
    List<Leak> leaks = new ArrayList<>();
    groups.forEach((group, found) -> leaks.add(leak(group, found)));
    leaks.sort(WORST_FIRST);
    return leaks;
  }

  private static int kept(Leak leak) {
    return leak.places().keySet().stream()
        .filter(place -> place != Place.HELD && place != Place.HELD_COPIES)
        .mapToInt(leak::count)
        .sum();
  }

  private void find(File file, Whereabouts seen) {
    Set<Held> others = new HashSet<>(seen.numbers);
    for (FdEvent event : seen.receptions) {
      Held number = new Held(event.process().pid(), event.fd());
      if (seen.numbers.contains(number)) {
        in(event, Place.OPEN).add(number.pid(), number.fd());
        others.remove(number);
      }
      Sender sender = event.sender();
      Held origin = new Held(sender.pid(), sender.fd());
      if (!ofEnded
          && sender.isKnown()
          && seen.numbers.contains(origin)
          && !hasGotAnew(event, file)) {
        in(event, Place.HELD).add(origin.pid(), origin.fd());
        others.remove(origin);
      }
    }
    if (!seen.receptions.isEmpty()) {
      findOthers(seen, others);
    }
    FdEvent last = seen.receptions.isEmpty() ? receptions.sent(file) : last(seen.receptions);
    findQueued(seen, last);
  }

  /**
   * Whether the sender has since received it under the number that it sent, and thus had closed it.
   */
  private boolean hasGotAnew(FdEvent event, File file) {
    Held number = new Held(event.sender().pid(), event.sender().fd());
    FdEvent later = receptions.received(number, file);
    return later != null && later.bootNs() >= event.bootNs() - event.inFlightNs();
  }

  private void findOthers(Whereabouts seen, Set<Held> others) {
    if (ofEnded) {
      others.removeIf(other -> other.fd() < STANDARD || isSendersOwn(seen, other.pid()));
    }
    if (!Receptions.hasOwnInode(seen.receptions.get(0).file())) {
      doubtful += others.size() + seen.mapping.size();
      return;
    }
    for (Held other : others) {
      int pid = other.pid();
      FdEvent received = lastBy(seen, pid, true);
      FdEvent sent = lastBy(seen, pid, false);
      if (received != null) {
        in(received, Place.COPIES).add(pid, other.fd());
      } else if (sent != null) {
        in(sent, Place.HELD_COPIES).add(pid, other.fd());
      } else {
        in(last(seen.receptions), Place.ELSEWHERE).add(pid, other.fd());
      }
    }
    for (int pid : seen.mapping) {
      FdEvent received = lastBy(seen, pid, true);
      FdEvent event = received == null ? last(seen.receptions) : received;
      in(event, Place.MAPPED).add(pid, event.file().inode());
    }
  }

  private static boolean isSendersOwn(Whereabouts seen, int pid) {
    return lastBy(seen, pid, false) != null && lastBy(seen, pid, true) == null;
  }

  private void findQueued(Whereabouts seen, FdEvent last) {
    if (seen.queues.isEmpty()) {
      return;
    }
    if (!Receptions.hasOwnInode(last.file())) {
      doubtful += seen.queues.size();
      return;
    }
    Numbers queued = in(last, Place.QUEUED);
    queued.count(seen.queues.size());
    for (List<Held> holders : seen.queues) {
      holders.forEach(holder -> queued.put(holder.pid(), holder.fd()));
    }
  }

  private static FdEvent last(List<FdEvent> events) {
    return events.get(events.size() - 1);
  }

  /** The last event in which the process received the file, or sent it; null if there is none. */
  private static FdEvent lastBy(Whereabouts seen, int pid, boolean receiver) {
    FdEvent last = null;
    for (FdEvent event : seen.receptions) {
      int by =
          receiver ? event.process().pid() : event.sender().isKnown() ? event.sender().pid() : 0;
      last = by == pid ? event : last;
    }
    return last;
  }

  private Numbers in(FdEvent event, Place place) {
    Found found = groups.computeIfAbsent(Group.of(event), group -> new Found(event.file()));
    found.names.add(event.file().name());
    return found.places.get(place);
  }

  private Leak leak(Group group, Found found) {
    return new Leak(
        group.sender(),
        group.receiver(),
        found.file,
        found.names.size(),
        group.stack(),
        receptions.count(group),
        found.places);
  }

  /**
   * In how many places there may be a received file, or another one: another open of it, or a file
   * whose inode others share at the same address. Known after {@link #found}.
   */
  public long doubtful() {
    return doubtful;
  }
}
