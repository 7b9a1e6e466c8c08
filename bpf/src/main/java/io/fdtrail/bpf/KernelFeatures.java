package io.fdtrail.bpf;

import io.fdtrail.kernel.Backend;
import io.fdtrail.os.Capabilities;
import io.fdtrail.os.Errno;
import io.fdtrail.os.NativeLibrary;
import io.fdtrail.os.SystemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;

/**
 * What this kernel offers to a tracer. A process reads the kernel's types only once, because they
 * do not change.
 */
public final class KernelFeatures implements KernelTypes {
  static final String BTF = "/sys/kernel/btf/vmlinux";

  private static final String UNIX_ITERATOR = "bpf_iter_unix";
  private static final String MAPPING_ITERATOR = "bpf_iter_task_vma";
  private static final String STATIC_FUNCTION = "seccomp_notify_ioctl"; // the target of a hook

  private static KernelFeatures instance;

  private final Path sys;
  private final boolean btf;
  private final Map<String, Integer> parameters;
  private boolean bpfLoop;
  private boolean fprobes;
  private Tracepoints tracepoints = Tracepoints.PERF;
  private Preemption preemption = Preemption.UNKNOWN;
  private int trampolineErrno;
  private Optional<Set<String>> undescribed = Optional.empty();

  KernelFeatures(Path sys, boolean btf, Map<String, Integer> parameters) {
    this.sys = sys;
    this.btf = btf;
    this.parameters = parameters;
  }

  /**
   * Starts to read the types on another CPU for a later {@link #get}, because the kernel describes
   * 100 000 of them, and then to make a ring for the first {@link Probe}.
   *
   * @param ringSize bytes of the ring that is probably wanted; 0: none
   */
  public static void readAhead(IntSupplier ringSize) {
    Thread reader = new Thread(() -> prepare(ringSize), "kernel-types");
    reader.setDaemon(true);
    reader.start();
  }

  private static void prepare(IntSupplier ringSize) {
    try {
      boolean mayLoad = get().refusal().isEmpty();
      int bytes = ringSize.getAsInt();
      if (mayLoad && bytes > 0) {
        RingAhead.make(bytes);
      }
    } catch (ProbeException e) {
      // get() reports it to its caller
    }
  }

  /**
   * The features of this kernel.
   *
   * @throws ProbeException when the native library cannot be loaded
   */
  public static synchronized KernelFeatures get() throws ProbeException {
    if (instance == null) {
      try {
        NativeLibrary.load();
      } catch (SystemException e) {
        throw new ProbeException(e.getMessage());
      }
      instance = read();
    }
    return instance;
  }

  /** Every backend, the best for this kernel first. */
  public static List<Backend> backends() {
    try {
      return Backend.bestFirst(get().preemption.isPossible());
    } catch (ProbeException e) {
      return Backend.bestFirst(false); // opening one reports it
    }
  }

  private static KernelFeatures read() {
    Path sys = Path.of("/sys");
    long btf = Files.isReadable(Path.of(BTF)) ? ProbeNative.openBtf0() : 0;
    if (btf == 0 || (btf < 0 && btf > -Errno.LIMIT)) {
      return new KernelFeatures(sys, false, Map.of());
    }
    try {
      KernelFeatures features = new KernelFeatures(sys, true, parameters(btf));
      features.bpfLoop = ProbeNative.hasBpfLoop0(btf) > 0;
      features.fprobes = features.hasKprobes() && ProbeNative.hasFprobes0(btf) > 0;
      features.trampolineErrno = -ProbeNative.tryTrampoline0(btf);
      boolean arePreemptible = ProbeNative.arePreemptible0(btf) > 0;
      features.preemption = Preemption.read(features.trampolineErrno == 0 || arePreemptible);
      boolean hasPerf = ProbeNative.tryTracepoint0(Hooks.SOCKET_TRACEPOINT) == 0;
      features.tracepoints = Tracepoints.of(features.preemption, arePreemptible, hasPerf);
      return features;
    } finally {
      ProbeNative.closeBtf0(btf);
    }
  }

  /**
   * Parameters by target; 0 for an existing tracepoint, for which the kernel has a type {@code
   * btf_trace_NAME}.
   */
  private static Map<String, Integer> parameters(long btf) {
    Set<String> targets = new LinkedHashSet<>(Variant.FULL.functions());
    targets.add(UNIX_ITERATOR);
    targets.add(MAPPING_ITERATOR);
    for (Backend backend : Backend.values()) {
      for (Hook hook : Hooks.of(backend)) {
        targets.add(hook.target());
      }
    }
    String[] names = targets.toArray(new String[0]);
    for (int i = 0; i < names.length; i++) {
      int slash = names[i].indexOf('/');
      names[i] = slash < 0 ? names[i] : "btf_trace_" + names[i].substring(slash + 1);
    }
    int[] descriptions = new int[names.length];
    if (ProbeNative.describe0(btf, names, descriptions) < 0) {
      throw new IllegalStateException(names.length + " names are too many for describe0");
    }
    Map<String, Integer> parameters = new HashMap<>();
    int i = 0;
    for (String target : targets) {
      parameters.put(target, descriptions[i++]);
    }
    return parameters;
  }

