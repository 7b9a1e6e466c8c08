package io.fdtrail.cli.output;

import com.fasterxml.jackson.core.JsonGenerator;
import io.fdtrail.leaks.Growing;
import io.fdtrail.leaks.Growing.Change;
import io.fdtrail.leaks.Growing.Origin;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/** An object for each process. */
public final class GrowthJson implements GrowthRenderer {
  private final EventOutput output;
  private final LongSupplier now;
  private final JsonLine line;
  private final JsonGenerator json;

  /**
   * @param now ns since 1970
   */
  public GrowthJson(EventOutput output, LongSupplier now) {
    this.output = output;
    this.now = now;
    this.line = new JsonLine(output);
    this.json = line.json();
  }

  @Override
  public void show(Duration elapsed, List<Growing> rows, List<String> gaps) throws IOException {
    long time = now.getAsLong();
    for (Growing row : rows) {
      row(row, time, gaps);
    }
    output.flush();
  }

  private void row(Growing row, long time, List<String> gaps) throws IOException {
    line.begin("growth", time);
    json.writeNumberField("pid", row.pid());
    line.text("process", row.process());
    json.writeNumberField("open", row.open());
    change(row.change());
    if (row.descriptors().isPresent()) {
      json.writeNumberField("descriptors", row.descriptors().getAsInt());
    }
    if (row.limit().isPresent()) {
      json.writeNumberField("limit", row.limit().getAsLong());
    }
    if (row.percent().isPresent()) {
      json.writeNumberField("percent", row.percent().getAsLong());
    }
    Optional<Duration> fullIn = row.fullIn();
    if (fullIn.isPresent()) {
      json.writeNumberField("full_in_s", fullIn.get().toSeconds());
    }
    json.writeArrayFieldStart("from");
    for (Origin origin : row.origins()) {
      json.writeStartObject();
      if (!origin.sender().isEmpty()) {
        line.text("sender_comm", origin.sender());
      }
      json.writeStringField("kind", origin.kind().word());
      json.writeNumberField("open", origin.open());
      change(origin.change());
      json.writeEndObject();
    }
    json.writeEndArray();
    if (!gaps.isEmpty()) {
      line.text("incomplete", String.join("; ", gaps));
    }
    line.end();
  }

  private void change(Optional<Change> change) throws IOException {
    if (change.isPresent()) {
      json.writeNumberField("change", change.get().count());
      json.writeNumberField("change_ns", change.get().nanos());
      json.writeNumberField("per_minute", change.get().perMinute());
    }
  }
}
