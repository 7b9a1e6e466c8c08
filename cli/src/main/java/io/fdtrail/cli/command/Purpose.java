package io.fdtrail.cli.command;

import io.fdtrail.cli.options.FailOn;
import io.fdtrail.cli.options.FailOptions;
import io.fdtrail.cli.output.ReportRenderer.About;
import io.fdtrail.filter.Filter;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What a trace is for besides its rows. What it needs of the kernel side follows from that.
 *
 * @param records whether a recording is made, of which others may ask anything
 * @param fail which rows fail a build
 * @param exceptions the rows that do not
 * @param ends what processes have when they end is shown instead of rows
 * @param report a page of all rows is made at the end
 */
record Purpose(
    boolean records,
    Optional<FailOptions> fail,
    List<Filter> exceptions,
    Optional<Ends> ends,
    Optional<About> report) {
  static final Purpose ROWS =
      new Purpose(false, Optional.empty(), List.of(), Optional.empty(), Optional.empty());

  /** What the kernel side reports only if somebody asks. */
  private static final List<String> ON_DEMAND = List.of("cmdline", "ancestors");

  /**
   * What follows from what processes have when they end.
   *
   * @param errorStatus the exit status if they have anything
   */
  record Ends(OptionalInt errorStatus) {}

  Purpose failing(FailOptions options, List<Filter> but) {
    return new Purpose(records, Optional.of(options), List.copyOf(but), ends, report);
  }

  Purpose atEnd(OptionalInt errorStatus) {
    return new Purpose(records, fail, exceptions, Optional.of(new Ends(errorStatus)), report);
  }

  Purpose report(About about) {
    return new Purpose(records, fail, exceptions, ends, Optional.of(about));
  }

  Purpose recorded() {
    return new Purpose(true, fail, exceptions, ends, report);
  }

  /**
   * Whether the kernel side reports what processes have when they end.
   *
   * @param followed only what our own descendants do: of others it cannot
   */
  boolean needsExits(boolean followed) {
    return (records && followed)
        || ends.isPresent()
        || report.isPresent()
        || fail.filter(options -> options.reasons().contains(FailOn.LEAK)).isPresent();
  }

  /** The fields that it needs, whatever is shown. */
  Set<String> fields() {
    Set<String> fields = new HashSet<>(records ? ON_DEMAND : List.of());
    exceptions.forEach(exception -> fields.addAll(exception.fields()));
    return fields;
  }
}
