package io.fdtrail;

import io.fdtrail.bpf.Ring;
import io.fdtrail.kernel.LossReason;
import io.fdtrail.recording.NoRecorder;
import io.fdtrail.recording.Recorder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;

/**
 * Takes records from their source through the {@link Stages}, until the end. Read {@link #run}
 * first.
 */
final class Pipeline {
  private static final int BATCH = 4096;
  private static final int TICK_MILLIS = 500; // how often we look for losses
  private static final int JOIN_MILLIS = 20; // while a receive waits for its send
  private static final int FINISH_MILLIS = 100;
  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final long NEVER = Long.MAX_VALUE;

  private final RecordSource source;
  private final Stages stages;
  private final LongSupplier bootNanos;
  private final LongSupplier nanoTime;

  private final Ring.RecordHandler take =
      new Ring.RecordHandler() {
        @Override
        public void record(ByteBuffer bytes, int offset, int length) {
          take(bytes, offset, length);
        }

        @Override
        public void following(ByteBuffer bytes, int from, int to) {
          stages.following(bytes, from, to);
        }
      };
  private final Queue<Ended> ends = new ConcurrentLinkedQueue<>();
  private Recorder recorder = new NoRecorder();
  private Optional<BootClock> recordedClock = Optional.empty();
  private IOException failure;
  private long nextTick;
  private volatile boolean stopped;

  private record Ended(int pid, long bootNs) {}

  /**
   * @param stages of the source's records
   * @param bootNanos the clock of the records
   * @param nanoTime a clock that never goes back
   */
  Pipeline(RecordSource source, Stages stages, LongSupplier bootNanos, LongSupplier nanoTime) {
    this.source = source;
    this.stages = stages;
    this.bootNanos = bootNanos;
    this.nanoTime = nanoTime;
    this.nextTick = nanoTime.getAsLong();
  }

  /**
   * Records from now on what enters the stages.
   *
   * @param clock which from now on moves only when that is recorded
   */
  void record(Recorder to, BootClock clock) {
    recorder = to;
    recordedClock = Optional.of(clock);
  }

  TraceStats run(TraceListener listener, Optional<Duration> duration) throws IOException {
    stages.reportTo(listener);
    long end = duration.map(length -> nanoTime.getAsLong() + length.toNanos()).orElse(NEVER);
    while (!stopped && remaining(end) > 0) {
      int count = drain();
      tick();
      if (count == 0) {
        source.await(patience(stages.isWaiting() ? JOIN_MILLIS : TICK_MILLIS, remaining(end)));
      } else if (count < BATCH) {
        LockSupport.parkNanos(source.patienceNs());
      }
    }
    source.detach();
    finish();
    return stages.stats();
  }

  /** Takes the records in the ring through all stages. */
  private int drain() throws IOException {
    recorder.behind(source.isFilling());
    int count = source.poll(take, BATCH);
    if (failure != null) {
      throw failure;
    }
    if (stages.isWaiting()) {
      long now = count == BATCH ? Recorder.NEWEST : bootNanos.getAsLong();
      recorder.turn(now);
      stages.turn(now);
    }
    stages.drained();
    return count;
  }

  private void take(ByteBuffer bytes, int offset, int length) {
    if (failure != null) {
      return;
    }
    try {
      recorder.record(bytes, offset, length);
      if (stages.record(bytes, offset, length)) {
        recorder.learned();
      }
    } catch (IOException e) {
      failure = e;
    }
  }

  private void tick() throws IOException {
    long now = nanoTime.getAsLong();
    if (now - nextTick >= 0) {
      nextTick = now + TICK_MILLIS * NANOS_PER_MILLI;
      ToLongFunction<LossReason> losses = source.losses();
      if (recordedClock.isPresent()) {
        BootClock clock = recordedClock.get();
        recordEnds();
        clock.step();
        recorder.tick(clock.now(), clock.offset(), losses);
      }
      stages.reportLosses(losses);
      if (recordedClock.isPresent()) {
        stages.drained(); // at the new time, before the next records, as in the recording
      }
    }
  }

  private void recordEnds() throws IOException {
    for (Ended process = ends.poll(); process != null; process = ends.poll()) {
      recorder.ended(process.pid(), process.bootNs());
    }
  }

  private long remaining(long end) {
    return end == NEVER ? Long.MAX_VALUE : end - nanoTime.getAsLong();
  }

  /**
   * How long to wait for records, ms; never below 0, which would mean for ever.
   *
   * @param remaining ns; negative if the end has come since the last check
   */
  static int patience(int longest, long remaining) {
    return (int) Math.max(0, Math.min(longest, remaining / NANOS_PER_MILLI + 1));
  }

  /** The programs are detached; one may still be writing its last record. */
  private void finish() throws IOException {
    long deadline = nanoTime.getAsLong() + FINISH_MILLIS * NANOS_PER_MILLI;
    while (drain() > 0 || (source.hasMore() && nanoTime.getAsLong() - deadline < 0)) {
      Thread.onSpinWait();
    }
    ToLongFunction<LossReason> losses = source.losses();
    if (recordedClock.isPresent()) {
      BootClock clock = recordedClock.get();
      recordEnds();
      clock.step();
      recorder.end(clock.now(), clock.offset(), losses);
    }
    stages.end(losses);
  }

  /** Ends {@link #run} at its next turn. From any thread. */
  void stop() {
    stopped = true;
  }

  /**
   * A process has ended: a later process with its number is not wanted. From any thread.
   *
   * @return the time in ns since boot
   */
  long ended(int pid) {
    long now = bootNanos.getAsLong();
    stages.ended(pid, now);
    if (recordedClock.isPresent()) {
      ends.add(new Ended(pid, now));
    }
    return now;
  }
}
