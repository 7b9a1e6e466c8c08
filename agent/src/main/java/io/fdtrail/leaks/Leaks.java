package io.fdtrail.leaks;

import io.fdtrail.event.Action;
import io.fdtrail.event.FdEvent;
import io.fdtrail.event.FileKind;
import io.fdtrail.event.OpenDescriptor;
import io.fdtrail.event.OpenFile;
import io.fdtrail.event.RawText;
import io.fdtrail.event.Sender;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds out where received files still are. Call {@link #received} for every event, then {@link
 * #look}, then {@link #open} and {@link #queued} for everything that is there later, then {@link
 * #found}.
 *
 * <p>A place counts if it has the id, device and inode of the received file. An id alone may be in
 * use again: it is made from the address of a {@code struct file}, whose memory the kernel uses
 * again. Where many files share an inode, all three may be, so such a file counts only at the
 * numbers received and sent.
 */
public final class Leaks {
  /** How many received descriptors are remembered; the oldest are forgotten. */
  public static final int CAPACITY = 262_144;

  private static final Comparator<Leak> WORST_FIRST =
      Comparator.comparingInt(Leaks::kept)
          .thenComparingInt(leak -> leak.count(Place.HELD) + leak.count(Place.HELD_COPIES))
          .reversed();

  private record Held(int pid, int fd) {}

  private record File(long id, int dev, long inode) {
    static File of(OpenFile file) {
      return new File(file.id(), file.dev(), file.inode());
    }
  }

  private record Reception(Held number, File file) {}

  private record Group(
      RawText sender,
      RawText receiver,
      FileKind kind,
      RawText name,
      boolean truncated,
      boolean deleted,
      RawText endpoints) {
    static Group of(FdEvent event) {
      return event.action() == Action.SEND
          ? of(event.process().comm(), RawText.EMPTY, event.file())
          : of(event.sender().comm(), event.process().comm(), event.file());
    }

    private static Group of(RawText sender, RawText receiver, OpenFile file) {
      return new Group(
          sender,
          receiver,
          file.kind(),
          file.name(),
          file.nameTruncated(),
          file.isMarkedDeleted(),
          file.endpoints());
    }
  }

  /** What was seen of one file. */
  private static final class Whereabouts {
    final List<FdEvent> receptions = new ArrayList<>();
    final Set<Held> numbers = new HashSet<>();
    final Set<Integer> mapping = new HashSet<>();
    final List<List<Held>> queues = new ArrayList<>();
  }

  private record Inode(int dev, long inode) {}

  private final Map<Reception, FdEvent> received = new LinkedHashMap<>();

  /** What is sent and neither received nor dropped. */
  private final Map<File, FdEvent> sent = new LinkedHashMap<>();

  private final Map<Group, Long> counts = new LinkedHashMap<>();
  private final Map<File, Whereabouts> files = new LinkedHashMap<>();
  private final Set<Inode> inodes = new HashSet<>();
  private final Map<Group, Leak> groups = new HashMap<>();
  private long count;
  private long unidentified;
  private long withoutSender;
  private long forgotten;
  private long forgottenSorts;
  private long doubtful;

  /**
   * Adds an event. A number that receives the same file again was closed in between, so the later
   * event counts.
   */
  public void received(FdEvent event) {
    sent.remove(File.of(event.file()));
    if (event.action() == Action.SEND && hasOwnInode(event.file())) {
      sent.put(File.of(event.file()), event);
      forgotten += forgetFirst(sent);
    }
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
    Reception reception =
        new Reception(new Held(event.process().pid(), event.fd()), File.of(event.file()));
    received.remove(reception);
    received.put(reception, event);
    counts.merge(Group.of(event), 1L, Long::sum);
    forgotten += forgetFirst(received);
    forgottenSorts += forgetFirst(counts);
  }

  private static int forgetFirst(Map<?, ?> map) {
    if (map.size() <= CAPACITY) {
      return 0;
    }
    map.remove(map.keySet().iterator().next());
    return 1;
  }

  private static boolean isReceived(FdEvent event) {
    return switch (event.action()) {
      case RECV, PEEK -> true;
      case GRAB, INJECT, PIDFD -> event.fd() >= 0;
      case SEND, FAIL, DROP -> false;
    };
  }

  /**
   * Whether no other open file description has the inode: it was made for this one, and has no
   * path. (Both ends of a pipe share one; they were made together, and live at different
   * addresses.)
   */
  private static boolean hasOwnInode(OpenFile file) {
    FileKind kind = file.kind();
    return kind.equals(FileKind.MEMFD)
        || kind.equals(FileKind.SHM)
        || kind.equals(FileKind.DMABUF)
        || kind.word().startsWith("sock:")
        || (kind.equals(FileKind.FIFO) && file.name().toString().startsWith("pipe:["));
  }

  /** Ends the events: from here on the places are added. */
  public void look() {
    for (FdEvent event : received.values()) {
      OpenFile file = event.file();
      files.computeIfAbsent(File.of(file), first -> new Whereabouts()).receptions.add(event);
      inodes.add(new Inode(file.dev(), file.inode()));
    }
    for (File file : sent.keySet()) {
      files.computeIfAbsent(file, first -> new Whereabouts());
    }
  }

  /** Adds a descriptor that is open now, or a file that is mapped. */
  public void open(OpenDescriptor descriptor) {
    if (descriptor.fileId() == 0
        && inodes.contains(new Inode(descriptor.dev(), descriptor.inode()))) {
      doubtful++;
    }
    Whereabouts file =
        files.get(new File(descriptor.fileId(), descriptor.dev(), descriptor.inode()));
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
    List<Leak> leaks = new ArrayList<>(groups.values());
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
      if (sender.isKnown() && seen.numbers.contains(origin) && !hasGotAnew(event, file)) {
        in(event, Place.HELD).add(origin.pid(), origin.fd());
        others.remove(origin);
      }
    }
    if (!seen.receptions.isEmpty()) {
      findOthers(seen, others);
    }
    FdEvent last = seen.receptions.isEmpty() ? sent.get(file) : last(seen.receptions);
    findQueued(seen, last);
  }

  /**
   * Whether the sender has since received it under the number that it sent, and thus had closed it.
   */
  private boolean hasGotAnew(FdEvent event, File file) {
    Held number = new Held(event.sender().pid(), event.sender().fd());
    FdEvent later = received.get(new Reception(number, file));
    return later != null && later.bootNs() >= event.bootNs() - event.inFlightNs();
  }

  private void findOthers(Whereabouts seen, Set<Held> others) {
    if (!hasOwnInode(seen.receptions.get(0).file())) {
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

  private void findQueued(Whereabouts seen, FdEvent last) {
    if (seen.queues.isEmpty()) {
      return;
    }
    if (!hasOwnInode(last.file())) {
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
    return groups.computeIfAbsent(Group.of(event), group -> leak(group, event.file())).in(place);
  }

  private Leak leak(Group group, OpenFile file) {
    Map<Place, Numbers> places = new EnumMap<>(Place.class);
    for (Place place : Place.values()) {
      places.put(place, new Numbers());
    }
    return new Leak(group.sender(), group.receiver(), file, counts.getOrDefault(group, 0L), places);
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

  /**
   * In how many places there may be a received file, or another one: another open of it, or a file
   * whose inode others share at the same address. Known after {@link #found}.
   */
  public long doubtful() {
    return doubtful;
  }
}
