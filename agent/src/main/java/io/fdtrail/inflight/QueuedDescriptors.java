package io.fdtrail.inflight;

import io.fdtrail.bpf.KernelIterator;
import io.fdtrail.bpf.ProbeException;
import io.fdtrail.decode.QueueDecoder;
import io.fdtrail.decode.QueueRecord;
import io.fdtrail.decode.QueuedDescriptorDecoder;
import io.fdtrail.event.QueuedDescriptor;
import io.fdtrail.resolve.ProcFs;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The results of the iterators, of network namespaces with a process and of all others; each
 * descriptor once.
 */
final class QueuedDescriptors {
  /** The descriptors of one sender in one queue. */
  record Waiting(QueueRecord queue, List<QueuedDescriptor> descriptors) {}

  private record Message(QueueRecord queue, List<QueuedDescriptor> descriptors) {}

  private record QueueKey(long queue, long sender, int uid) {}

  /** This many fit into our memory, even with long names. */
  private static final int MOST = 100_000;

  private final QueueDecoder queueDecoder = new QueueDecoder();
  private final QueuedDescriptorDecoder descriptorDecoder = new QueuedDescriptorDecoder();
  private final Map<Long, Message> messages = new LinkedHashMap<>();
  private final Map<Long, QueueRecord> listeners = new HashMap<>();
  private final List<String> gaps = new ArrayList<>();
  private int kept;
  private int leftOut;

  private QueuedDescriptors() {}

  static QueuedDescriptors read(KernelIterator iterator, ProcFs proc) {
    QueuedDescriptors queued = new QueuedDescriptors();
    for (List<Integer> pids : namespaces(proc)) {
      queued.readOne(iterator, pids);
    }
    queued.readElsewhere(iterator);
    if (queued.leftOut > 0) {
      queued.gaps.add(queued.leftOut + " descriptors are omitted: at most " + MOST + " are shown");
    }
    return queued;
  }

  /** The processes of each network namespace. */
  private static Collection<List<Integer>> namespaces(ProcFs proc) {
    Map<String, List<Integer>> namespaces = new LinkedHashMap<>();
    for (int pid : proc.processes()) {
      proc.networkNamespace(pid)
          .ifPresent(
              namespace ->
                  namespaces.computeIfAbsent(namespace, first -> new ArrayList<>()).add(pid));
    }
    return namespaces.values();
  }

  /** Reads a namespace through the first of its processes that still exists. */
  private void readOne(KernelIterator iterator, List<Integer> pids) {
    String failure = "";
    for (int pid : pids) {
      try {
        iterator.read(pid, this::add);
        return;
      } catch (ProbeException e) {
        failure = e.getMessage();
      }
    }
    gaps.add("a network namespace is missing: " + failure);
  }

  private void readElsewhere(KernelIterator iterator) {
    try {
      iterator.readElsewhere(this::add);
    } catch (ProbeException e) {
      gaps.add("sockets of network namespaces without a process are missing: " + e.getMessage());
    }
  }

  private void add(ByteBuffer bytes, int offset, int length) {
    Optional<QueueRecord> queue = queueDecoder.decode(bytes, offset, length);
    if (queue.isPresent()) {
      add(queue.get());
    } else {
      descriptorDecoder.decode(bytes, offset, length).ifPresent(this::add);
    }
  }

  /** A message that appears again replaces the first: it may be another one at the same address. */
  private void add(QueueRecord queue) {
    if (queue.message() == 0) {
      listeners.put(queue.address(), queue);
    } else {
      Message before = messages.remove(queue.message());
      kept -= before == null ? 0 : before.descriptors().size();
      messages.put(queue.message(), new Message(queue, new ArrayList<>(1)));
    }
  }

  private void add(QueuedDescriptor descriptor) {
    Message message = messages.get(descriptor.message());
    if (message == null) {
      return;
    }
    if (kept == MOST) {
      leftOut++;
    } else {
      message.descriptors().add(descriptor);
      kept++;
    }
  }

  /** The queues with known descriptors. */
  Collection<Waiting> byQueue() {
    Map<QueueKey, Waiting> queues = new LinkedHashMap<>();
    for (Message message : messages.values()) {
      QueueRecord queue = message.queue();
      if (!message.descriptors().isEmpty()) {
        queues
            .computeIfAbsent(
                new QueueKey(queue.queue(), queue.sender(), queue.uid()),
                first -> new Waiting(queue, new ArrayList<>()))
            .descriptors()
            .addAll(message.descriptors());
      }
    }
    return queues.values();
  }

  /** The listener that can accept the connection of a queue; empty if it was accepted. */
  Optional<QueueRecord> listener(QueueRecord queue) {
    return queue.socket().inode() == 0
        ? Optional.ofNullable(listeners.get(queue.address()))
        : Optional.empty();
  }

  /** Why something may be missing. */
  List<String> gaps() {
    return gaps;
  }
}
