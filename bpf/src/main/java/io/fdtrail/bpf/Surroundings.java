package io.fdtrail.bpf;

import io.fdtrail.kernel.Backend;
import io.fdtrail.os.Errno;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where this process runs, and what the administrator has switched off: possible causes of an
 * errno, or of a program that is never called. fdtrail looks for them only after a failure, so they
 * do not slow down a start without one.
 */
public final class Surroundings {
  /**
   * The numbers of the first namespaces of a kernel never change (PROC_USER_INIT_INO,
   * PROC_PID_INIT_INO).
   */
  private static final String FIRST_USER_NAMESPACE = "user:[4026531837]";

  private static final String FIRST_PID_NAMESPACE = "pid:[4026531836]";

  static final String TOO_MANY_FILES = "Too many open files";

  // Enough for maps, programs and links of any backend.
  private static final long FILES_OF_A_TRACE = 64;
  private static final Pattern RELEASE = Pattern.compile("(\\d+)\\.(\\d+).*", Pattern.DOTALL);

  private final Path proc;
  private final Path sys;
  private final IntSupplier ringErrno;

  /**
   * @param ringErrno tries to create a ring buffer: 0, or the errno
   */
  public Surroundings(Path proc, Path sys, IntSupplier ringErrno) {
    this.proc = proc;
    this.sys = sys;
    this.ringErrno = ringErrno;
  }

  /** The surroundings of this process. */
  public static Surroundings ours() {
    return new Surroundings(Path.of("/proc"), Path.of("/sys"), () -> -ProbeNative.tryRingBuffer0());
  }

  static Optional<Obstacle> firstOf(List<Supplier<Optional<Obstacle>>> obstacles) {
    return obstacles.stream().map(Supplier::get).flatMap(Optional::stream).findFirst();
  }

  /** What forbids bpf(2) to a process that has the capabilities for it. */
  public Optional<Obstacle> forbids() {
    return forbids(false);
  }

  Optional<Obstacle> forbids(boolean onlyAttaching) {
    return firstOf(List.of(this::userNamespace, () -> seccomp(onlyAttaching), this::lockedMemory));
  }

  /** Why a backend's programs are attached but see nothing. */
  public Optional<Obstacle> blindness(Backend backend) {
    return firstOf(
        List.of(this::pidNamespace, () -> ftrace(Optional.of(backend)), () -> kprobes(backend)));
  }

  /** Root in a user namespace has all capabilities, but bpf(2) accepts none of them. */
  public Optional<Obstacle> userNamespace() {
    return isElsewhere("user", FIRST_USER_NAMESPACE)
        ? obstacle(
            "runs in a user namespace of its own, where no right over the kernel can be had",
            "start it as root of the host (docker: --userns=host; podman: as root)")
        : Optional.empty();
  }

  /** The programs report processes with their numbers in the first pid namespace. */
  public Optional<Obstacle> pidNamespace() {
    return isElsewhere("pid", FIRST_PID_NAMESPACE)
        ? obstacle(
            "runs in a pid namespace of its own, where processes have other numbers",
            "use the host's (docker: --pid=host)")
        : Optional.empty();
  }

  /** A kernel without this kind of namespace has no such link. */
  private boolean isElsewhere(String kind, String first) {
    try {
      return !Files.readSymbolicLink(proc.resolve("self/ns/" + kind)).toString().equals(first);
    } catch (IOException e) {
      return false;
    }
  }

  Optional<Obstacle> foreignProc() {
    return Files.exists(proc.resolve("version")) && !Files.exists(proc.resolve("self"))
        ? obstacle("/proc is that of another pid namespace", "mount -t proc proc /proc")
        : Optional.empty();
  }

  Optional<Obstacle> ftrace(Optional<Backend> backend) {
    return backend.isPresent()
            && backend.get() != Backend.TRACEPOINT
            && isOff(proc.resolve("sys/kernel/ftrace_enabled"))
        ? obstacle(
            "kernel.ftrace_enabled is 0, so that no function can be watched",
            "sysctl kernel.ftrace_enabled=1")
        : Optional.empty();
  }

  private Optional<Obstacle> kprobes(Backend backend) {
    return backend == Backend.KPROBE && isOff(sys.resolve("kernel/debug/kprobes/enabled"))
        ? obstacle("kprobes are switched off", "echo 1 > /sys/kernel/debug/kprobes/enabled")
        : Optional.empty();
  }

