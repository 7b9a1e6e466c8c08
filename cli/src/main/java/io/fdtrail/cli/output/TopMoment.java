package io.fdtrail.cli.output;

import io.fdtrail.event.DropReason;
import io.fdtrail.traffic.Counts;
import io.fdtrail.traffic.Load;
import io.fdtrail.traffic.Order;
import io.fdtrail.traffic.View;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What one look of {@code top} shows.
 *
 * @param elapsed since the beginning of the trace
 * @param period since the last look
 * @param counts of all rows in the period
 * @param drops of the period
 * @param lost events that could not be reported so far
 * @param backlog the share of the ring that waited to be read, in percent
 * @param forgotten rows for which there was no room so far
 */
public record TopMoment(
    Duration elapsed,
    Duration period,
    View view,
    Order order,
    Counts counts,
    Map<DropReason, Long> drops,
    long lost,
    int backlog,
    long forgotten,
    List<Load> loads) {}
