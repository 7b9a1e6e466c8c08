package io.fdtrail.bpf;

import io.fdtrail.kernel.ProbeHealth;
import io.fdtrail.kernel.ProbeHealth.MapFill;
import io.fdtrail.kernel.ProbeHealth.ProgramRuns;
import io.fdtrail.os.Errno;
import io.fdtrail.os.PackedFile;
import io.fdtrail.os.SystemCalls;
import io.fdtrail.os.SystemException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * A BPF object of ours, loaded from the jar into the kernel. The kernel frees it whenever this
 * process ends.
 */
final class BpfObject implements AutoCloseable {
  /** Only removes stale entries from a map, so a skipped run loses nothing. */
  private static final String FORGETTING = "follow_free";

  /**
   * The secret key with which the programs hash the addresses of files into ids. All objects of
   * this process have the same one, so that what an iterator finds can be compared with a trace.
   */
  private static final class FileKey {
    static final long OURS = SystemCalls.random();
  }

  private static final int LAST_LOOKS = 20;
  private static final long LOOK_NS = 5_000_000;

  private final String name;
  private final long handle;
  private final List<String> programs = new ArrayList<>();
  private final Set<String> spared = new HashSet<>(Set.of(FORGETTING));
  private Ring ring;
  private ByteBuffer counters;
  private long unreturned;
  private final Map<String, Long> skippedHits = new HashMap<>();
  private boolean countsRuns;
  private boolean closed;

  private BpfObject(String name, long handle) {
    this.name = name;
    this.handle = handle;
  }

  /**
   * Opens the object with every program disabled.
   *
   * @param file that comes with our classes
   * @throws ProbeException when libbpf cannot read it
   */
  static BpfObject open(String file) throws ProbeException {
    String name = file.substring(0, file.indexOf('.'));
    long handle = ProbeNative.open0(bytes(file));
    if (handle < 0 && handle > -Errno.LIMIT) {
      throw ProbeException.of("open " + name, handle, log());
    }
    return new BpfObject(name, handle);
  }

  private static byte[] bytes(String name) throws ProbeException {
    try {
      return PackedFile.read(name);
    } catch (SystemException e) {
      throw new ProbeException(e.getMessage());
    }
  }

  void select(String program) throws ProbeException {
    select(program, false);
  }

  /**
   * @param fprobe whether to attach a kprobe's program to an fprobe; ignored for other programs
   */
  void select(String program, boolean fprobe) throws ProbeException {
    check(ProbeNative.select0(handle, program, fprobe), "select", program);
    programs.add(program);
  }

  /** Does not count skipped runs of the program as losses. */
  void spare(String program) {
    spared.add(program);
  }

  /** Sets a constant of the programs. */
  void knob(String variable, long value) throws ProbeException {
    check(ProbeNative.knob0(handle, variable, value), "set", variable);
  }

  /** Keeps no room for a map that is not needed. */
  void shrink(String map) throws ProbeException {
    check(ProbeNative.resize0(handle, map, 1), "resize", map);
  }

  /**
   * Loads the selected programs.
   *
   * @param ringSize bytes of their ring buffer, a power of two
   */
  void load(int ringSize) throws ProbeException {
    knob("fdtrail_file_key", FileKey.OURS);
    int ahead = RingAhead.take(ringSize);
    if (ahead >= 0) {
      check(ProbeNative.useRing0(handle, ahead), "use", "ring");
    } else {
      check(ProbeNative.resize0(handle, "ring", ringSize), "resize", "ring");
    }
    check(ProbeNative.load0(handle), "load", name);
    ring =
        new Ring(
            ProbeNative.consumerPage0(handle),
            ProbeNative.producerPage0(handle),
            ProbeNative.window0(handle),
            this::moveWindow,
            ringSize);
    counters = ProbeNative.counters0(handle);
    if (counters == null) {
      throw new IllegalStateException(name + " has no fdtrail_counters");
    }
  }

  private void moveWindow(int from) {
    int result = ProbeNative.moveWindow0(handle, from);
    if (result < 0) {
      throw new IllegalStateException("mmap of the ring: " + Errno.name(-result));
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

  /** The handle for the natives, valid until {@link #close}. */
  long handle() {
    return handle;
  }

  /** Null before {@link #load}. */
  Ring ring() {
    return ring;
  }

  /** Losses since {@link #load}; none before. */
  LossCounts losses() {
    if (counters == null) {
      return LossCounts.NONE;
    }
    return LossCounts.read(counters, skippedRuns(), unreturned);
  }

  private long skippedRuns() {
    long skipped = 0;
    for (String program : programs) {
      skipped += spared.contains(program) ? 0 : skippedRuns(program);
    }
    return skipped;
  }

  /**
   * The kernel skips runs since 5.12; before, no program is skipped because another one is running.
   */
  private long skippedRuns(String program) {
    return Math.max(0, ProbeNative.number0(handle, program, "recursion_misses"))
        + skippedHits(program);
  }

  /** Hits of kprobes that the kernel skipped; after {@link #detach}, the last count before it. */
  private long skippedHits(String program) {
    Long last = skippedHits.get(program);
    return last == null ? ProbeNative.missed0(handle, program) : last;
  }

  /** Detaches the programs: no more records arrive, and those in the ring can still be read. */
  void detach() {
    unreturned = stillOpen();
    for (String program : programs) {
      skippedHits.put(program, ProbeNative.missed0(handle, program));
    }
    ProbeNative.detach0(handle);
  }

  /**
   * The least number of open calls at a few moments. Calls in progress come and go, and may wait
   * for long, so that only at the end those are counted whose return the kernel may not have
   * reported.
   */
  private long stillOpen() {
    long open = LossCounts.openCalls(counters);
    for (int look = 0; look < LAST_LOOKS && open > 0; look++) {
      LockSupport.parkNanos(LOOK_NS);
      open = Math.min(open, LossCounts.openCalls(counters));
    }
    return open;
  }

  void countRuns() {
    countsRuns = ProbeNative.countRuns0(handle) == 0 || areRunsCounted();
  }

  /** Whether the administrator made the kernel count the runs of all programs. */
  private static boolean areRunsCounted() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/bpf_stats_enabled")).strip().equals("1");
    } catch (IOException e) {
      return false;
    }
  }

  boolean mapsTakeRights() {
    return ProbeNative.mapsTakeRights0(handle, ProbeNative.maps0(handle)[0]);
  }

  /** The state of the ring, maps and programs. From any thread, while the object is open. */
  ProbeHealth health() {
    List<MapFill> fills = new ArrayList<>();
    for (String map : ProbeNative.maps0(handle)) {
      int entries = ProbeNative.entries0(handle, map);
      fills.add(
          new MapFill(
              map,
              entries < 0 ? OptionalInt.empty() : OptionalInt.of(entries),
              ProbeNative.capacity0(handle, map)));
    }
    List<ProgramRuns> runs = new ArrayList<>();
    for (String program : programs) {
      runs.add(
          new ProgramRuns(
              program,
              counted(program, "run_cnt"),
              counted(program, "run_time_ns"),
              skippedRuns(program)));
    }
    return new ProbeHealth(ring.fillAsOthersSee(), ring.size(), fills, runs);
  }

  private OptionalLong counted(String program, String key) {
    long number = countsRuns ? ProbeNative.number0(handle, program, key) : -1;
    return number < 0 ? OptionalLong.empty() : OptionalLong.of(number);
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
