package io.fdtrail;

import io.fdtrail.decode.OpenDescriptorDecoder;
import io.fdtrail.decode.RecordDecoder;
import io.fdtrail.event.EventSink;
import io.fdtrail.event.FdEvent;
import io.fdtrail.event.OpenDescriptor;
import io.fdtrail.filter.EventFilter;
import io.fdtrail.join.LateJoin;
import io.fdtrail.kernel.LossReason;
import io.fdtrail.recording.Recorder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.ToLongFunction;
import java.util.function.UnaryOperator;

/**
 * The stages of an event, from its record to the listener, one after another. What they do depends
 * only on what is passed to them, and on what {@code containers} answers: a recording has both.
 */
final class Stages {
  private final RecordDecoder decoder;
  private final OpenDescriptorDecoder descriptors = new OpenDescriptorDecoder();
  private final LateJoin join = new LateJoin();
  private final UnaryOperator<FdEvent> containers;
  private final EventFilter filter;

  private final EventSink contain = this::contain;
  private final EventSink show = this::show;
  private final TraceStats stats = new TraceStats();
  private TraceListener listener;

  /**
   * @param containers adds the container to an event, or returns it unchanged
   */
  Stages(RecordDecoder decoder, UnaryOperator<FdEvent> containers, EventFilter filter) {
    this.decoder = decoder;
    this.containers = containers;
    this.filter = filter;
  }

  /** To be called first: whom all is reported to. */
  void reportTo(TraceListener to) {
    this.listener = to;
  }

  TraceStats stats() {
    return stats;
  }

  /** As {@link io.fdtrail.bpf.Ring.RecordHandler#following}. */
  void following(ByteBuffer bytes, int from, int to) {
    decoder.following(bytes, from, to);
  }

  /**
   * Takes a record through all stages.
   *
   * @return whether it describes a process
   */
  boolean record(ByteBuffer bytes, int offset, int length) throws IOException {
    FdEvent again = decoder.again(bytes, offset, length);
    if (again == null) {
      return other(bytes, offset, length);
    }
    join(again);
    return false;
  }

  private boolean other(ByteBuffer bytes, int offset, int length) throws IOException {
    if (RecordDecoder.isEvent(bytes, offset, length)) {
      decode(length);
    } else if (decoder.learn(bytes, offset, length)) {
      return true;
    } else if (OpenDescriptorDecoder.isOne(bytes, offset, length)) {
      reportHeld(descriptors.decode(bytes, offset, length));
    } else {
      stats.countUnreadable();
    }
    return false;
  }

  private void decode(int length) throws IOException {
    Optional<FdEvent> event = decoder.other(length);
    if (event.isEmpty()) {
      stats.countUnreadable();
    } else {
      join(event.get());
    }
  }

  /** Past the stages: it is no event. */
  private void reportHeld(Optional<OpenDescriptor> descriptor) throws IOException {
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

  /** Whether an event waits for the other end of its message. */
  boolean isWaiting() {
    return !join.isEmpty();
  }

  /**
   * Passes on what has waited long enough.
   *
   * @param now the time up to which all records have arrived; {@link Recorder#NEWEST}: more of the
   *     newest one's time may
   */
  void turn(long now) throws IOException {
    if (now == Recorder.NEWEST) {
      join.expire(contain);
    } else {
      join.expire(now, contain);
    }
  }

  /**
   * @param kernel what the kernel side has lost since the start
   */
  void reportLosses(ToLongFunction<LossReason> kernel) throws IOException {
    stats.reportLosses(kernel, filter.forgottenSends(), listener);
  }

  void drained() throws IOException {
    listener.drained();
  }

  /** Passes on all that waits: no record follows. */
  void end(ToLongFunction<LossReason> kernel) throws IOException {
    join.drain(contain);
    reportLosses(kernel);
    listener.drained();
  }

  /** A process has ended: a later process with its number is not wanted. From any thread. */
  void ended(int pid, long bootNs) {
    filter.ended(pid, bootNs);
  }
}
