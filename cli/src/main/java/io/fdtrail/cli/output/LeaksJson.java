package io.fdtrail.cli.output;

import com.fasterxml.jackson.core.JsonGenerator;
import io.fdtrail.leaks.Leak;
import io.fdtrail.leaks.Place;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.function.LongSupplier;

/** An object for descriptors of the same kind, and a summary. */
public final class LeaksJson implements LeaksRenderer {
  private static final JsonKey STACK = new JsonKey("stack");

  private final EventOutput output;
  private final LongSupplier now;
  private final List<LeakCount> shown;
  private final JsonLine line;
  private final JsonGenerator json;

  private LeaksJson(EventOutput output, LongSupplier now, List<LeakCount> shown) {
    this.shown = shown;
    this.output = output;
    this.now = now;
    this.line = new JsonLine(output);
    this.json = line.json();
  }

  /**
   * Of what is somewhere now.
   *
   * @param now ns since 1970
   */
  public static LeaksJson ofNow(EventOutput output, LongSupplier now) {
    return new LeaksJson(output, now, LeakCount.all());
  }

  /** Of what processes had when they ended. */
  public static LeaksJson ofEnded(EventOutput output, LongSupplier now) {
    return new LeaksJson(output, now, LeakCount.ofEnded());
  }

  /** Of what was received: where it was then is not known. */
  public static LeaksJson ofReceived(EventOutput output, LongSupplier now) {
    return new LeaksJson(output, now, List.of());
  }

  @Override
  public void show(List<Leak> leaks, long received, List<String> gaps) throws IOException {
    for (Leak leak : leaks) {
      leak(leak);
    }
    line.begin("summary", now.getAsLong());
    json.writeNumberField("received", received);
    counts(leaks);
    if (!gaps.isEmpty()) {
      line.text("incomplete", String.join("; ", gaps));
    }
    line.end();
    output.flush();
  }

  private void leak(Leak leak) throws IOException {
    line.begin("leak", now.getAsLong());
    if (!leak.sender().isEmpty()) {
      line.text("sender_comm", leak.sender());
    }
    if (!leak.receiver().isEmpty()) {
      line.text("receiver_comm", leak.receiver());
    }
    json.writeStringField("kind", leak.file().kind().word());
    line.text("name", leak.file().name());
    if (leak.file().nameTruncated()) {
      json.writeBooleanField("name_truncated", true);
    }
    if (!leak.file().endpoints().isEmpty()) {
      line.text("endpoints", leak.file().endpoints());
    }
    if (leak.names() > 1) {
      json.writeNumberField("names", leak.names());
    }
    json.writeNumberField("received", leak.received());
    counts(List.of(leak));
    StackColumn.members(leak.stack(), STACK, line);
    numbers(leak, Place.OPEN, "open_in", "fds");
    numbers(leak, Place.COPIES, "copies_in", "fds");
    numbers(leak, Place.HELD, "held_by", "fds");
    numbers(leak, Place.HELD_COPIES, "held_copies_by", "fds");
    numbers(leak, Place.ELSEWHERE, "elsewhere_in", "fds");
    numbers(leak, Place.QUEUED, "queued_to", "fds");
    numbers(leak, Place.MAPPED, "mapped_in", "inodes");
    line.end();
  }

  private void counts(List<Leak> leaks) throws IOException {
    for (LeakCount count : shown) {
      json.writeNumberField(count.word(), count.in(leaks));
    }
  }

  private void numbers(Leak leak, Place place, String name, String what) throws IOException {
    if (shown.stream().noneMatch(count -> count.has(place))) {
      return;
    }
    json.writeArrayFieldStart(name);
    for (Map.Entry<Integer, SortedSet<Long>> process : leak.in(place).byProcess().entrySet()) {
      json.writeStartObject();
      json.writeNumberField("pid", process.getKey());
      json.writeArrayFieldStart(what);
      for (long number : process.getValue()) {
        json.writeNumber(number);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
