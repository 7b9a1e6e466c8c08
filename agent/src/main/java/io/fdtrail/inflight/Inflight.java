package io.fdtrail.inflight;

import io.fdtrail.bpf.KernelIterator;
import io.fdtrail.bpf.LossCounts;
import io.fdtrail.bpf.ProbeException;
import io.fdtrail.decode.QueueRecord;
import io.fdtrail.event.FileKind;
import io.fdtrail.event.QueuedDescriptor;
import io.fdtrail.event.RawText;
import io.fdtrail.event.Sock;
import io.fdtrail.inflight.QueuedDescriptors.Waiting;
import io.fdtrail.kernel.LossReason;
import io.fdtrail.resolve.ProcFs;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/** Which descriptors are in queues now, and whose they are. */
public final class Inflight {
  private static final FileKind UNIX_SOCKET = new FileKind("sock:unix");
  private static final Comparator<SocketQueue> FULLEST_FIRST =
      Comparator.comparingLong(SocketQueue::count)
          .reversed()
          .thenComparing(queue -> queue.receiver().inode());

  private final ProcFs proc;
  private final Holders holders;

  private Inflight(ProcFs proc) {
    this.proc = proc;
    this.holders = Holders.read(proc);
  }

  /**
   * Looks once. Without the iterator, or the right to use it, it only counts, in processes that we
   * may see.
   */
  public static Snapshot look(ProcFs proc) {
    try (KernelIterator queues = KernelIterator.overQueues()) {
      QueuedDescriptors queued = QueuedDescriptors.read(queues, proc);
      List<String> gaps = losses(queues.losses());
      gaps.addAll(queued.gaps());
      return new Inflight(proc).snapshot(queued, gaps);
    } catch (ProbeException e) {
      return new Inflight(proc).numbers(e.getMessage());
    }
  }

  private static List<String> losses(LossCounts losses) {
    List<String> gaps = new ArrayList<>();
    if (losses.of(LossReason.RING_FULL) > 0) {
      gaps.add(losses.of(LossReason.RING_FULL) + " descriptors found no room in the ring");
    }
    for (LossReason reason : List.of(LossReason.QUEUE_MOVED, LossReason.QUEUE_LONG)) {
      if (losses.of(reason) > 0) {
        gaps.add(losses.of(reason) + " " + reason.advice());
      }
    }
    return gaps;
  }

  private Snapshot snapshot(QueuedDescriptors queued, List<String> gaps) {
    Collection<Waiting> waiting = queued.byQueue();
    Map<Long, Map<Long, Receiver>> within = queuesOfSockets(queued, waiting);
    List<SocketQueue> queues = new ArrayList<>();
    Map<Long, UserLoad> users = new TreeMap<>();
    for (Waiting one : waiting) {
      Receiver receiver = receiver(queued, one.queue());
      SocketQueue queue =
          queue(
              receiver, List.copyOf(within.getOrDefault(receiver.inode(), Map.of()).values()), one);
      queues.add(queue);
      users.merge(queue.uid(), load(queue, one.queue().userInFlight()), UserLoad::and);
    }
    queues.sort(FULLEST_FIRST);
    return new Snapshot(queues, List.copyOf(users.values()), Optional.empty(), gaps);
  }

  /**
   * For each socket that waits in queues itself, by its inode: these queues, by the id that the
   * kernel side gave them.
   */
  private Map<Long, Map<Long, Receiver>> queuesOfSockets(
      QueuedDescriptors queued, Collection<Waiting> waiting) {
    Map<Long, Map<Long, Receiver>> queues = new HashMap<>();
    for (Waiting one : waiting) {
      for (QueuedDescriptor descriptor : one.descriptors()) {
        if (descriptor.file().kind().equals(UNIX_SOCKET)) {
          queues
              .computeIfAbsent(descriptor.file().inode(), first -> new TreeMap<>())
              .computeIfAbsent(one.queue().queue(), first -> receiver(queued, one.queue()));
        }
      }
    }
    return queues;
  }

  private Receiver receiver(QueuedDescriptors queued, QueueRecord queue) {
    Optional<QueueRecord> listener = queued.listener(queue);
    OptionalLong inode =
        listener
            .map(record -> OptionalLong.of(record.socket().inode()))
            .orElse(OptionalLong.empty());
    return new Receiver(queue.socket(), inode, holders.of(inode.orElse(queue.socket().inode())));
  }

  private SocketQueue queue(Receiver receiver, List<Receiver> within, Waiting waiting) {
    QueueRecord record = waiting.queue();
    List<QueuedDescriptor> descriptors = waiting.descriptors();
    Optional<Peer> peer =
        record.peerPid().isPresent()
            ? Optional.of(new Peer(record.peerPid().getAsInt(), record.peerComm()))
            : Optional.empty();
    List<Holder> senders = holders.of(record.socket().peerInode());
    return new SocketQueue(
        receiver,
        within,
        senders,
        peer,
        Integer.toUnsignedLong(record.uid()),
        descriptors.size(),
        descriptors);
  }

  private UserLoad load(SocketQueue queue, long inFlight) {
    SendLimit limit =
        queue.senders().stream()
            .map(Holder::pid)
            .distinct()
            .map(pid -> SendLimit.of(proc, pid, queue.uid()))
            .reduce(SendLimit.UNKNOWN, SendLimit::and);
    return new UserLoad(queue.uid(), inFlight, queue.count(), limit);
  }

  /**
   * {@code scm_fds} of {@code /proc/PID/fdinfo} (5.6). Without addresses: their text in {@code
   * /proc} can be forged.
   */
  private Snapshot numbers(String why) {
    List<SocketQueue> queues = new ArrayList<>();
    for (long inode : holders.sockets()) {
      List<Holder> those = holders.of(inode);
      long count = proc.queuedDescriptors(those.get(0).pid(), those.get(0).fd());
      if (count > 0) {
        Receiver receiver =
            new Receiver(new Sock(-1, inode, 0, 0, RawText.EMPTY), OptionalLong.empty(), those);
        queues.add(
            new SocketQueue(
                receiver,
                List.of(),
                List.of(),
                Optional.empty(),
                SocketQueue.UNKNOWN_USER,
                count,
                List.of()));
      }
    }
    queues.sort(FULLEST_FIRST);
    return new Snapshot(
        queues,
        List.of(),
        Optional.of(why),
        List.of(
            "numbers only, of the processes that we may look at: " + why,
            "omitted are connections that nobody has accepted, sockets that no process has (they wait in a queue"
                + " themselves), the files that wait, their senders, addresses, and the users with their limits"));
  }
}
