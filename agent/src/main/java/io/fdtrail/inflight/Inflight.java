package io.fdtrail.inflight;

import io.fdtrail.bpf.KernelIterator;
import io.fdtrail.bpf.LossCounts;
import io.fdtrail.bpf.LossReason;
import io.fdtrail.bpf.ProbeException;
import io.fdtrail.event.FdEvent;
import io.fdtrail.event.RawText;
import io.fdtrail.event.Sock;
import io.fdtrail.resolve.ProcFs;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/** Which descriptors are queued right now, and whose they are. */
public final class Inflight {
  private static final Comparator<Queue> FULLEST_FIRST =
      Comparator.comparingLong(Queue::count).reversed().thenComparing(queue -> queue.socket().inode());

  private final ProcFs proc;
  private final Holders holders;

  private Inflight(ProcFs proc) {
    this.proc = proc;
    this.holders = Holders.read(proc);
  }

  /** Looks once. Without the iterator, or the right to use it, it tells numbers only, of the processes that we may see. */
  public static Snapshot look(ProcFs proc) {
    try (KernelIterator queues = KernelIterator.overQueues()) {
      QueuedDescriptors queued = QueuedDescriptors.read(queues, proc);
      LossCounts losses = queues.losses();
      return new Inflight(proc).snapshot(queued, losses.of(LossReason.RING_FULL), losses.of(LossReason.QUEUE_MOVED));
    } catch (ProbeException e) {
      return new Inflight(proc).numbers(e.getMessage());
    }
  }

  private Snapshot snapshot(QueuedDescriptors queued, long lost, long moved) {
    List<Queue> queues = new ArrayList<>();
    Map<Long, UserLoad> users = new TreeMap<>();
    for (List<FdEvent> descriptors : queued.byQueue()) {
      FdEvent first = descriptors.get(0);
      Sock socket = first.socket();
      long uid = Integer.toUnsignedLong(first.sender().uid());
      List<Holder> senders = holders.of(socket.peerInode());
      queues.add(new Queue(socket, holders.of(socket.inode()), senders, uid, descriptors.size(), descriptors));
      users.merge(uid, new UserLoad(uid, first.inFlightNs(), limit(senders)), Inflight::together);
    }
    List<String> gaps = new ArrayList<>(queued.gaps());
    if (lost > 0) {
      gaps.add(lost + " descriptors found no room in the ring");
    }
    if (moved > 0) {
      gaps.add(moved + " queues were emptied faster than they could be read; ask again");
    }
    queues.sort(FULLEST_FIRST);
    return new Snapshot(queues, List.copyOf(users.values()), gaps);
  }

  private OptionalLong limit(List<Holder> senders) {
    return senders.stream().map(Holder::pid).distinct().map(proc::openFilesLimit).flatMapToLong(OptionalLong::stream).min();
  }

  private static UserLoad together(UserLoad one, UserLoad other) {
    OptionalLong limit =
        one.limit().isPresent() && other.limit().isPresent()
            ? OptionalLong.of(Math.min(one.limit().getAsLong(), other.limit().getAsLong()))
            : one.limit().isPresent() ? one.limit() : other.limit();
    return new UserLoad(one.uid(), Math.max(one.inFlight(), other.inFlight()), limit);
  }

  /** {@code scm_fds} of {@code /proc/PID/fdinfo} (5.6). No address: a name can forge the text that {@code /proc} has of them. */
  private Snapshot numbers(String why) {
    List<Queue> queues = new ArrayList<>();
    for (long inode : holders.sockets()) {
      List<Holder> those = holders.of(inode);
      long count = proc.queuedDescriptors(those.get(0).pid(), those.get(0).fd());
      if (count > 0) {
        Sock socket = new Sock(-1, inode, 0, 0, RawText.EMPTY);
        queues.add(new Queue(socket, those, List.of(), Queue.UNKNOWN_USER, count, List.of()));
      }
    }
    queues.sort(FULLEST_FIRST);
    return new Snapshot(queues, List.of(), List.of("numbers only, of the processes that we may look at: " + why));
  }
}
