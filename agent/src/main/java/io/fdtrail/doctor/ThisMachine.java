package io.fdtrail.doctor;

import io.fdtrail.NoBackendException;
import io.fdtrail.Refusal;
import io.fdtrail.TraceOptions;
import io.fdtrail.Tracer;
import io.fdtrail.bpf.KernelFeatures;
import io.fdtrail.bpf.KernelIterator;
import io.fdtrail.bpf.ProbeException;
import io.fdtrail.bpf.Surroundings;
import io.fdtrail.filter.Filter;
import io.fdtrail.kernel.Backend;
import io.fdtrail.os.Capabilities;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The machine that we run on. */
final class ThisMachine implements Machine {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Path RELEASE = Path.of("/proc/sys/kernel/osrelease");

  @Override
  public String release() {
    try {
      return Files.readString(RELEASE).trim();
    } catch (IOException e) {
      return System.getProperty("os.version");
    }
  }

  @Override
  public Capabilities capabilities() {
    return Capabilities.read(STATUS);
  }

  @Override
  public Surroundings surroundings() {
    return Surroundings.ours();
  }

  @Override
  public Kernel kernel() throws ProbeException {
    KernelFeatures kernel = KernelFeatures.get();
    return new Kernel(
        kernel.hasBtf(),
        kernel.tryRingBuffer(),
        kernel.lockdown(),
        kernel.hasTracefs(),
        kernel.preemption(),
        kernel.hasMappingIterator());
  }

  @Override
  public int ringSize() {
    return TraceOptions.DEFAULT_RING_SIZE;
  }

  @Override
  public Optional<Refusal> tryOut(Backend backend) {
    TraceOptions options =
        new TraceOptions(
            Optional.of(backend), TraceOptions.DEFAULT_RING_SIZE, false, Filter.ALL, false);
    try {
      Tracer.open(options).close();
      return Optional.empty();
    } catch (NoBackendException e) {
      return Optional.of(e.refusals().get(0));
    }
  }

  @Override
  public void tryIterator() throws ProbeException {
    KernelIterator.overQueues().close();
  }
}
