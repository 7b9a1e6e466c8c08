package io.fdtrail.bpf;

import java.util.List;
import java.util.Optional;

/**
 * Reads the present state of the kernel without blocking any process: a BPF iterator, which puts a
 * record into its ring for each object that it visits. For use by one thread.
 */
public final class KernelIterator implements AutoCloseable {
  private static final int RING_SIZE = 32 << 20;
  private static final int FIRST = 0;
  private static final int SECOND = 1;
  private static final int ANY_NAMESPACE = 0; // what it visits is in none

  private final BpfObject object;

  private KernelIterator(BpfObject object) {
    this.object = object;
  }

  /**
   * Visits the descriptors in the receive queues of Unix sockets (iter/unix, Linux 5.16). It reads
   * a queue that changed meanwhile again, so some of its records come twice.
   *
   * @throws ProbeException if the library, the kernel or our rights do not allow it
   */
  public static KernelIterator overQueues() throws ProbeException {
    return open("inflight", List.of("unix_sockets", "other_namespaces"));
  }

  /**
   * Visits the open descriptors of all processes (iter/task_file, Linux 5.8), without their names.
   *
   * @param mappings whether to visit the files that they have mapped, too (iter/task_vma, Linux
   *     5.12)
   * @throws ProbeException when the library, the kernel or our rights do not allow it
   */
  static KernelIterator overOpenFiles(boolean mappings) throws ProbeException {
    return open("files", mappings ? List.of("open_files", "mappings") : List.of("open_files"));
  }

  private static KernelIterator open(String name, List<String> programs) throws ProbeException {
    try {
      return tryToOpen(KernelFeatures.get(), name, programs);
    } catch (ProbeException e) {
      throw new FailureCause(Surroundings.ours(), Optional.empty()).explain(e);
    }
  }

  private static KernelIterator tryToOpen(KernelFeatures kernel, String name, List<String> programs)
      throws ProbeException {
    String refusal = kernel.refusal();
    if (!refusal.isEmpty()) {
      throw new ProbeException(refusal);
    }
    if (programs.contains("unix_sockets") && !kernel.hasUnixIterator()) {
      throw new ProbeException("the kernel has no iterator over Unix sockets (Linux 5.16)");
    }
    KernelIterator iterator = new KernelIterator(BpfObject.open(kernel.object(name)));
    try {
      for (String program : programs) {
        iterator.object.select(program);
      }
      iterator.object.load(RING_SIZE);
      for (String program : programs) {
        iterator.object.attach(program);
      }
      return iterator;
    } catch (ProbeException | RuntimeException | Error e) {
      iterator.close();
      throw e;
    }
  }

  /**
   * Runs the iterator once, over the sockets in the network namespace of a process.
   *
   * @throws ProbeException when the process is gone, or we may not enter its namespace
   */
  public void read(int pid, Ring.RecordHandler handler) throws ProbeException {
    run(FIRST, pid, handler);
  }

  /**
   * Reads the queues in all other network namespaces (since Linux 6.0). Only for {@link
   * #overQueues}, after {@link #read} of each namespace that has a process.
   *
   * @throws ProbeException if we are not permitted
   */
  public void readElsewhere(Ring.RecordHandler handler) throws ProbeException {
    run(SECOND, (int) ProcessHandle.current().pid(), handler);
  }

  /**
   * Visits the open descriptors. Only for {@link #overOpenFiles}.
   *
   * @throws ProbeException if we are not permitted
   */
  void readOpenFiles(Ring.RecordHandler handler) throws ProbeException {
    run(FIRST, ANY_NAMESPACE, handler);
  }

  /**
   * Visits the mapped files. Only for {@link #overOpenFiles}, where the kernel has that iterator.
   *
   * @throws ProbeException if we are not permitted
   */
  void readMappings(Ring.RecordHandler handler) throws ProbeException {
    run(SECOND, ANY_NAMESPACE, handler);
  }

  private void run(int place, int pid, Ring.RecordHandler handler) throws ProbeException {
    int result = ProbeNative.iterate0(object.handle(), place, pid);
    while (object.ring().poll(handler, Integer.MAX_VALUE) > 0) {
      // until the ring is drained
    }
    if (result < 0) {
      throw ProbeException.of(
          pid == ANY_NAMESPACE ? "look at what is open" : "look at process " + pid, result);
    }
  }

  /** What could not be reported so far. */
  public LossCounts losses() {
    return object.losses();
  }

  @Override
  public void close() {
    object.close();
  }
}