  /** Why none of our programs can work here; empty if only trying can show. */
  String refusal() {
    Capabilities ours = Capabilities.read(Path.of("/proc/self/status"));
    if (!ours.areKnown()) {
      return "/proc/self/status does not show which capabilities this process has: mount /proc";
    }
    List<String> missing = ours.missing();
    if (!missing.isEmpty()) {
      return "not permitted without "
          + String.join(" and ", missing)
          + ": run it as root (sudo fdtrail)";
    }
    if (lockdown().equals("confidentiality")) {
      return "lockdown=confidentiality forbids programs to read kernel memory: boot with lockdown=integrity, or without";
    }
    if (!btf) {
      return "the kernel does not describe its types (no " + BTF + ")";
    }
    return "";
  }

  /** Why a backend cannot work here; empty if only trying can show. */
  public String refusal(Backend backend) {
    String refusal = refusal();
    if (!refusal.isEmpty()) {
      return refusal;
    }
    if (backend == Backend.FENTRY && trampolineErrno != 0) {
      return "the kernel refuses a program on a trampoline: " + Errno.name(trampolineErrno);
    }
    if (backend == Backend.KPROBE && !hasKprobes()) {
      return "the kernel has no kprobes";
    }
    for (Hook hook : Hooks.of(backend)) {
      if (hook.isRequired() && parametersOf(hook.target()) < 0) {
        return "the kernel has no " + hook.target();
      }
    }
    return "";
  }

  /** Whether the kernel describes its own types; otherwise none of our programs can be loaded. */
  public boolean hasBtf() {
    return btf;
  }

  /** {@inheritDoc} Knows only the functions of the hooks and of {@link Variant}. */
  @Override
  public int parametersOf(String function) {
    return parameters.getOrDefault(function, -1);
  }

  /** {@inheritDoc} Searches only if the BTF lacks a static function that all kernels have. */
  @Override
  public synchronized boolean hasUndescribed(String function) {
    if (parametersOf(STATIC_FUNCTION) >= 0) {
      return false;
    }
    if (undescribed.isEmpty()) {
      Set<String> names =
          Hooks.of(Backend.KPROBE).stream().map(Hook::target).collect(Collectors.toSet());
      undescribed = Optional.of(KernelSymbols.among(names, Path.of("/proc/kallsyms")));
    }
    return undescribed.get().contains(function);
  }

  /** Whether the kernel has a tracepoint of our hooks, written {@code subsystem/name}. */
  public boolean hasTracepoint(String tracepoint) {
    return parametersOf(tracepoint) >= 0;
  }

  /** The resource with the programs of this name, in the variant that fits this kernel best. */
  String object(String name) {
    return Variant.of(this, bpfLoop).object(name);
  }

  /** The resource with the backend's programs that fits this kernel best. */
  String object(Backend backend) {
    if (backend == Backend.TRACEPOINT && tracepoints == Tracepoints.PERF) {
      return backend.word() + ".perf.bpf.o";
    }
    return object(backend.word());
  }

  /** Whether we lose nothing if the kernel skips a run of this hook's program. */
  boolean spares(Hook hook) {
    return tracepoints.spares(hook);
  }

  /** Whether there is an iterator over Unix sockets (5.16), which shows what is queued now. */
  public boolean hasUnixIterator() {
    return parametersOf(UNIX_ITERATOR) >= 0;
  }

  /** Whether there is an iterator over the mappings of processes (5.12). */
  public boolean hasMappingIterator() {
    return parametersOf(MAPPING_ITERATOR) >= 0;
  }

  /**
   * Whether fprobes are better than kprobes here: they see each return, and require CAP_PERFMON
   * only.
   */
  boolean hasFprobes() {
    return fprobes;
  }

  public boolean hasKprobes() {
    return Files.isDirectory(sys.resolve("bus/event_source/devices/kprobe"));
  }

  /** Whether a thread may be preempted between two of our programs. */
  boolean mayPreempt() {
    return preemption.isPossible();
  }

  /** Whether the kernel preempts itself, and thus a running program. */
  public Preemption preemption() {
    return preemption;
  }

  /**
   * The result of loading the smallest program for a BPF trampoline (fentry, 5.5): 0, or the errno.
   */
  public int trampolineErrno() {
    return trampolineErrno;
  }

  /** Creates a ring buffer map (5.8) and closes it: 0, or the errno. */
  public int tryRingBuffer() {
    return -ProbeNative.tryRingBuffer0();
  }

  public boolean hasTracefs() {
    return Files.isDirectory(sys.resolve("kernel/tracing/events"));
  }

  /**
   * {@code none}, {@code integrity} or {@code confidentiality}; the last forbids BPF programs to
   * read kernel memory.
   */
  public String lockdown() {
    String modes;
    try {
      modes = Files.readString(sys.resolve("kernel/security/lockdown"));
    } catch (IOException e) {
      return "none";
    }
    int from = modes.indexOf('[');
    int to = modes.indexOf(']');
    return from >= 0 && to > from ? modes.substring(from + 1, to) : "none";
  }
}
