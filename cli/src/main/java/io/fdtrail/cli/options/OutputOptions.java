package io.fdtrail.cli.options;

import io.fdtrail.event.StackEnds;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How events are shown.
 *
 * @param format of a line
 * @param timed the table shows the time first
 * @param trail the path of each file instead of its events
 * @param sums the sums of such periods instead of rows; empty: rows
 * @param fields what is shown about an event, in order; empty: our own choice
 * @param stacks whose stacks are shown
 */
public record OutputOptions(
    Format format,
    boolean timed,
    boolean trail,
    Optional<Duration> sums,
    List<String> fields,
    StackEnds stacks) {
  /** Rows without stacks, and not sums. */
  public OutputOptions(Format format, boolean timed, boolean trail, List<String> fields) {
    this(format, timed, trail, Optional.empty(), fields, StackEnds.NONE);
  }

  /** The shape of the output. */
  public enum Format {
    TABLE,
    JSON,
    /** JSON lines of OpenTelemetry's protocol. */
    OTEL,
    /** JSON lines of the Elastic Common Schema. */
    ECS
  }

  /** Whether its members have the names that a convention gives them. */
  public boolean isConvention() {
    return format == Format.ECS || format == Format.OTEL;
  }

  /** Whether a line is an object. */
  public boolean isJson() {
    return format != Format.TABLE;
  }
}
