package io.fdtrail.cli.options;

import java.util.List;

/**
 * How events are shown.
 *
 * @param format table or JSON lines
 * @param timed the table shows the time first
 * @param trail the path of each file instead of its events
 * @param fields what is shown about an event, in order; empty: our own choice
 */
public record OutputOptions(Format format, boolean timed, boolean trail, List<String> fields) {
  /** The shape of the output. */
  public enum Format {
    TABLE,
    JSON
  }
}
