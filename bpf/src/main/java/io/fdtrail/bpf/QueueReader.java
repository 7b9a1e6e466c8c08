package io.fdtrail.bpf;

/**
 * Reads what waits in the receive queues of Unix sockets, without holding anybody up: a BPF iterator (iter/unix, Linux
 * 5.16). For one thread.
 */
public final class QueueReader implements AutoCloseable {
  private static final int RING_SIZE = 32 << 20;
  private static final String PROGRAM = "unix_sockets";

  private final BpfObject object;

  private QueueReader(BpfObject object) {
    this.object = object;
  }

  /** @throws ProbeException when the library, the kernel or our rights do not allow it */
  public static QueueReader open() throws ProbeException {
    KernelFeatures kernel = KernelFeatures.get();
    String refusal = kernel.refusal();
    if (!refusal.isEmpty()) {
      throw new ProbeException(refusal);
    }
    if (!kernel.hasUnixIterator()) {
      throw new ProbeException("the kernel has no iterator over Unix sockets (Linux 5.16)");
    }
    QueueReader reader = new QueueReader(BpfObject.open("inflight.bpf.o"));
    try {
      reader.object.select(PROGRAM);
      reader.object.load(RING_SIZE);
      reader.object.attach(PROGRAM);
      return reader;
    } catch (ProbeException | RuntimeException | Error e) {
      reader.close();
      throw e;
    }
  }

  /**
   * Hands out a record for each descriptor that is queued in the network namespace of a process. A queue that moved
   * meanwhile is read again: some of its records come twice.
   *
   * @throws ProbeException when the process is gone, or we may not enter its namespace
   */
  public void read(int pid, Ring.RecordHandler handler) throws ProbeException {
    int result = ProbeNative.iterate0(object.handle(), pid);
    while (object.ring().poll(handler, Integer.MAX_VALUE) > 0) {
      // until it is drained
    }
    if (result < 0) {
      throw ProbeException.of("read the sockets of process " + pid, result);
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
