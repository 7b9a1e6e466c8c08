package io.fdtrail.doctor;

import io.fdtrail.Refusal;
import io.fdtrail.bpf.Obstacle;
import io.fdtrail.bpf.Preemption;
import io.fdtrail.bpf.ProbeException;
import io.fdtrail.bpf.Surroundings;
import io.fdtrail.kernel.Backend;
import io.fdtrail.os.Capabilities;
import io.fdtrail.os.Errno;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Checks each thing that tracing needs, and tries every backend. */
public final class Doctor {
  private final Machine machine;
  private final Surroundings surroundings;
  private final List<Check> checks = new ArrayList<>();

  private Doctor(Machine machine) {
    this.machine = machine;
    this.surroundings = machine.surroundings();
  }

  /** Tracing is impossible if one of the checks fails. */
  public static List<Check> examine() {
    return examine(new ThisMachine());
  }

  static List<Check> examine(Machine machine) {
    Doctor doctor = new Doctor(machine);
    doctor.checks.add(Check.ok("kernel", machine.release() + " " + System.getProperty("os.arch")));
    doctor.privilege(machine.capabilities());
    try {
      Machine.Kernel kernel = machine.kernel();
      doctor.kernel(kernel);
      doctor.backends(kernel.preemption());
      doctor.queues();
    } catch (ProbeException e) {
      doctor.checks.add(
          Check.fail("library", e.getMessage(), "build it again, or install it as root"));
    }
    return List.copyOf(doctor.checks);
  }

  private void privilege(Capabilities capabilities) {
    List<String> missing = capabilities.missing();
    Optional<Obstacle> namespace = surroundings.userNamespace();
    if (namespace.isPresent()) {
      checks.add(fail("privilege", namespace.get()));
    } else if (!capabilities.areKnown()) {
      Obstacle unknown = new Obstacle("not shown by /proc/self/status", "mount /proc");
      checks.add(fail("privilege", surroundings.openFiles().orElse(unknown)));
    } else if (missing.isEmpty()) {
      checks.add(Check.ok("privilege", "may load and attach programs"));
    } else {
      checks.add(
          Check.fail(
              "privilege",
              "lacks " + String.join(" and ", missing),
              "run it as root: sudo fdtrail"));
    }
    surroundings.pidNamespace().ifPresent(other -> checks.add(fail("processes", other)));
  }

  private static Check fail(String subject, Obstacle obstacle) {
    return Check.fail(subject, obstacle.finding(), obstacle.advice());
  }

  private void kernel(Machine.Kernel kernel) {
    checks.add(
        kernel.hasBtf()
            ? Check.ok("BTF", "the kernel describes its types")
            : Check.fail(
                "BTF",
                "no /sys/kernel/btf/vmlinux",
                "boot a kernel built with CONFIG_DEBUG_INFO_BTF=y"));
    int ring = kernel.ringErrno();
    if (ring == 0) {
      checks.add(Check.ok("ring buffer", "works"));
    } else if (ring == Errno.EPERM) {
      checks.add(
          fail(
              "ring buffer",
              surroundings
                  .forbids()
                  .orElse(new Obstacle("not permitted", "run it as root: sudo fdtrail"))));
    } else {
      checks.add(
          Check.fail("ring buffer", "refused: " + Errno.name(ring), "boot Linux 5.8 or later"));
    }
    String lockdown = kernel.lockdown();
    if (lockdown.equals("confidentiality")) {
      checks.add(
          Check.fail(
              "lockdown",
              "confidentiality: no program may read kernel memory",
              "boot with lockdown=integrity, or without"));
    } else {
      checks.add(Check.ok("lockdown", lockdown));
    }
    checks.add(
        kernel.hasTracefs()
            ? Check.ok("tracefs", "mounted")
            : Check.ok(
                "tracefs",
                "not mounted, and not needed: probes are attached through perf events and BTF"));
  }

  private void backends(Preemption preemption) {
    checks.add(Check.ok("preemption", BackendLimits.order(preemption)));
    Optional<Backend> chosen = Optional.empty();
    for (Backend backend : Backend.bestFirst(preemption.isPossible())) {
      Optional<Refusal> refusal = machine.tryOut(backend);
      if (refusal.isPresent()) {
        checks.add(
            Check.warn(backend.word(), refusal.get().reason(), "").withLog(refusal.get().log()));
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
      machine.tryIterator();
      checks.add(Check.ok("iterator", "works: inflight shows each descriptor in a queue"));
    } catch (ProbeException e) {
      checks.add(Check.warn("iterator", e.getMessage() + ": inflight shows numbers only", ""));
    }
  }
}
