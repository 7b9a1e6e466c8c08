package io.fdtrail.doctor;

import io.fdtrail.Refusal;
import io.fdtrail.bpf.Backend;
import io.fdtrail.bpf.Preemption;
import io.fdtrail.bpf.ProbeException;
import io.fdtrail.bpf.Surroundings;
import io.fdtrail.os.Capabilities;
import java.util.Optional;

/** What the doctor looks at. */
interface Machine {
  /** Of the kernel. */
  String release();

  Capabilities capabilities();

  Surroundings surroundings();

  /** @throws ProbeException when the native library cannot be loaded */
  Kernel kernel() throws ProbeException;

  /** Loads it, and passes a descriptor to ourselves; empty: it works. */
  Optional<Refusal> tryOut(Backend backend);

  /** @throws ProbeException when the kernel or our rights do not allow it */
  void tryIterator() throws ProbeException;

  /** @param ringErrno what making a ring buffer gives: 0, or the errno */
  record Kernel(boolean hasBtf, int ringErrno, String lockdown, boolean hasTracefs, Preemption preemption) {}
}
