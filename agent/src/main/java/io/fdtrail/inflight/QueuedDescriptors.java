package io.fdtrail.inflight;

import io.fdtrail.bpf.KernelIterator;
import io.fdtrail.bpf.ProbeException;
import io.fdtrail.decode.RecordDecoder;
import io.fdtrail.event.FdEvent;
import io.fdtrail.resolve.ProcFs;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the iterator tells, of all network namespaces that a process is in; the same descriptor once. */
final class QueuedDescriptors {
  private record Key(long message, int index) {}

  private record QueueKey(long socket, long peer, int uid) {}

  private final Map<Key, FdEvent> descriptors = new LinkedHashMap<>();
  private final List<String> gaps = new ArrayList<>();

  private QueuedDescriptors() {}

  static QueuedDescriptors read(KernelIterator iterator, ProcFs proc) {
    QueuedDescriptors queued = new QueuedDescriptors();
    RecordDecoder decoder = new RecordDecoder();
    for (List<Integer> pids : namespaces(proc)) {
      queued.readOne(iterator, decoder, pids);
    }
    return queued;
  }

  /** The processes of each network namespace. */
  private static Collection<List<Integer>> namespaces(ProcFs proc) {
    Map<String, List<Integer>> namespaces = new LinkedHashMap<>();
    for (int pid : proc.processes()) {
      proc.networkNamespace(pid)
          .ifPresent(namespace -> namespaces.computeIfAbsent(namespace, first -> new ArrayList<>()).add(pid));
    }
    return namespaces.values();
  }

  /** By the first of them that lives. */
  private void readOne(KernelIterator iterator, RecordDecoder decoder, List<Integer> pids) {
    String failure = "";
    for (int pid : pids) {
      try {
        iterator.read(pid, (bytes, offset, length) -> decoder.decode(bytes, offset, length).ifPresent(this::add));
        return;
      } catch (ProbeException e) {
        failure = e.getMessage();
      }
    }
    gaps.add("a network namespace is missing: " + failure);
  }

  private void add(FdEvent descriptor) {
    descriptors.put(new Key(descriptor.message(), descriptor.index()), descriptor);
  }

  /** The descriptors of each queue that have the same sender; none is empty. */
  Collection<List<FdEvent>> byQueue() {
    Map<QueueKey, List<FdEvent>> queues = new LinkedHashMap<>();
    for (FdEvent descriptor : descriptors.values()) {
      QueueKey key =
          new QueueKey(descriptor.socket().inode(), descriptor.socket().peerInode(), descriptor.sender().uid());
      queues.computeIfAbsent(key, first -> new ArrayList<>()).add(descriptor);
    }
    return queues.values();
  }

  /** Why something may be missing. */
  List<String> gaps() {
    return gaps;
  }
}
