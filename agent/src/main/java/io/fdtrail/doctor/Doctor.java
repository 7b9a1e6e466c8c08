package io.fdtrail.doctor;

import io.fdtrail.Refusal;
import io.fdtrail.bpf.Obstacle;
import io.fdtrail.bpf.Preemption;
import io.fdtrail.bpf.ProbeException;
import io.fdtrail.bpf.Surroundings;
import io.fdtrail.doctor.Trials.Trial;
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

  public static DoctorReport examine() {
    return examine(new ThisMachine());
  }

  static DoctorReport examine(Machine machine) {
    return new Doctor(machine).report();
  }

  private DoctorReport report() {
    Optional<Trials> trials = Optional.empty();
    List<Check> iterators = List.of();
    privilege(machine.capabilities());
    try {
      Machine.Kernel kernel = machine.kernel();
      kernel(kernel);
      trials = Optional.of(trials(kernel.preemption()));
      iterators = List.of(iterator(), mappings(kernel.hasMappingIterator()));
    } catch (ProbeException e) {
      checks.add(Check.fail("library", e.getMessage(), "build it again, or install it as root"));
    }
    String architecture = System.getProperty("os.arch");
    return new DoctorReport(
        machine.release(), architecture, List.copyOf(checks), trials, iterators);
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
      String room = "works; " + (machine.ringSize() >> 20) + " MiB of it in a trace (--ring-size)";
      checks.add(Check.ok("ring buffer", room));
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

  private Trials trials(Preemption preemption) {
    List<Trial> tried = new ArrayList<>();
    Optional<Backend> chosen = Optional.empty();
    for (Backend backend : Backend.bestFirst(preemption.isPossible())) {
      Optional<Refusal> refusal = machine.tryOut(backend);
      tried.add(
          new Trial(
              backend.word(),
              refusal.map(Refusal::reason),
              refusal.map(Refusal::lastLines).orElse(List.of())));
      if (chosen.isEmpty() && refusal.isEmpty()) {
        chosen = Optional.of(backend);
      }
    }
    Optional<Boolean> preempts =
        preemption == Preemption.UNKNOWN
            ? Optional.empty()
            : Optional.of(preemption == Preemption.ON);
    return new Trials(
        preempts,
        BackendLimits.order(preemption),
        tried,
        chosen.map(backend -> BackendLimits.of(backend, preemption)).orElse(List.of()));
  }

  private Check iterator() {
    try {
      machine.tryIterator();
      return Check.ok("iterator", "works: inflight shows each descriptor in a queue");
    } catch (ProbeException e) {
      return Check.warn("iterator", e.getMessage() + ": inflight shows numbers only", "");
    }
  }

  private static Check mappings(boolean areSeen) {
    return areSeen
        ? Check.ok("mappings", "seen: leaks finds files that stay mapped after close")
        : Check.warn(
            "mappings",
            "the kernel has no iterator over them: leaks does not look there",
            "boot Linux 5.12 or later");
  }
}
