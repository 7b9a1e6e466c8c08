package io.fdtrail.cli.output;

import com.fasterxml.jackson.core.JsonGenerator;
import io.fdtrail.leaks.Leak;
import io.fdtrail.leaks.Numbers;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;

/** An object for descriptors of the same kind, and a summary. */
public final class LeaksJson implements LeaksRenderer {
  private final EventOutput output;
  private final long now;
  private final JsonLine line;
  private final JsonGenerator json;

  /**
   * @param now ns since 1970
   */
  public LeaksJson(EventOutput output, long now) {
    this.output = output;
    this.now = now;
    this.line = new JsonLine(output);
    this.json = line.json();
  }

  @Override
  public void show(List<Leak> leaks, long received, List<String> gaps) throws IOException {
    for (Leak leak : leaks) {
      leak(leak);
    }
    line.begin("summary", now);
    json.writeNumberField("received", received);
    json.writeNumberField("open", LeaksRenderer.count(leaks, true));
    json.writeNumberField("held", LeaksRenderer.count(leaks, false));
    if (!gaps.isEmpty()) {
      line.text("incomplete", String.join("; ", gaps));
    }
    line.end();
    output.flush();
  }

  private void leak(Leak leak) throws IOException {
    line.begin("leak", now);
    if (!leak.sender().isEmpty()) {
      line.text("sender_comm", leak.sender());
    }
    line.text("receiver_comm", leak.receiver());
    json.writeStringField("kind", leak.file().kind().word());
    line.text("name", leak.file().name());
    if (leak.file().nameTruncated()) {
      json.writeBooleanField("name_truncated", true);
    }
    if (!leak.file().endpoints().isEmpty()) {
      line.text("endpoints", leak.file().endpoints());
    }
    json.writeNumberField("received", leak.received());
    json.writeNumberField("open", leak.open().count());
    json.writeNumberField("held", leak.held().count());
    numbers("open_in", leak.open());
    numbers("held_by", leak.held());
    line.end();
  }

  private void numbers(String name, Numbers numbers) throws IOException {
    json.writeArrayFieldStart(name);
    for (Map.Entry<Integer, SortedSet<Integer>> process : numbers.byProcess().entrySet()) {
      json.writeStartObject();
      json.writeNumberField("pid", process.getKey());
      json.writeArrayFieldStart("fds");
      for (int fd : process.getValue()) {
        json.writeNumber(fd);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
