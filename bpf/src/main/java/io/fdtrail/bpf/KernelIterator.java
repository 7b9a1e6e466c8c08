package io.fdtrail.bpf;

import io.fdtrail.os.SystemCalls;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Looks at what the kernel has right now, without holding anybody up: a BPF iterator, which puts a record into its ring for
 * each thing that it meets. For one thread.
 */
public final class KernelIterator implements AutoCloseable {
  private static final int RING_SIZE = 32 << 20;
  private static final int FIRST = 0;
  private static final int SECOND = 1;

  private final BpfObject object;

  private KernelIterator(BpfObject object) {
    this.object = object;
  }

  /**
   * Over the descriptors in the receive queues of Unix sockets (iter/unix, Linux 5.16). A queue that moved meanwhile is read
   * again: some of its records come twice.
   *
   * @throws ProbeException when the library, the kernel or our rights do not allow it
   */
  public static KernelIterator overQueues() throws ProbeException {
    return open("inflight", List.of("unix_sockets", "other_namespaces"), SystemCalls::random);
  }

  /**
   * Over the open descriptors of all processes (iter/task_file, Linux 5.8); without names.
   *
   * @param fileKey makes the files' ids; that of a {@link Probe} makes its ids
   * @throws ProbeException when the library, the kernel or our rights do not allow it
   */
  static KernelIterator overOpenFiles(long fileKey) throws ProbeException {
    return open("files", List.of("open_files"), () -> fileKey);
  }

  private static KernelIterator open(String name, List<String> programs, LongSupplier fileKey) throws ProbeException {
    try {
      return tryToOpen(KernelFeatures.get(), name, programs, fileKey);
    } catch (ProbeException e) {
      throw Surroundings.ours().explain(e, Optional.empty());
    }
  }

  private static KernelIterator tryToOpen(KernelFeatures kernel, String name, List<String> programs, LongSupplier fileKey)
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
      iterator.object.load(RING_SIZE, fileKey.getAsLong());
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
   * Runs it once, over the sockets of the network namespace of a process.
   *
   * @throws ProbeException when the process is gone, or we may not enter its namespace
   */
  public void read(int pid, Ring.RecordHandler handler) throws ProbeException {
    run(FIRST, pid, handler);
  }

  /**
   * Of {@link #overQueues}, once it has read the namespaces that a process is in: runs over the queues of all others, since
   * Linux 6.0.
   *
   * @throws ProbeException when we may not
   */
  public void readElsewhere(Ring.RecordHandler handler) throws ProbeException {
    run(SECOND, (int) ProcessHandle.current().pid(), handler);
  }

  private void run(int place, int pid, Ring.RecordHandler handler) throws ProbeException {
    int result = ProbeNative.iterate0(object.handle(), place, pid);
    while (object.ring().poll(handler, Integer.MAX_VALUE) > 0) {
      // until it is drained
    }
    if (result < 0) {
      throw ProbeException.of("look at process " + pid, result);
    }
  }

  /** What could not be told so far. */
  public LossCounts losses() {
    return object.losses();
  }

  @Override
  public void close() {
    object.close();
  }
}
