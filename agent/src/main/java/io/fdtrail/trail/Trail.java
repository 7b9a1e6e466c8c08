package io.fdtrail.trail;

import java.util.List;

/**
 * The way of one open file from process to process.
 *
 * @param stops at least two, first to last
 * @param isCut whether it began before the first stop
 */
public record Trail(List<Stop> stops, boolean isCut) {}
