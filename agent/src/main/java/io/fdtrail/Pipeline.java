package io.fdtrail;

import io.fdtrail.bpf.Ring;
import io.fdtrail.decode.OpenDescriptorDecoder;
import io.fdtrail.decode.RecordDecoder;
import io.fdtrail.event.EventSink;
import io.fdtrail.event.FdEvent;
import io.fdtrail.event.OpenDescriptor;
import io.fdtrail.filter.EventFilter;
import io.fdtrail.join.LateJoin;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

/**
 * The path of an event, from its record to the listener. Read {@link #run} first, then the stages,
 * one after another.
 */
final class Pipeline {
  private static final int BATCH = 4096;
  private static final int TICK_MILLIS = 500; // how often we look for losses
  private static final int JOIN_MILLIS = 20; // while a receive waits for its send
  private static final int FINISH_MILLIS = 100;
  // After a batch: one wake-up for all records of that time.
  private static final long COALESCE_NS = 5_000_000;
  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final long NEVER = Long.MAX_VALUE;

  private final RecordSource source;
  private final RecordDecoder decoder;
  private final OpenDescriptorDecoder descriptors = new OpenDescriptorDecoder();
  private final LateJoin join = new LateJoin();
  private final UnaryOperator<FdEvent> containers;
  private final EventFilter filter;
  private final LongSupplier bootNanos;
  private final LongSupplier nanoTime;

  private final Ring.RecordHandler decode = this::decode;
  private final EventSink contain = this::contain;
  private final EventSink show = this::show;
  private final TraceStats stats = new TraceStats();
  private TraceListener listener;
  private IOException failure;
  private long nextTick;
  private volatile boolean stopped;

  /**
   * @param decoder of the source's records
   * @param containers adds the container to an event, or returns it unchanged
   * @param bootNanos the clock of the records
   * @param nanoTime a clock that never goes back
   */
  Pipeline(
      RecordSource source,
      RecordDecoder decoder,
      UnaryOperator<FdEvent> containers,
      EventFilter filter,
      LongSupplier bootNanos,
      LongSupplier nanoTime) {
    this.source = source;
    this.decoder = decoder;
    this.containers = containers;
    this.filter = filter;
    this.bootNanos = bootNanos;
    this.nanoTime = nanoTime;
    this.nextTick = nanoTime.getAsLong();
  }

  TraceStats run(TraceListener listener, Optional<Duration> duration) throws IOException {
    this.listener = listener;
    long end = duration.map(length -> nanoTime.getAsLong() + length.toNanos()).orElse(NEVER);
    while (!stopped && remaining(end) > 0) {
      int count = drain();
      tick();
      if (count == 0) {
        source.await(patience(join.isEmpty() ? TICK_MILLIS : JOIN_MILLIS, remaining(end)));
      } else if (count < BATCH) {
        LockSupport.parkNanos(COALESCE_NS);
      }
    }
    source.detach();
    finish();
    return stats;
  }

  /** Takes the records in the ring through all stages. */
  private int drain() throws IOException {
    int count = source.poll(decode, BATCH);
    if (failure != null) {
      throw failure;
    }
    if (count == BATCH) {
      join.expire(contain);
    } else if (!join.isEmpty()) {
      join.expire(bootNanos.getAsLong(), contain);
    }
    listener.drained();
    return count;
  }

  private void decode(ByteBuffer bytes, int offset, int length) {
    if (failure != null || decoder.learn(bytes, offset, length)) {
      return;
    }
    try {
      if (OpenDescriptorDecoder.isOne(bytes, offset, length)) {
        tellHeld(descriptors.decode(bytes, offset, length));
        return;
      }
      Optional<FdEvent> event = decoder.decode(bytes, offset, length);
      if (event.isEmpty()) {
        stats.countUnreadable();
      } else {
        join(event.get());
      }
    } catch (IOException e) {
      failure = e;
    }
  }

  /** Past the stages: it is no event. */
  private void tellHeld(Optional<OpenDescriptor> descriptor) throws IOException {
    if (descriptor.isEmpty()) {
      stats.countUnreadable();
    } else {
      listener.held(descriptor.get());
    }
  }

  private void join(FdEvent event) throws IOException {
    join.accept(event, contain);
  }

  private void contain(FdEvent event) throws IOException {
    filter(containers.apply(event));
  }

  private void filter(FdEvent event) throws IOException {
    filter.accept(event, show);
  }

  private void show(FdEvent event) throws IOException {
    stats.countEvent();
    listener.event(event);
  }

  private void tick() throws IOException {
    long now = nanoTime.getAsLong();
    if (now - nextTick >= 0) {
      nextTick = now + TICK_MILLIS * NANOS_PER_MILLI;
      tellLosses();
    }
  }

  private void tellLosses() throws IOException {
    stats.tellLosses(source.losses(), filter.forgottenSends(), listener);
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
    join.drain(contain);
    tellLosses();
    listener.drained();
  }

  /** Ends {@link #run} at its next turn. From any thread. */
  void stop() {
    stopped = true;
  }

  /** A process has ended: a later process with its number is not wanted. From any thread. */
  void ended(int pid) {
    filter.ended(pid, bootNanos.getAsLong());
  }
}
