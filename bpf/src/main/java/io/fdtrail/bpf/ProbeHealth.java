package io.fdtrail.bpf;

import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * How a probe is doing at this moment.
 *
 * @param ringFill bytes that wait in the ring
 * @param ringSize bytes that fit
 */
public record ProbeHealth(long ringFill, int ringSize, List<MapFill> maps, List<ProgramRuns> programs) {
  /**
   * A map of the kernel.
   *
   * @param entries empty: the kernel does not let us look
   * @param capacity entries that fit
   */
  public record MapFill(String map, OptionalInt entries, int capacity) {}

  /**
   * A program in the kernel.
   *
   * @param runs empty: the kernel does not count them
   * @param runNanos time spent in all runs, ns; empty as runs is
   * @param skipped runs that the kernel left out as the program was running on that CPU already
   */
  public record ProgramRuns(String program, OptionalLong runs, OptionalLong runNanos, long skipped) {}
}
