package io.fdtrail.cli.output;

import io.fdtrail.doctor.Check;
import io.fdtrail.doctor.Check.Status;
import io.fdtrail.doctor.DoctorReport;
import io.fdtrail.doctor.Trials;
import io.fdtrail.doctor.Trials.Trial;
import java.util.List;
import java.util.Optional;

/** What the doctor may find. */
final class DoctorSamples {
  private static final List<String> LOG =
      List.of("libbpf: prog 'send': failed to attach", "the verifier said \"no\"\u0007");
  private static final Trial FENTRY =
      new Trial("fentry", Optional.of("the kernel has no trampolines"), LOG);

  private DoctorSamples() {}

  /** A kernel with one of the backends. */
  static DoctorReport tracepoint() {
    Trial kprobe = new Trial("kprobe", Optional.of("no kprobes (CONFIG_KPROBES)"), List.of());
    Trials trials =
        new Trials(
            Optional.of(true),
            "the kernel preempts itself: kprobe comes first",
            List.of(kprobe, FENTRY, new Trial("tracepoint", Optional.empty(), List.of())),
            List.of("the pidfds of SO_PEERPIDFD: none of them", "some senders"));
    return new DoctorReport(
        "6.18.0-fake",
        "amd64",
        List.of(
            new Check(Status.OK, "privilege", "may load and attach programs", ""),
            new Check(Status.OK, "lockdown", "none", "")),
        Optional.of(trials),
        List.of(
            new Check(
                Status.WARN, "iterator", "refused: inflight shows numbers only", "boot 5.16")));
  }

  static DoctorReport noBackend() {
    Trials trials =
        new Trials(Optional.empty(), "the kernel may preempt itself", List.of(FENTRY), List.of());
    return new DoctorReport(
        "5.4.0",
        "aarch64",
        List.of(new Check(Status.FAIL, "privilege", "lacks CAP_BPF", "run it as root")),
        Optional.of(trials),
        List.of(new Check(Status.OK, "iterator", "works", "")));
  }

  static DoctorReport noLibrary() {
    return new DoctorReport(
        "6.12.0",
        "amd64",
        List.of(new Check(Status.FAIL, "library", "cannot load it", "build it again")),
        Optional.empty(),
        List.of());
  }
}