  /**
   * The file exists only in the first network namespace; in others the verifier's log may show the
   * cause.
   */
  Optional<Obstacle> compiler(String said) {
    boolean verifierSays = said.contains("JIT is required") || said.contains("non-JITed");
    return isOff(proc.resolve("sys/net/core/bpf_jit_enable")) || verifierSays
        ? obstacle(
            "net.core.bpf_jit_enable is 0, and the programs must be compiled",
            "sysctl net.core.bpf_jit_enable=1")
        : Optional.empty();
  }

  /** Whether the limit leaves fewer descriptors than a trace needs. */
  public Optional<Obstacle> openFiles() {
    try (Stream<Path> open = Files.list(proc.resolve("self/fd"))) {
      OptionalLong limit = limit("Max open files");
      return limit.isPresent() && limit.getAsLong() - open.count() < FILES_OF_A_TRACE
          ? Optional.of(tooFew(limit.getAsLong() + " files"))
          : Optional.empty();
    } catch (IOException e) {
      return String.valueOf(e.getMessage()).contains(TOO_MANY_FILES)
          ? Optional.of(tooFew("no more files"))
          : Optional.empty();
    }
  }

  static Obstacle tooFew(String files) {
    return new Obstacle(
        "may open " + files + " (ulimit -n), too few for a trace", "raise it with ulimit -n 1024");
  }

  /** Container engines install a filter; our own is installed only after everything is attached. */
  private Optional<Obstacle> seccomp(boolean onlyAttaching) {
    return text(proc.resolve("self/status")).contains("\nSeccomp:\t2\n")
            && (onlyAttaching || Errno.name(ringErrno.getAsInt()).equals("EPERM"))
        ? obstacle(
            "the seccomp filter it was started with forbids bpf(2) or perf_event_open(2)",
            "docker: --privileged, or a profile that allows both")
        : Optional.empty();
  }

  /**
   * Since 5.11 the control group accounts the memory of maps. libbpf raises the limit if
   * CAP_SYS_RESOURCE allows it.
   */
  private Optional<Obstacle> lockedMemory() {
    OptionalLong limit = limit("Max locked memory");
    return limit.isPresent() && isBefore(5, 11)
        ? obstacle(
            "may lock "
                + limit.getAsLong() / 1024
                + " kB of memory (ulimit -l), which before Linux 5.11 the maps have to fit into",
            "raise it with ulimit -l unlimited")
        : Optional.empty();
  }

  private boolean isBefore(int major, int minor) {
    Matcher release = RELEASE.matcher(text(proc.resolve("sys/kernel/osrelease")));
    if (!release.matches()) {
      return false;
    }
    int ours = Integer.parseInt(release.group(1));
    return ours < major || (ours == major && Integer.parseInt(release.group(2)) < minor);
  }

  /** Only Debian's kernels know values above 2, and ignore CAP_PERFMON then. */
  Optional<Obstacle> paranoia(String said, Optional<Backend> backend) {
    String level = text(proc.resolve("sys/kernel/perf_event_paranoid")).strip();
    return backend.equals(Optional.of(Backend.KPROBE))
            && said.startsWith("attach ")
            && level.matches("[3-9]")
        ? obstacle(
            "kernel.perf_event_paranoid is "
                + level
                + ", which requires CAP_SYS_ADMIN for a kprobe",
            "sysctl kernel.perf_event_paranoid=2")
        : Optional.empty();
  }

  private static Optional<Obstacle> obstacle(String finding, String advice) {
    return Optional.of(new Obstacle(finding, advice));
  }

  private static boolean isOff(Path file) {
    return text(file).strip().equals("0");
  }

  /** The soft limit; empty if there is none, or it cannot be read. */
  private OptionalLong limit(String name) {
    Matcher matcher =
        Pattern.compile("(?m)^" + name + " +(\\d+) ").matcher(text(proc.resolve("self/limits")));
    return matcher.find()
        ? OptionalLong.of(Long.parseLong(matcher.group(1)))
        : OptionalLong.empty();
  }

  /** Empty if the file cannot be read. */
  private static String text(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return "";
    }
  }
}
