package io.fdtrail.leaks;

import io.fdtrail.event.Action;
import io.fdtrail.event.FdEvent;
import io.fdtrail.event.FileKind;
import io.fdtrail.event.OpenDescriptor;
import io.fdtrail.event.OpenFile;
import io.fdtrail.event.RawText;
import io.fdtrail.event.Stack;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** What was received, and what was sent and not received yet: a record of the events of a trace. */
public final class Receptions {
  /** How many received descriptors are remembered; the oldest are forgotten. */
  public static final int CAPACITY = 262_144;

  record Held(int pid, int fd) {}

  record File(long id, int dev, long inode) {
    static File of(OpenFile file) {
      return new File(file.id(), file.dev(), file.inode());
    }

    static File of(OpenDescriptor descriptor) {
      return new File(descriptor.fileId(), descriptor.dev(), descriptor.inode());
    }
  }

  private record Reception(Held number, File file) {}

  record Group(
      RawText sender,
      RawText receiver,
      FileKind kind,
      RawText name,
      boolean truncated,
      boolean deleted,
      RawText endpoints,
      Stack stack) {
    static Group of(FdEvent event) {
      return event.action() == Action.SEND
          ? of(event.process().comm(), RawText.EMPTY, event.file(), Stack.NONE)
          : of(event.sender().comm(), event.process().comm(), event.file(), event.stack());
    }

    /** What is received at the same line is alike, whatever the files' names. */
    private static Group of(RawText sender, RawText receiver, OpenFile file, Stack stack) {
      if (!stack.frames().isEmpty()) {
        return new Group(
            sender, receiver, file.kind(), RawText.EMPTY, false, false, RawText.EMPTY, stack);
      }
      return new Group(
          sender,
          receiver,
          file.kind(),
          file.name(),
          file.nameTruncated(),
          file.isMarkedDeleted(),
          file.endpoints(),
          stack);
    }
  }

  private final Map<Reception, FdEvent> received = new LinkedHashMap<>();

  /** What is sent and neither received nor dropped. */
  private final Map<File, FdEvent> sent = new LinkedHashMap<>();

  private final Map<Group, Long> counts = new LinkedHashMap<>();
  private final StackPool stacks = new StackPool();
  private long count;
  private long unidentified;
  private long withoutSender;
  private long forgotten;
  private long forgottenSorts;

  /**
   * Adds an event. A number that receives the same file again was closed in between, so the later
   * event counts.
   */
  public void received(FdEvent event) {
    sent.remove(File.of(event.file()));
    if (event.action() == Action.SEND && hasOwnInode(event.file())) {
      sent.put(File.of(event.file()), event.after(Stack.NONE));
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
    FdEvent kept = event.after(stacks.of(event.stack()));
    received.remove(reception);
    received.put(reception, kept);
    counts.merge(Group.of(kept), 1L, Long::sum);
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

  static boolean isReceived(FdEvent event) {
    return event.action().isReceipt() && (event.isReceive() || event.fd() >= 0);
  }

  /**
   * Whether no other open file description has the inode: it was made for this one, and has no
   * path. (Both ends of a pipe share one; they were made together, and live at different
   * addresses.)
   */
  static boolean hasOwnInode(OpenFile file) {
    FileKind kind = file.kind();
    return kind.equals(FileKind.MEMFD)
        || kind.equals(FileKind.SHM)
        || kind.equals(FileKind.DMABUF)
        || kind.word().startsWith("sock:")
        || (kind.equals(FileKind.FIFO) && file.name().toString().startsWith("pipe:["));
  }

  /** The last event of each number that received a file. */
  Collection<FdEvent> received() {
    return received.values();
  }

  /** The last event in which a number received the file; null if there is none. */
  FdEvent received(Held number, File file) {
    return received.get(new Reception(number, file));
  }

  /** The files that were sent and neither received nor dropped. */
  Set<File> unreceived() {
    return sent.keySet();
  }

  /** The event that sent one of {@link #unreceived}. */
  FdEvent sent(File file) {
    return sent.get(file);
  }

  /** How many went that way. */
  long count(Group group) {
    return counts.getOrDefault(group, 0L);
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
