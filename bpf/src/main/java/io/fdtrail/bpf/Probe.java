package io.fdtrail.bpf;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A backend's programs, loaded and attached. The kernel forgets them when this process ends, however it ends.
 *
 * <p>For one thread, but for {@link #wake}. {@link #close} unmaps what {@link #ring} reads: call it from the reading
 * thread, or after its end.
 */
public final class Probe implements AutoCloseable {
  private final Backend backend;
  private final List<String> attached = new ArrayList<>();
  private final Object handleLock = new Object();
  private long handle;
  private Ring ring;
  private ByteBuffer counters;
  private LossCounts lastLosses = LossCounts.NONE;

  private Probe(Backend backend, long handle) {
    this.backend = backend;
    this.handle = handle;
  }

  /**
   * Loads and attaches all programs of the backend that this kernel needs; nothing stays behind when that fails.
   *
   * @throws ProbeException when the library, the kernel or our rights do not allow it
   */
  public static Probe open(Backend backend, Knobs knobs) throws ProbeException {
    KernelFeatures kernel = KernelFeatures.get();
    String refusal = kernel.refusal(backend);
    if (!refusal.isEmpty()) {
      throw new ProbeException(refusal);
    }
    long handle = ProbeNative.open0(object(backend.object(kernel.hasBpfLoop())));
    if (handle < 0 && handle > -Errno.LIMIT) {
      throw ProbeException.of("open " + backend.word(), handle, log());
    }
    Probe probe = new Probe(backend, handle);
    try {
      List<Hook> hooks = backend.hooks(kernel, knobs.follow());
      probe.load(hooks, knobs);
      probe.attach(hooks);
      return probe;
    } catch (ProbeException | RuntimeException | Error e) {
      probe.close();
      throw e;
    }
  }

  private static byte[] object(String resource) {
    try (InputStream in = Probe.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("the jar lacks " + resource);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void load(List<Hook> hooks, Knobs knobs) throws ProbeException {
    for (Hook hook : hooks) {
      check(ProbeNative.select0(handle, hook.program()), "select", hook.program());
    }
    check(ProbeNative.knob0(handle, "fdtrail_follow", knobs.follow() ? 1 : 0), "set", "fdtrail_follow");
    check(ProbeNative.knob0(handle, "fdtrail_file_key", SystemNative.random0()), "set", "fdtrail_file_key");
    check(ProbeNative.resize0(handle, "ring", knobs.ringSize()), "resize", "ring");
    check(ProbeNative.load0(handle), "load", backend.word());
    ring = new Ring(ProbeNative.consumerPage0(handle), ProbeNative.producerPages0(handle), knobs.ringSize());
    counters = ProbeNative.counters0(handle);
    if (counters == null) {
      throw new IllegalStateException(backend.word() + " has no fdtrail_counters");
    }
    if (knobs.follow()) {
      int self = (int) ProcessHandle.current().pid();
      check(ProbeNative.put0(handle, "followed", self, 0), "seed", "followed");
    }
  }

  private void attach(List<Hook> hooks) throws ProbeException {
    for (Hook hook : hooks) {
      check(ProbeNative.attach0(handle, hook.program()), "attach", hook.program());
      if (!attached.contains(hook.target())) {
        attached.add(hook.target());
      }
    }
  }

  private static void check(int result, String call, String what) throws ProbeException {
    if (result < 0) {
      throw ProbeException.of(call + " " + what, result, log());
    }
  }

  private static String log() {
    return new String(ProbeNative.log0(), StandardCharsets.UTF_8);
  }

  public Backend backend() {
    return backend;
  }

  public Ring ring() {
    return ring;
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
    if (ring.fill() > 0) {
      return true;
    }
    int result = ProbeNative.await0(handle, timeoutMillis);
    if (result < 0) {
      throw new IllegalStateException("epoll_wait: " + Errno.name(-result));
    }
    return result > 0;
  }

  /** Ends the present or the next {@link #await}. From any thread. */
  public void wake() {
    synchronized (handleLock) {
      if (handle != 0) {
        ProbeNative.wake0(handle);
      }
    }
  }

  /** What was lost since {@link #open}. After {@link #close}, what had been lost by then. */
  public LossCounts losses() {
    if (handle != 0 && counters != null) {
      lastLosses = LossCounts.read(counters, ProbeNative.skippedRuns0(handle));
    }
    return lastLosses;
  }

  /** How many entries a map has now, as a test of leaks asks. */
  public int mapEntries(String map) {
    requireOpen();
    int entries = ProbeNative.entries0(handle, map);
    if (entries < 0) {
      throw new IllegalArgumentException(map + ": " + Errno.name(-entries));
    }
    return entries;
  }

  /** Passes one descriptor to this very thread, which the programs then have seen. */
  public void canary() throws ProbeException {
    int result = ProbeNative.canary0();
    if (result < 0) {
      throw ProbeException.of("pass a descriptor to ourselves", result);
    }
  }

  /** Detaches the programs: no more records come, and those in the ring can still be read. */
  public void detach() {
    if (handle != 0) {
      ProbeNative.detach0(handle);
    }
  }

  private void requireOpen() {
    if (handle == 0) {
      throw new IllegalStateException("the probe is closed");
    }
  }

  @Override
  public void close() {
    losses();
    if (ring != null) {
      ring.close();
    }
    synchronized (handleLock) {
      if (handle != 0) {
        ProbeNative.close0(handle);
        handle = 0;
      }
    }
  }
}
