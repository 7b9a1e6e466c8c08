package io.fdtrail.bpf;

import io.fdtrail.os.Errno;
import io.fdtrail.os.SystemCalls;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A backend's programs, loaded and attached. The kernel forgets them when this process ends, however it ends.
 *
 * <p>For one thread, but for {@link #wake} and {@link #health}. {@link #close} unmaps what {@link #ring} reads: call it from the reading
 * thread, or after its end.
 */
public final class Probe implements AutoCloseable {
  private static final int SOCK_STREAM = 1;
  private static final int SOCK_DGRAM = 2;
  private static final int SOCK_SEQPACKET = 5;

  private final Backend backend;
  private final BpfObject object;
  private final long fileKey = SystemCalls.random();
  private final List<String> attached = new ArrayList<>();
  private final Object handleLock = new Object();
  private LossCounts lastLosses = LossCounts.NONE;

  private Probe(Backend backend, BpfObject object) {
    this.backend = backend;
    this.object = object;
  }

  /**
   * Loads and attaches all programs of the backend that this kernel needs; nothing stays behind when that fails.
   *
   * @throws ProbeException when the library, the kernel or our rights do not allow it
   */
  public static Probe open(Backend backend, Knobs knobs) throws ProbeException {
    try {
      return tryToOpen(backend, knobs);
    } catch (ProbeException e) {
      throw Surroundings.ours().explain(e, Optional.of(backend));
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
      probe.start(kernel, backend.hooks(kernel, knobs.follow()), knobs);
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
    object.knob("fdtrail_preempted", kernel.mayPreempt() ? 1 : 0);
    object.load(knobs.ringSize(), fileKey);
    if (knobs.follow()) {
      object.put("followed", (int) ProcessHandle.current().pid(), 0);
    }
    for (Hook hook : hooks) {
      object.attach(hook.program());
      if (!attached.contains(hook.target())) {
        attached.add(hook.target());
      }
    }
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
   * Waits for records. Drain the ring between two waits: the kernel only wakes us for a record that finds the ring
   * drained.
   *
   * @param timeoutMillis -1: no limit
   * @return whether there may be records; false when the time is up or {@link #wake} was called
   */
  public boolean await(int timeoutMillis) {
    requireOpen();
    // Our position must be seen by the kernel before we look for its: else both sides may think the other is awake.
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

  /** What was lost since {@link #open}. After {@link #close}, what had been lost by then. */
  public LossCounts losses() {
    if (object.isOpen()) {
      lastLosses = object.losses();
    }
    return lastLosses;
  }

  /**
   * Hands out a record for each descriptor that is open now in any process, with the same ids of files.
   *
   * @return how many could not be handed out
   * @throws ProbeException when the kernel does not allow it
   */
  public long openFiles(Ring.RecordHandler handler) throws ProbeException {
    try (KernelIterator files = KernelIterator.overOpenFiles(fileKey)) {
      files.read((int) ProcessHandle.current().pid(), handler);
      return files.losses().total();
    }
  }

  /**
   * Has the kernel count the runs of programs for {@link #health}, until {@link #close}: of all programs of the machine,
   * each run of which then takes some ns longer. Nothing where the kernel refuses.
   */
  public void countRuns() {
    requireOpen();
    object.countRuns();
  }

  /** Whether {@link #health} takes CAP_BPF to look into maps: so did every bpf(2) before 5.19 (c8644cd0efe7). */
  public boolean mapsTakeRights() {
    requireOpen();
    return object.mapsTakeRights();
  }

  /** How it is doing; from any thread. Empty once it is closed. */
  public Optional<ProbeHealth> health() {
    synchronized (handleLock) {
      return object.isOpen() ? Optional.of(object.health()) : Optional.empty();
    }
  }

  /** Passes one descriptor to this very thread, which the programs then have seen. */
  public void canary() throws ProbeException {
    int result = ProbeNative.canary0(SOCK_STREAM, 1);
    if (result < 0) {
      throw Surroundings.ours().explain(ProbeException.of("pass a descriptor to ourselves", result), Optional.of(backend));
    }
  }

  /**
   * Passes so many descriptors to this very thread on each type of socket, before it takes the first: the programs of
   * tracepoints learn from these where a sender's own message is found. What is refused they learn later, from others.
   */
  public void rehearse(int messages) {
    for (int type : List.of(SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET)) {
      ProbeNative.canary0(type, messages);
    }
  }

  /** Detaches the programs: no more records come, and those in the ring can still be read. */
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
    synchronized (handleLock) {
      object.close();
    }
  }
}
