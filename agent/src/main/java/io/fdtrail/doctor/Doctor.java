package io.fdtrail.doctor;

import io.fdtrail.NoBackendException;
import io.fdtrail.Refusal;
import io.fdtrail.TraceOptions;
import io.fdtrail.Tracer;
import io.fdtrail.bpf.Backend;
import io.fdtrail.bpf.KernelFeatures;
import io.fdtrail.bpf.KernelIterator;
import io.fdtrail.bpf.Obstacle;
import io.fdtrail.bpf.Preemption;
import io.fdtrail.bpf.ProbeException;
import io.fdtrail.bpf.Surroundings;
import io.fdtrail.filter.Criteria;
import io.fdtrail.os.Capabilities;
import io.fdtrail.os.Errno;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Looks at each thing that tracing needs, and tries every backend. */
public final class Doctor {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Path RELEASE = Path.of("/proc/sys/kernel/osrelease");

  private final Surroundings surroundings = Surroundings.ours();
  private final List<Check> checks = new ArrayList<>();

  private Doctor() {}

  /** Tracing is impossible if one of the checks fails. */
  public static List<Check> examine() {
    Doctor doctor = new Doctor();
    doctor.kernel();
    doctor.privilege(Capabilities.read(STATUS));
    try {
      KernelFeatures features = KernelFeatures.get();
      doctor.features(features);
      doctor.backends(features.preemption());
      doctor.queues();
    } catch (ProbeException e) {
      doctor.checks.add(Check.fail("library", e.getMessage(), "build it again, or install it as root"));
    }
    return List.copyOf(doctor.checks);
  }

  private void kernel() {
    String release;
    try {
      release = Files.readString(RELEASE).trim();
    } catch (IOException e) {
      release = System.getProperty("os.version");
    }
    checks.add(Check.ok("kernel", release + " " + System.getProperty("os.arch")));
  }

  private void privilege(Capabilities capabilities) {
    List<String> missing = capabilities.missing();
    Optional<Obstacle> namespace = surroundings.userNamespace();
    if (namespace.isPresent()) {
      checks.add(fail("privilege", namespace.get()));
    } else if (!capabilities.areKnown()) {
      Obstacle unknown = new Obstacle("not told by /proc/self/status", "mount /proc");
      checks.add(fail("privilege", surroundings.openFiles().orElse(unknown)));
    } else if (missing.isEmpty()) {
      checks.add(Check.ok("privilege", "may load and attach programs"));
    } else {
      checks.add(Check.fail("privilege", "lacks " + String.join(" and ", missing), "run it as root: sudo fdtrail"));
    }
    surroundings.pidNamespace().ifPresent(other -> checks.add(fail("processes", other)));
  }

  private static Check fail(String subject, Obstacle obstacle) {
    return Check.fail(subject, obstacle.finding(), obstacle.advice());
  }

  private void features(KernelFeatures features) {
    checks.add(
        features.hasBtf()
            ? Check.ok("BTF", "the kernel describes its types")
            : Check.fail("BTF", "no /sys/kernel/btf/vmlinux", "boot a kernel built with CONFIG_DEBUG_INFO_BTF=y"));
    int ring = features.tryRingBuffer();
    if (ring == 0) {
      checks.add(Check.ok("ring buffer", "works"));
    } else if (Errno.name(ring).equals("EPERM")) {
      checks.add(fail("ring buffer", surroundings.forbids().orElse(new Obstacle("not permitted", "run it as root: sudo fdtrail"))));
    } else {
      checks.add(Check.fail("ring buffer", "refused: " + Errno.name(ring), "boot Linux 5.8 or later"));
    }
    String lockdown = features.lockdown();
    if (lockdown.equals("confidentiality")) {
      checks.add(
          Check.fail(
              "lockdown", "confidentiality: no program may read kernel memory", "boot with lockdown=integrity, or without"));
    } else {
      checks.add(Check.ok("lockdown", lockdown));
    }
    checks.add(
        features.hasTracefs()
            ? Check.ok("tracefs", "mounted")
            : Check.ok("tracefs", "not mounted, and not needed: probes are attached through perf events and BTF"));
  }

  private void backends(Preemption preemption) {
    checks.add(Check.ok("preemption", BackendLimits.order(preemption)));
    Optional<Backend> chosen = Optional.empty();
    for (Backend backend : Backend.bestFirst(preemption.isPossible())) {
      Optional<Refusal> refusal = tryOut(backend);
      if (refusal.isPresent()) {
        checks.add(Check.warn(backend.word(), refusal.get().reason(), "").withLog(refusal.get().log()));
      } else {
        checks.add(Check.ok(backend.word(), chosen.isPresent() ? "works" : "works, and is used"));
        chosen = chosen.or(() -> Optional.of(backend));
      }
    }
    if (chosen.isEmpty()) {
      checks.add(Check.fail("backend", "none works", "see the lines above"));
    } else {
      for (String limit : BackendLimits.of(chosen.get(), preemption)) {
        checks.add(Check.ok(chosen.get().word() + " cannot see", limit));
      }
    }
  }

  private void queues() {
    try {
      KernelIterator.overQueues().close();
      checks.add(Check.ok("iterator", "works: inflight tells each descriptor in a queue"));
    } catch (ProbeException e) {
      checks.add(Check.warn("iterator", e.getMessage() + ": inflight tells numbers only", ""));
    }
  }

  private static Optional<Refusal> tryOut(Backend backend) {
    TraceOptions options =
        new TraceOptions(Optional.of(backend), TraceOptions.DEFAULT_RING_SIZE, false, Criteria.ALL, false);
    try {
      Tracer.open(options).close();
      return Optional.empty();
    } catch (NoBackendException e) {
      return Optional.of(e.refusals().get(0));
    }
  }
}
