package io.fdtrail.traffic;

import io.fdtrail.event.FdEvent;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What was added up in one row of a view.
 *
 * @param last the last event of the row
 * @param period how many descriptors in the period that ends now
 * @param total how many so far
 * @param median time in flight in the period, ns; empty if none is known
 * @param slow the time in flight that one in a hundred exceeds
 * @param open how many of the received descriptors are open now; empty if that is not known
 * @param perMinute by how many it grows
 */
public record Load(
    FdEvent last,
    Counts period,
    Counts total,
    OptionalLong median,
    OptionalLong slow,
    OptionalInt open,
    OptionalDouble perMinute) {}
