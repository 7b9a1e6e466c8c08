package io.fdtrail.doctor;

import io.fdtrail.Refusal;
import io.fdtrail.bpf.Preemption;
import io.fdtrail.bpf.ProbeException;
import io.fdtrail.bpf.Surroundings;
import io.fdtrail.kernel.Backend;
import io.fdtrail.os.Capabilities;
import java.util.Optional;

/** What the doctor checks. */
interface Machine {
  /** The release of the kernel. */
  String release();

  Capabilities capabilities();

  Surroundings surroundings();

  /**
   * Asks the kernel.
   *
   * @throws ProbeException if the native library cannot be loaded
   */
  Kernel kernel() throws ProbeException;

  /** The bytes of the ring of a trace. */
  int ringSize();

  /** Loads the backend, and passes a descriptor to ourselves; empty if it works. */
  Optional<Refusal> tryOut(Backend backend);

  /**
   * Loads the iterator over sockets, as {@code inflight} does.
   *
   * @throws ProbeException if the kernel or our rights do not allow it
   */
  void tryIterator() throws ProbeException;

  /**
   * What the kernel offers.
   *
   * @param ringErrno the result of creating a ring buffer: 0, or the errno
   */
  record Kernel(
      boolean hasBtf,
      int ringErrno,
      String lockdown,
      boolean hasTracefs,
      Preemption preemption,
      boolean hasMappingIterator) {}
}
