package io.fdtrail.cli.options;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How the trace runs.
 *
 * @param duration ends it; empty: never
 * @param count of rows that end it
 * @param backend the word of the only one to try; empty: the best that works
 * @param rateLimit of the rows; empty: none
 * @param ringSize bytes, a power of two
 * @param readsProc whether the containers of processes are looked up
 * @param metrics how the health of the trace is served; empty: not at all
 * @param verbose whether to report what was chosen and why
 */
public record RunOptions(
    Optional<Duration> duration,
    OptionalLong count,
    Optional<String> backend,
    Optional<RateLimit> rateLimit,
    int ringSize,
    boolean readsProc,
    Optional<MetricsOptions> metrics,
    boolean verbose) {
  /** The same, until it is ended. */
  public RunOptions endless() {
    return lasting(Optional.empty());
  }

  /** The same, for so long, and without a count. */
  public RunOptions lasting(Duration length) {
    return lasting(Optional.of(length));
  }

  private RunOptions lasting(Optional<Duration> length) {
    return new RunOptions(
        length, OptionalLong.empty(), backend, rateLimit, ringSize, readsProc, metrics, verbose);
  }
}
