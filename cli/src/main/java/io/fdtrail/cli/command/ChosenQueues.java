package io.fdtrail.cli.command;

import io.fdtrail.event.Action;
import io.fdtrail.event.DropReason;
import io.fdtrail.event.FdEvent;
import io.fdtrail.event.Process;
import io.fdtrail.event.QueuedDescriptor;
import io.fdtrail.event.RawText;
import io.fdtrail.event.Sender;
import io.fdtrail.event.Sock;
import io.fdtrail.filter.EventFilter;
import io.fdtrail.filter.Filter;
import io.fdtrail.inflight.Holder;
import io.fdtrail.inflight.Snapshot;
import io.fdtrail.inflight.SocketQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The descriptors in flight that an expression chooses. It is true of one if it is true of one of
 * the processes that could receive it, together with one of those that may have sent it.
 */
final class ChosenQueues {
  private static final Set<String> OF_HOLDER = Set.of("pid", "comm", "socket_fd");
  private static final Set<String> OF_SENDER = Set.of("sender", "sender.pid", "sender.comm");
  private static final Set<String> OTHERS =
      Set.of(
          "uid",
          "socket",
          "socket_inode",
          "socket_type",
          "socket_path",
          "peer_inode",
          "message",
          "index",
          "name",
          "name_truncated",
          "kind",
          "dev",
          "inode",
          "rdev",
          "mode",
          "flags",
          "deleted",
          "file_id",
          "target_pid",
          "endpoints");
  private static final Holder NOBODY = new Holder(0, RawText.EMPTY, -1);

  private final EventFilter filter;
  private final boolean asksForHolder;
  private final boolean asksForSender;

  private ChosenQueues(Filter filter) {
    this.filter = new EventFilter(filter, time -> time);
    this.asksForHolder = filter.fields().stream().anyMatch(OF_HOLDER::contains);
    this.asksForSender = filter.fields().stream().anyMatch(OF_SENDER::contains);
  }

  /** Refuses to ask for what is not known of a descriptor in flight. */
  static void requireKnown(Filter filter) throws Nonsense {
    Set<String> unknown = new TreeSet<>(filter.fields());
    unknown.removeAll(OF_HOLDER);
    unknown.removeAll(OF_SENDER);
    unknown.removeAll(OTHERS);
    if (!unknown.isEmpty()) {
      Set<String> known = new TreeSet<>(OTHERS);
      known.addAll(OF_HOLDER);
      known.addAll(OF_SENDER);
      throw new Nonsense(
          "-F: '"
              + unknown.iterator().next()
              + "' is not known in flight; there are: "
              + String.join(" ", known));
    }
  }

  static Snapshot of(Snapshot all, Filter filter) {
    ChosenQueues chosen = new ChosenQueues(filter);
    List<SocketQueue> queues = new ArrayList<>();
    boolean areFilesKnown = true;
    for (SocketQueue queue : all.queues()) {
      areFilesKnown &= !queue.descriptors().isEmpty();
      List<QueuedDescriptor> descriptors = chosen.among(queue);
      if (!descriptors.isEmpty()) {
        queues.add(
            new SocketQueue(
                queue.receiver(),
                queue.within(),
                queue.senders(),
                queue.peer(),
                queue.uid(),
                descriptors.size(),
                descriptors));
      }
    }
    List<String> gaps = new ArrayList<>(all.gaps());
    if (!areFilesKnown) {
      gaps.add("-F chooses nothing of queues of which only the number of descriptors is known");
    }
    return new Snapshot(queues, all.users(), all.refusal(), gaps);
  }

  private List<QueuedDescriptor> among(SocketQueue queue) {
    List<QueuedDescriptor> descriptors = new ArrayList<>();
    for (QueuedDescriptor descriptor : queue.descriptors()) {
      if (isChosen(queue, descriptor)) {
        descriptors.add(descriptor);
      }
    }
    return descriptors;
  }

  private boolean isChosen(SocketQueue queue, QueuedDescriptor descriptor) {
    for (Holder holder : asked(asksForHolder, queue.receiver().holders())) {
      for (Holder sender : asked(asksForSender, queue.senders())) {
        if (filter.passes(event(queue, descriptor, holder, sender))) {
          return true;
        }
      }
    }
    return false;
  }

  private static List<Holder> asked(boolean asks, List<Holder> holders) {
    return asks && !holders.isEmpty() ? holders : List.of(NOBODY);
  }

  private static FdEvent event(
      SocketQueue queue, QueuedDescriptor descriptor, Holder holder, Holder sender) {
    Sock socket = queue.receiver().socket();
    return new FdEvent(
        0,
        Action.SEND,
        DropReason.NONE,
        0,
        new Process(holder.pid(), 0, 0, (int) queue.uid(), holder.comm(), 0, false),
        new Sock(holder.fd(), socket.inode(), socket.peerInode(), socket.type(), socket.path()),
        descriptor.message(),
        descriptor.index(),
        1,
        -1,
        descriptor.file(),
        new Sender(sender.pid(), 0, 0, sender.comm(), -1, false),
        0);
  }
}
