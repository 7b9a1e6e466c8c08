package io.fdtrail.kernel;

import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The state of a probe at this moment.
 *
 * @param ringFill bytes that wait in the ring
 * @param ringSize bytes that fit
 */
public record ProbeHealth(
    long ringFill, int ringSize, List<MapFill> maps, List<ProgramRuns> programs) {
  /**
   * A map of the kernel.
   *
   * @param entries empty if the kernel does not let us look
   * @param capacity entries that fit
   */
  public record MapFill(String map, OptionalInt entries, int capacity) {}

  /**
   * A program in the kernel.
   *
   * @param runs empty if the kernel does not count them
   * @param runNanos time spent in all runs, ns; empty as runs is
   * @param skipped runs that the kernel skipped because the program was already running on that CPU
   */
  public record ProgramRuns(
      String program, OptionalLong runs, OptionalLong runNanos, long skipped) {}
}
