package io.fdtrail.bpf;

import static org.assertj.core.api.Assertions.assertThat;

import io.fdtrail.kernel.Backend;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SurroundingsTest {
  private static final int EPERM = 1;
  private static final int ENOTSUPP = 524;

  @TempDir private Path proc;
  @TempDir private Path sys;
  private int ringErrno;

  /** A host where nothing is wrong. */
  @BeforeEach
  void host() throws IOException {
    write(proc, "version", "Linux\n");
    write(proc, "self/status", "CapEff:\t000001ffffffffff\nSeccomp:\t0\nSeccomp_filters:\t0\n");
    limits("1024", "67108864");
    Files.createDirectories(proc.resolve("self/fd"));
    namespace("user", "user:[4026531837]");
    namespace("pid", "pid:[4026531836]");
    write(proc, "sys/kernel/ftrace_enabled", "1\n");
    write(proc, "sys/kernel/osrelease", "6.12.1-amd64\n");
    write(proc, "sys/kernel/perf_event_paranoid", "2\n");
    write(proc, "sys/net/core/bpf_jit_enable", "1\n");
    write(sys, "kernel/debug/kprobes/enabled", "1\n");
  }

  private static void write(Path root, String name, String text) throws IOException {
    Files.createDirectories(root.resolve(name).getParent());
    Files.writeString(root.resolve(name), text);
  }

  private void namespace(String kind, String target) throws IOException {
    Path link = proc.resolve("self/ns/" + kind);
    Files.createDirectories(link.getParent());
    Files.deleteIfExists(link);
    Files.createSymbolicLink(link, Path.of(target));
  }

  private void limits(String files, String locked) throws IOException {
    write(
        proc,
        "self/limits",
        "Limit                     Soft Limit           Hard Limit           Units     \n"
            + "Max locked memory         %-20s unlimited            bytes     \n".formatted(locked)
            + "Max open files            %-20s 1048576              files     \n".formatted(files));
  }

  private Surroundings here() {
    return new Surroundings(proc, sys, () -> ringErrno);
  }

  private String explained(Backend backend, String call, int errno, String log) {
    ProbeException failure =
        errno == 0 ? new ProbeException(call) : ProbeException.of(call, -errno, log);
    ProbeException reported = new FailureCause(here(), Optional.of(backend)).explain(failure);
    assertThat(reported.isExplained()).isEqualTo(reported != failure);
    if (reported.isExplained()) {
      assertThat(reported.log()).startsWith(failure.getMessage());
    }
    return reported.getMessage();
  }

  private String blindness(Backend backend) {
    return here().blindness(backend).map(Obstacle::inOneLine).orElse("");
  }

  @ParameterizedTest
  @EnumSource(Backend.class)
  void whereNothingIsWrongNothingIsFound(Backend backend) {
    assertThat(blindness(backend)).isEmpty();
    assertThat(here().userNamespace()).isEmpty();
    assertThat(here().pidNamespace()).isEmpty();
    assertThat(here().openFiles()).isEmpty();
    assertThat(explained(backend, "load x", EPERM, "")).isEqualTo("load x: EPERM");
    assertThat(explained(backend, "attach x", 22, "")).isEqualTo("attach x: EINVAL");
    assertThat(explained(backend, "the kernel has no kprobes", 0, ""))
        .isEqualTo("the kernel has no kprobes");
  }

  @ParameterizedTest
  @EnumSource(Backend.class)
  void whereNothingCanBeReadNothingIsFound(Backend backend) {
    Path nowhere = proc.resolve("nowhere");
    Surroundings unknown = new Surroundings(nowhere, nowhere, () -> 0);
    assertThat(unknown.blindness(backend)).isEmpty();
    assertThat(unknown.openFiles()).isEmpty();
    ProbeException failure = ProbeException.of("load x", -EPERM);
    assertThat(new FailureCause(unknown, Optional.of(backend)).explain(failure)).isSameAs(failure);
  }

  @ParameterizedTest
  @EnumSource(Backend.class)
  void aPidNamespace(Backend backend) throws IOException {
    namespace("pid", "pid:[4026532577]");
    write(proc, "sys/kernel/ftrace_enabled", "0\n");
    assertThat(blindness(backend))
        .isEqualTo(
            "runs in a pid namespace of its own, where processes have other numbers: use the host's (docker: --pid=host)");
  }

  @ParameterizedTest
  @EnumSource(Backend.class)
  void aUserNamespace(Backend backend) throws IOException {
    namespace("user", "user:[4026532577]");
    for (String said :
        new String[] {
          "not permitted without CAP_BPF: run it as root (sudo fdtrail)",
          "the kernel refuses a program on a trampoline: EPERM"
        }) {
      assertThat(explained(backend, said, 0, ""))
          .startsWith("runs in a user namespace of its own, ")
          .contains("as root of the host");
    }
    assertThat(explained(backend, "load x", EPERM, ""))
        .startsWith("runs in a user namespace of its own, ");
    assertThat(explained(backend, "the kernel has no kprobes", 0, ""))
        .isEqualTo("the kernel has no kprobes");
  }

  @Test
  void ftraceSwitchedOff() throws IOException {
    write(proc, "sys/kernel/ftrace_enabled", "0\n");
    String cause =
        "kernel.ftrace_enabled is 0, so that no function can be watched: sysctl kernel.ftrace_enabled=1";
    assertThat(blindness(Backend.FENTRY)).isEqualTo(cause);
    assertThat(blindness(Backend.KPROBE)).isEqualTo(cause);
    assertThat(blindness(Backend.TRACEPOINT)).isEmpty();
    assertThat(explained(Backend.FENTRY, "attach scm_send", 16, "")).isEqualTo(cause);
    assertThat(explained(Backend.TRACEPOINT, "attach x", 16, "")).isEqualTo("attach x: EBUSY");
  }

  @Test
  void kprobesSwitchedOff() throws IOException {
    write(sys, "kernel/debug/kprobes/enabled", "0\n");
    assertThat(blindness(Backend.KPROBE))
        .isEqualTo("kprobes are switched off: echo 1 > /sys/kernel/debug/kprobes/enabled");
    assertThat(blindness(Backend.FENTRY)).isEmpty();
  }

  @Test
  void theCompilerSwitchedOff() throws IOException {
    String cause =
        "net.core.bpf_jit_enable is 0, and the programs must be compiled: sysctl net.core.bpf_jit_enable=1";
    assertThat(
            explained(
                Backend.KPROBE,
                "load kprobe",
                ENOTSUPP,
                "JIT is required for calling kernel function"))
        .isEqualTo(cause);
    write(proc, "sys/net/core/bpf_jit_enable", "0\n");
    assertThat(
            explained(
                Backend.FENTRY, "the kernel refuses a program on a trampoline: EINVAL", 0, ""))
        .isEqualTo(cause);
    assertThat(explained(Backend.TRACEPOINT, "load tracepoint", 22, "")).isEqualTo(cause);
    assertThat(explained(Backend.TRACEPOINT, "the kernel has no sock/sock_recv_length", 0, ""))
        .startsWith("the kernel has no ");
  }

  @ParameterizedTest
  @CsvSource({
    "load tracepoint, 24, ''",
    "pass a descriptor to ourselves, 74, ''",
    "load tracepoint, 22, map 'fdtrail.rodata' is referenced but wasn't created",
    "/proc/self/status does not show which capabilities this process has: mount /proc, 0, ''"
  })
  void fewFiles(String call, int errno, String log) throws IOException {
    limits("30", "67108864");
    assertThat(explained(Backend.TRACEPOINT, call, errno, log))
        .isEqualTo(
            "may open 30 files (ulimit -n), too few for a trace: raise it with ulimit -n 1024");
    limits("unlimited", "67108864");
    assertThat(here().openFiles()).isEmpty();
  }

  @Test
  void procOfOthers() throws IOException {
    Path foreign = proc.resolve("foreign");
    write(foreign, "version", "Linux\n");
    ProbeException failure =
        new ProbeException(
            "/proc/self/status does not show which capabilities this process has: mount /proc");
    assertThat(
            new FailureCause(new Surroundings(foreign, sys, () -> 0), Optional.empty())
                .explain(failure))
        .hasMessage("/proc is that of another pid namespace: mount -t proc proc /proc");
  }

  @Test
  void aSeccompFilter() throws IOException {
    write(proc, "self/status", "CapEff:\t000001ffffffffff\nSeccomp:\t2\nSeccomp_filters:\t1\n");
    String cause = "the seccomp filter it was started with forbids bpf(2) or perf_event_open(2): ";
    assertThat(
            explained(Backend.FENTRY, "the kernel refuses a program on a trampoline: EPERM", 0, ""))
        .doesNotContain("seccomp");
    assertThat(explained(Backend.KPROBE, "attach scm_send", EPERM, "")).startsWith(cause);
    assertThat(here().forbids()).isEmpty();
    ringErrno = EPERM;
    assertThat(here().forbids()).isPresent();
    assertThat(explained(Backend.TRACEPOINT, "load tracepoint", EPERM, "")).startsWith(cause);
  }

  @Test
  void lockedMemory() throws IOException {
    limits("1024", "65536");
    assertThat(explained(Backend.KPROBE, "load kprobe", EPERM, "")).isEqualTo("load kprobe: EPERM");
    write(proc, "sys/kernel/osrelease", "5.10.0-33-amd64\n");
    assertThat(explained(Backend.KPROBE, "load kprobe", EPERM, ""))
        .startsWith("may lock 64 kB of memory (ulimit -l), ")
        .endsWith("ulimit -l unlimited");
    limits("1024", "unlimited");
    assertThat(explained(Backend.KPROBE, "load kprobe", EPERM, "")).isEqualTo("load kprobe: EPERM");
  }

  @Test
  void paranoia() throws IOException {
    write(proc, "sys/kernel/perf_event_paranoid", "3\n");
    assertThat(explained(Backend.KPROBE, "attach scm_send", 13, ""))
        .startsWith("kernel.perf_event_paranoid is 3, ");
    assertThat(explained(Backend.FENTRY, "attach scm_send", 13, ""))
        .isEqualTo("attach scm_send: EACCES");
  }
}
