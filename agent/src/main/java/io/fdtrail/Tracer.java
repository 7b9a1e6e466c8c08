package io.fdtrail;

import io.fdtrail.bpf.Backend;
import io.fdtrail.bpf.Probe;
import io.fdtrail.bpf.ProbeException;
import io.fdtrail.bpf.ProbeHealth;
import io.fdtrail.bpf.Ring;
import io.fdtrail.decode.RecordDecoder;
import io.fdtrail.event.EventSink;
import io.fdtrail.event.FdEvent;
import io.fdtrail.filter.EventFilter;
import io.fdtrail.os.SystemCalls;
import io.fdtrail.os.SystemException;
import io.fdtrail.pair.LateJoin;
import io.fdtrail.resolve.Containers;
import io.fdtrail.resolve.ProcFs;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Follows descriptors from process to process. Read {@link #run} first: it is the whole way of an event.
 *
 * <p>One thread opens, runs and closes it; only {@link #stop} and {@link #health} may come from another.
 */
public final class Tracer implements AutoCloseable {
  private static final int BATCH = 4096;
  private static final int TICK_MILLIS = 500; // losses are looked for this often
  private static final int JOIN_MILLIS = 20; // while a receive waits for its send
  private static final int FINISH_MILLIS = 100;
  private static final long COALESCE_NS = 5_000_000; // after a batch: one wake-up for what comes meanwhile
  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final long NEVER = Long.MAX_VALUE;

  private final Probe probe;
  private final List<Refusal> refusals;
  private final BootClock clock;
  private final RecordDecoder decoder = new RecordDecoder();
  private final LateJoin join = new LateJoin();
  private final EventFilter filter;
  private final TraceStats stats = new TraceStats();
  private final Ring.RecordHandler handler = this::record;
  private final EventSink joined;
  private final EventSink wanted;
  private TraceListener listener;
  private IOException failure;
  private long nextTick;
  private volatile boolean stopped;

  private Tracer(BackendChoice choice, BootClock clock, TraceOptions options) {
    this.probe = choice.probe();
    this.refusals = choice.refusals();
    this.clock = clock;
    this.filter = new EventFilter(options.criteria());
    this.wanted = this::tell;
    if (options.readContainers()) {
      Containers containers = new Containers(new ProcFs(Path.of("/proc")), Path.of("/sys/fs/cgroup"), System::nanoTime);
      this.joined = event -> filter.accept(containers.mark(event), wanted);
    } else {
      this.joined = event -> filter.accept(event, wanted);
    }
  }

  /**
   * Attaches to the kernel: from here on events are recorded.
   *
   * @throws NoBackendException when this kernel, or our rights, do not allow it
   */
  public static Tracer open(TraceOptions options) throws NoBackendException {
    BackendChoice choice = BackendChoice.make(options);
    return new Tracer(choice, new BootClock(Tracer::bootNanos), options);
  }

  private static long bootNanos() {
    try {
      return SystemCalls.bootNanos();
    } catch (SystemException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Tells the listener of all that happens, until {@link #stop}, or the duration is over, or the listener fails.
   *
   * @throws IOException of the listener
   */
  public TraceStats run(TraceListener listener, Optional<Duration> duration) throws IOException {
    this.listener = listener;
    long end = duration.map(length -> System.nanoTime() + length.toNanos()).orElse(NEVER);
    while (!stopped && remaining(end) > 0) {
      int count = drain();
      tick();
      if (count == 0) {
        probe.await(patience(join.isEmpty() ? TICK_MILLIS : JOIN_MILLIS, remaining(end)));
      } else if (count < BATCH) {
        LockSupport.parkNanos(COALESCE_NS);
      }
    }
    probe.detach();
    finish();
    return stats;
  }

  /** What is in the ring goes the whole way. */
  private int drain() throws IOException {
    int count = probe.ring().poll(handler, BATCH);
    if (failure != null) {
      throw failure;
    }
    if (count == BATCH) {
      join.expire(joined);
    } else if (!join.isEmpty()) {
      join.expire(clock.now(), joined);
    }
    listener.idle();
    return count;
  }

  /** ring, decode, join, contain, filter, listener */
  private void record(ByteBuffer bytes, int offset, int length) {
    if (failure != null) {
      return;
    }
    try {
      Optional<FdEvent> event = decoder.decode(bytes, offset, length);
      if (event.isEmpty()) {
        stats.countUnreadable();
      } else {
        join.accept(event.get(), joined);
      }
    } catch (IOException e) {
      failure = e;
    }
  }

  private void tell(FdEvent event) throws IOException {
    stats.countEvent();
    listener.event(event);
  }

  private void tick() throws IOException {
    long now = System.nanoTime();
    if (now - nextTick >= 0) {
      nextTick = now + TICK_MILLIS * NANOS_PER_MILLI;
      stats.tellLosses(probe.losses()::of, filter.forgottenSends(), listener);
    }
  }

  private static long remaining(long end) {
    return end == NEVER ? Long.MAX_VALUE : end - System.nanoTime();
  }

  /**
   * How long to wait for records, ms; never below 0, which would be without an end.
   *
   * @param remaining ns; the end may have come since it was looked for last
   */
  static int patience(int longest, long remaining) {
    return (int) Math.max(0, Math.min(longest, remaining / NANOS_PER_MILLI + 1));
  }

  /** The programs are detached; one may still be writing its last record. */
  private void finish() throws IOException {
    long deadline = System.nanoTime() + FINISH_MILLIS * NANOS_PER_MILLI;
    while (drain() > 0 || probe.ring().fill() > 0 && System.nanoTime() - deadline < 0) {
      Thread.onSpinWait();
    }
    join.drain(joined);
    stats.tellLosses(probe.losses()::of, filter.forgottenSends(), listener);
    listener.idle();
  }

  /**
   * Tells of each descriptor that is open now in any process: its process's pid, its number, and of its file the id (the
   * same as in this trace's events), device and inode. Call it after {@link #run}.
   *
   * @return how many could not be told
   * @throws ProbeException when the kernel does not allow it
   */
  public long openFiles(Consumer<FdEvent> descriptors) throws ProbeException {
    return probe.openFiles((bytes, offset, length) -> decoder.decode(bytes, offset, length).ifPresent(descriptors));
  }

  /** Ends {@link #run}, which tells what has happened so far first. From any thread. */
  public void stop() {
    stopped = true;
    probe.wake();
  }

  public Backend backend() {
    return probe.backend();
  }

  /** The better backends that do not work here, and why. */
  public List<Refusal> refused() {
    return refusals;
  }

  /** The kernel functions and tracepoints that are watched. */
  public List<String> attached() {
    return probe.attached();
  }

  /** A process has ended: who has its number from now on is not wanted for it. From any thread. */
  public void ended(int pid) {
    filter.ended(pid, clock.now());
  }

  /**
   * Has the kernel count how often our programs run, for {@link #health}: it then counts the runs of all programs of the
   * machine, until {@link #close}. Nothing where it refuses.
   */
  public void countRuns() {
    probe.countRuns();
  }

  /** Whether {@link #health} tells of maps only to who keeps CAP_BPF. */
  public boolean healthTakesRights() {
    return probe.mapsTakeRights();
  }

  /** How the kernel side is doing; from any thread. Empty once this is closed. */
  public Optional<ProbeHealth> health() {
    return probe.health();
  }

  /** The clock of the events. */
  public BootClock clock() {
    return clock;
  }

  @Override
  public void close() {
    probe.close();
  }
}
