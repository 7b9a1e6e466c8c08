package io.fdtrail.cli.output;

import io.fdtrail.event.FdEvent;
import io.fdtrail.trail.Stop;
import io.fdtrail.trail.Trail;
import java.io.IOException;
import java.util.List;

/** A hop as a JSON object. */
final class TrailJson {
  private final List<Column> columns;
  private final JsonLine line;

  TrailJson(Columns columns, EventOutput output) {
    this.columns = columns.ofTrail();
    this.line = new JsonLine(output);
  }

  void show(Trail trail, FdEvent event) throws IOException {
    line.begin("trail");
    for (Column column : columns) {
      column.member(event, line);
    }
    line.json().writeArrayFieldStart("stops");
    for (Stop stop : trail.stops()) {
      line.descriptor(stop.pid(), stop.comm(), stop.fd());
    }
    line.json().writeEndArray();
    if (trail.isCut()) {
      line.json().writeBooleanField("cut", true);
    }
    line.end();
  }
}
