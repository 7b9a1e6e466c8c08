package io.fdtrail.cli.command;

import io.fdtrail.TraceException;
import io.fdtrail.Tracer;
import io.fdtrail.event.OpenDescriptor;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** Where {@code top} has the events from. */
interface TopSource {
  /** The time, on the clock of the events. */
  long now();

  /** The share of the ring that waits to be read, in percent. */
  int backlogPercent();

  /**
   * Reports each descriptor that is open now.
   *
   * @return how many could not be seen; empty if nobody looks
   */
  OptionalLong open(Consumer<OpenDescriptor> descriptors) throws TraceException;

  /** From any thread. */
  void stop();

  /** What runs here. */
  static TopSource of(Tracer tracer) {
    return new TopSource() {
      @Override
      public long now() {
        return tracer.clock().now();
      }

      @Override
      public int backlogPercent() {
        return tracer.backlogPercent();
      }

      @Override
      public OptionalLong open(Consumer<OpenDescriptor> descriptors) throws TraceException {
        return OptionalLong.of(tracer.openDescriptors(descriptors));
      }

      @Override
      public void stop() {
        tracer.stop();
      }
    };
  }
}
