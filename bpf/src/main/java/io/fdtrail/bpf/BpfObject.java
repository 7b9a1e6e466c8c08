package io.fdtrail.bpf;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A BPF object of ours, from the jar into the kernel. The kernel forgets it when this process ends, however it ends. */
final class BpfObject implements AutoCloseable {
  private final String name;
  private final long handle;
  private Ring ring;
  private ByteBuffer counters;
  private boolean closed;

  private BpfObject(String name, long handle) {
    this.name = name;
    this.handle = handle;
  }

  /**
   * Opens it with every program switched off.
   *
   * @param resource beside this class
   * @throws ProbeException when libbpf cannot read it
   */
  static BpfObject open(String resource) throws ProbeException {
    String name = resource.substring(0, resource.indexOf('.'));
    long handle = ProbeNative.open0(bytes(resource));
    if (handle < 0 && handle > -Errno.LIMIT) {
      throw ProbeException.of("open " + name, handle, log());
    }
    return new BpfObject(name, handle);
  }

  private static byte[] bytes(String resource) {
    try (InputStream in = BpfObject.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("the jar lacks " + resource);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void select(String program) throws ProbeException {
    check(ProbeNative.select0(handle, program), "select", program);
  }

  /** Sets a constant of the programs. */
  void knob(String variable, long value) throws ProbeException {
    check(ProbeNative.knob0(handle, variable, value), "set", variable);
  }

  /**
   * Loads the selected programs.
   *
   * @param ringSize bytes of their ring buffer, a power of two
   * @param fileKey makes the ids of files from their addresses; nobody else may know it
   */
  void load(int ringSize, long fileKey) throws ProbeException {
    knob("fdtrail_file_key", fileKey);
    check(ProbeNative.resize0(handle, "ring", ringSize), "resize", "ring");
    check(ProbeNative.load0(handle), "load", name);
    ring = new Ring(ProbeNative.consumerPage0(handle), ProbeNative.producerPages0(handle), ringSize);
    counters = ProbeNative.counters0(handle);
    if (counters == null) {
      throw new IllegalStateException(name + " has no fdtrail_counters");
    }
  }

  /** Adds a process to a map. */
  void put(String map, int key, long value) throws ProbeException {
    check(ProbeNative.put0(handle, map, key, value), "seed", map);
  }

  void attach(String program) throws ProbeException {
    check(ProbeNative.attach0(handle, program), "attach", program);
  }

  private static void check(int result, String call, String what) throws ProbeException {
    if (result < 0) {
      throw ProbeException.of(call + " " + what, result, log());
    }
  }

  private static String log() {
    return new String(ProbeNative.log0(), StandardCharsets.UTF_8);
  }

  /** For the natives, until {@link #close}. */
  long handle() {
    return handle;
  }

  /** Null before {@link #load}. */
  Ring ring() {
    return ring;
  }

  /** What was lost since {@link #load}; nothing before. */
  LossCounts losses() {
    return counters == null ? LossCounts.NONE : LossCounts.read(counters, ProbeNative.skippedRuns0(handle));
  }

  boolean isOpen() {
    return !closed;
  }

  @Override
  public void close() {
    if (ring != null) {
      ring.close();
    }
    if (!closed) {
      closed = true;
      ProbeNative.close0(handle);
    }
  }
}
