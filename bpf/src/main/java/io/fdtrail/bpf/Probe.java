package io.fdtrail.bpf;

import io.fdtrail.kernel.Backend;
import io.fdtrail.kernel.ProbeHealth;
import io.fdtrail.os.Errno;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A backend's programs, loaded and attached. The kernel frees them whenever this process ends.
 *
 * <p>For use by one thread, except {@link #wake} and {@link #health}. {@link #close} unmaps the
 * memory that {@link #ring} reads: call it from the reading thread, or after its end.
 */
public final class Probe implements AutoCloseable {
  private static final int SOCK_STREAM = 1;
  private static final int SOCK_DGRAM = 2;
  private static final int SOCK_SEQPACKET = 5;

  /** Those of Unix sockets. */
  public static final List<Integer> SOCKET_TYPES = List.of(SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET);

  private final Backend backend;
  private final BpfObject object;
  private final List<String> attached = new ArrayList<>();
  private final Object handleLock = new Object();
  private LossCounts lastLosses = LossCounts.NONE;
  private KernelIterator descriptors; // null: nobody has asked

  private Probe(Backend backend, BpfObject object) {
    this.backend = backend;
    this.object = object;
  }

  /**
   * Loads and attaches all programs of the backend that this kernel needs. A failure leaves nothing
   * in the kernel.
   *
   * @throws ProbeException if the library, the kernel or our rights do not allow it
   */
  public static Probe open(Backend backend, Knobs knobs) throws ProbeException {
    try {
      return tryToOpen(backend, knobs);
    } catch (ProbeException e) {
      throw new FailureCause(Surroundings.ours(), Optional.of(backend)).explain(e);
    }
  }

  private static Probe tryToOpen(Backend backend, Knobs knobs) throws ProbeException {
    KernelFeatures kernel = KernelFeatures.get();
    String refusal = kernel.refusal(backend);
    if (!refusal.isEmpty()) {
      throw new ProbeException(refusal);
    }
    Probe probe = new Probe(backend, BpfObject.open(kernel.object(backend)));
    try {
      probe.start(kernel, Hooks.of(backend, kernel, knobs), knobs);
      return probe;
    } catch (ProbeException | RuntimeException | Error e) {
      probe.close();
      throw e;
    }
  }

  private void start(KernelFeatures kernel, List<Hook> hooks, Knobs knobs) throws ProbeException {
    for (Hook hook : hooks) {
      object.select(hook.program(), kernel.hasFprobes());
      if (kernel.spares(hook)) {
        object.spare(hook.program());
      }
    }
    object.knob("fdtrail_follow", knobs.follow() ? 1 : 0);
    object.knob("fdtrail_cmdline", knobs.cmdline() ? 1 : 0);
    object.knob("fdtrail_ancestors", knobs.ancestors() ? 1 : 0);
    object.knob("fdtrail_stacks", knobs.stacks());
    object.knob("fdtrail_preempted", kernel.mayPreempt() ? 1 : 0);
    object.knob("fdtrail_chooses", knobs.chooses() ? 1 : 0);
    object.knob("fdtrail_exits", knobs.exits() ? 1 : 0);
    if (!knobs.follow()) {
      object.shrink("followed");
    }
    if (!knobs.exits()) {
      object.shrink("receivers");
    }
    if (!knobs.chooses()) {
      object.shrink("chosen");
    }
    if (knobs.stacks() == 0) {
      object.shrink("stack_drafts");
      object.shrink("known_mappings");
    }
    object.load(knobs.ringSize());
    int ours = (int) ProcessHandle.current().pid();
    if (knobs.follow()) {
      object.put("followed", ours, 0);
    }
    if (knobs.exits()) {
      object.put("receivers", ours, 0);
    }
    for (Hook hook : hooks) {
      object.attach(hook.program());
      if (!attached.contains(hook.target())) {
        attached.add(hook.target());
      }
    }
  }

  /**
   * From now on acts that are not chosen are not reported, or all are again. Takes the rights of
   * {@link #open}, and {@link Knobs#chooses}.
   */
  public void choose(Choice choice) throws ProbeException {
    requireOpen();
    for (Map.Entry<Integer, Long> number : choice.numbers().entrySet()) {
      object.put("chosen", number.getKey(), number.getValue());
    }
    object.put("choice", 0, choice.isOfAll() ? 0 : choice.by());
  }

  public Backend backend() {
    return backend;
  }

  public Ring ring() {
    return object.ring();
  }

  /** The kernel functions and tracepoints ({@code subsystem/name}) that are watched. */
  public List<String> attached() {
    return List.copyOf(attached);
  }

  /**
   * Waits for records. Drain the ring between two waits: the kernel wakes us only for a record that
   * it adds to a drained ring.
   *
   * @param timeoutMillis -1: no limit
   * @return whether there may be records; false after the timeout or {@link #wake}
   */
  public boolean await(int timeoutMillis) {
    requireOpen();
    // The kernel must see our position before we read its position: else each side may believe the
    // other is awake.
    VarHandle.fullFence();
    if (object.ring().fill() > 0) {
      return true;
    }
    int result = ProbeNative.await0(object.handle(), timeoutMillis);
    if (result < 0) {
      throw new IllegalStateException("epoll_wait: " + Errno.name(-result));
    }
    return result > 0;
  }

  /** Ends the present or the next {@link #await}. From any thread. */
  public void wake() {
    synchronized (handleLock) {
      if (object.isOpen()) {
        ProbeNative.wake0(object.handle());
      }
    }
  }

  /** Losses since {@link #open}; after {@link #close}, those until then. */
  public LossCounts losses() {
    if (object.isOpen()) {
      lastLosses = object.losses();
    }
    return lastLosses;
  }

  /**
   * Hands out a record for each descriptor that is open now in any process, and for each file that
   * a process has mapped if {@link #seesMappings}, with the same file ids as the trace.
   *
   * @return how many could not be handed out
   * @throws ProbeException if the kernel does not allow it
   */
  public long openFiles(Ring.RecordHandler handler) throws ProbeException {
    try (KernelIterator files = KernelIterator.overOpenFiles(seesMappings())) {
      files.readOpenFiles(handler);
      if (seesMappings()) {
        files.readMappings(handler);
      }
      return files.losses().total();
    }
  }

  /**
   * Hands out a record for each descriptor that is open now in any process. The iterator stays
   * loaded for the next time: to load it takes longer than to look.
   *
   * @return how many could not be handed out
   * @throws ProbeException if the kernel does not allow it
   */
  public long openDescriptors(Ring.RecordHandler handler) throws ProbeException {
    requireOpen();
    if (descriptors == null) {
      descriptors = KernelIterator.overOpenFiles(false);
    }
    long before = descriptors.losses().total();
    descriptors.readOpenFiles(handler);
    return descriptors.losses().total() - before;
  }

  /** Whether the kernel shows which files are mapped (Linux 5.12). */
  public boolean seesMappings() {
    try {
      return KernelFeatures.get().hasMappingIterator();
    } catch (ProbeException e) {
      throw new IllegalStateException(e); // it was read before this probe was opened
    }
  }

  /**
   * Makes the kernel count the runs of programs for {@link #health}, until {@link #close}. It
   * counts all programs of the machine, and each of their runs then takes some ns longer. Does
   * nothing if the kernel refuses.
   */
  public void countRuns() {
    requireOpen();
    object.countRuns();
  }

  /**
   * Whether {@link #health} requires CAP_BPF to read maps, as every bpf(2) did before 5.19
   * (c8644cd0efe7).
   */
  public boolean mapsTakeRights() {
    requireOpen();
    return object.mapsTakeRights();
  }

  /** The state of the ring, maps and programs; from any thread. Empty once the probe is closed. */
  public Optional<ProbeHealth> health() {
    synchronized (handleLock) {
      return object.isOpen() ? Optional.of(object.health()) : Optional.empty();
    }
  }

  /**
   * Passes one descriptor to the calling thread itself, so that the programs have one to report.
   */
  public void canary() throws ProbeException {
    int result = ProbeNative.canary0(SOCK_STREAM, 1);
    if (result < 0) {
      throw new FailureCause(Surroundings.ours(), Optional.of(backend))
          .explain(ProbeException.of("pass a descriptor to ourselves", result));
    }
  }

  /**
   * Sends this many descriptors to the calling thread itself on a type of socket, before it
   * receives the first. The programs on tracepoints learn from them where to find a sender's own
   * message. If the kernel refuses some, the programs learn it later, from other messages.
   *
   * @param type one of {@link #SOCKET_TYPES}
   */
  public void rehearse(int type, int messages) {
    ProbeNative.canary0(type, messages);
  }

  /** Detaches the programs: no more records arrive, and those in the ring can still be read. */
  public void detach() {
    synchronized (handleLock) {
      if (object.isOpen()) {
        object.detach();
      }
    }
  }

  private void requireOpen() {
    if (!object.isOpen()) {
      throw new IllegalStateException("the probe is closed");
    }
  }

  @Override
  public void close() {
    losses();
    if (descriptors != null) {
      descriptors.close();
    }
    synchronized (handleLock) {
      object.close();
    }
  }
}
