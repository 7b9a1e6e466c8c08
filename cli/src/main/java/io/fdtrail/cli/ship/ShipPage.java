package io.fdtrail.cli.ship;

import io.fdtrail.cli.metrics.Exposition;
import io.fdtrail.cli.ship.ShipCounts.Count;
import java.util.List;

/** The metrics of a shipper. */
final class ShipPage {
  private static final List<Count> LOST =
      List.of(Count.REJECTED, Count.UNREADABLE, Count.SPOOL_FULL);

  private ShipPage() {}

  static byte[] make(String version, ShipCounts counts, Lag lag) {
    Exposition page = new Exposition();
    page.family("fdtrail_ship_build_info", "gauge", "What runs.");
    page.sample(1, "version", version);
    page.family(
        "fdtrail_ship_lag_bytes", "gauge", "Bytes that the collector has not acknowledged.");
    page.sample(lag.bytes());
    page.family(
        "fdtrail_ship_lag_seconds",
        "gauge",
        "Age of the oldest line that waits for the collector.");
    page.seconds(lag.nanos());
    page.family("fdtrail_ship_sent", "counter", "Lines that the collector acknowledged.");
    page.sample(counts.get(Count.SENT));
    page.family("fdtrail_ship_retried", "counter", "Requests that were sent again.");
    page.sample(counts.get(Count.RETRIED));
    page.family("fdtrail_ship_lost", "counter", "Lines that the collector does not have.");
    LOST.forEach(each -> page.sample(counts.get(each), "reason", each.word()));
    return page.bytes();
  }
}
