package io.fdtrail.recording;

import io.fdtrail.event.Cgroup;
import io.fdtrail.kernel.LossReason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.ToLongFunction;

/**
 * What enters the stages of a trace, in order: with the same, they make the same rows. All that is
 * looked up during a step ({@link #record}, {@link #turn}, {@link #end}) belongs to that step.
 */
public interface Recorder {
  /** The argument of {@link #turn} that stands for the time of the newest record. */
  long NEWEST = Long.MIN_VALUE;

  /**
   * A record of the kernel comes next.
   *
   * @param bytes little-endian, valid only during the call
   */
  void record(ByteBuffer bytes, int offset, int length) throws IOException;

  /** The record that came last tells who a process is: whoever reads on from here needs it, too. */
  default void learned() {}

  /** What waits for its other end no longer waits if it came long enough before this time. */
  void turn(long bootNs) throws IOException;

  /**
   * It is time to tell what was lost.
   *
   * @param offset from the clock of the records to the wall clock, ns
   * @param losses of the kernel side since the start
   */
  void tick(long bootNs, long offset, ToLongFunction<LossReason> losses) throws IOException;

  /** Likewise, and nothing more follows: what waits no longer waits. */
  void end(long bootNs, long offset, ToLongFunction<LossReason> losses) throws IOException;

  /**
   * How the trace goes.
   *
   * @param isBehind whether so many records wait that some may soon be lost
   */
  default void behind(boolean isBehind) {}

  /** What was found out about the cgroup of a process. */
  void cgroup(long id, int pid, Cgroup cgroup);

  /** A chosen process has ended. */
  void ended(int pid, long bootNs) throws IOException;

  /** So many steps could not be written. */
  default void unwritten(long steps) throws IOException {}
}
