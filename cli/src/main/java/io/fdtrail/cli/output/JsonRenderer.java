package io.fdtrail.cli.output;

import io.fdtrail.event.FdEvent;
import java.io.IOException;
import java.util.List;
import java.util.function.LongSupplier;

/** One object on each line. */
public final class JsonRenderer implements Renderer {
  /** Of each line. */
  public static final String BEGINNING = JsonWriter.BEGINNING;

  private static final byte[] EVENT = JsonWriter.type("event");
  private static final byte[] LOST = JsonWriter.type("lost");
  private static final byte[] SUMMARY = JsonWriter.type("summary");
  private static final byte[] TIME = Ascii.bytes(",\"time\":\"");
  private static final JsonKey REASON = new JsonKey("reason");
  private static final JsonKey COUNT = new JsonKey("count");
  private static final JsonKey TOTAL = new JsonKey("total");
  private static final JsonKey EVENTS = new JsonKey("events");
  private static final JsonKey ALL_LOST = new JsonKey("lost");
  private static final JsonKey WITHOUT_SENDER = new JsonKey("receives_without_sender");
  private static final JsonKey DROPS_WITHOUT_SENDER = new JsonKey("drops_without_sender");
  private static final JsonKey BACKEND = new JsonKey("backend");

  private final KnownLines known;
  private final LinePart[] rest;
  private final Column[] ofLine;
  private final LineBuffer line;
  private final JsonWriter json;
  private final EventOutput output;
  private final LongSupplier now;
  private final Timestamp timestamp = new Timestamp();

  private JsonRenderer(List<Column> columns, EventOutput output, LongSupplier now) {
    List<LinePart> parts = LinePart.of(columns);
    int alike = 0;
    while (alike < parts.size() && parts.get(alike).onlyRises()) {
      alike++;
    }
    this.known = new KnownLines(EVENT, parts.subList(0, alike));
    this.rest = parts.subList(alike, parts.size()).toArray(new LinePart[0]);
    this.ofLine =
        columns.stream()
            .filter(column -> column.subject() == EventPart.LINE)
            .toArray(Column[]::new);
    this.line = output.line();
    this.json = new JsonWriter(line);
    this.output = output;
    this.now = now;
  }

  /**
   * All that is known.
   *
   * @param now ns since 1970
   */
  public static JsonRenderer standard(Columns columns, EventOutput output, LongSupplier now) {
    return new JsonRenderer(columns.json(), output, now);
  }

  /**
   * The user's choice of members, in the user's order.
   *
   * @param now ns since 1970
   */
  public static JsonRenderer chosen(
      Columns columns, List<String> keys, EventOutput output, LongSupplier now) {
    return new JsonRenderer(columns.select(keys), output, now);
  }

  /**
   * The user's choice of members, and {@link Columns#OF_CONVENTIONS}, as the Elastic Common Schema
   * has them.
   */
  public static JsonRenderer ecs(
      Columns columns, List<String> keys, EventOutput output, LongSupplier now) {
    return chosen(columns, keys, EventOutput.of(new EcsLines(output)), now);
  }

  /** Likewise, as OpenTelemetry has them. */
  public static JsonRenderer otel(
      Columns columns, List<String> keys, EventOutput output, LongSupplier now) {
    return chosen(columns, keys, EventOutput.of(new OtelLines(output)), now);
  }

  @Override
  public void begin() {}

  @Override
  public boolean event(FdEvent event) throws IOException {
    known.write(event, json);
    for (LinePart part : rest) {
      part.write(event, json);
    }
    end();
    return true;
  }

  @Override
  public void lost(String reason, String advice, long count, long total) throws IOException {
    begin(LOST);
    json.word(REASON, reason);
    json.number(COUNT, count);
    json.number(TOTAL, total);
    end();
  }

  @Override
  public void summary(Totals totals, String backend) throws IOException {
    if (backend.isEmpty()) {
      return; // the log that was read has no end, and neither has this one
    }
    begin(SUMMARY);
    json.number(EVENTS, totals.events());
    json.number(ALL_LOST, totals.allLost());
    json.number(WITHOUT_SENDER, totals.receivesWithoutSender());
    json.number(DROPS_WITHOUT_SENDER, totals.dropsWithoutSender());
    json.word(BACKEND, backend);
    end();
  }

  /** Members of a line. */
  interface Members {
    void write(JsonMembers json) throws IOException;
  }

  /** Writes a line of another type. */
  void line(byte[] type, Members members) throws IOException {
    begin(type);
    members.write(json);
    end();
  }

  private void begin(byte[] type) throws IOException {
    line.put(type).put(TIME);
    timestamp.print(now.getAsLong(), line);
    line.put('"');
    for (Column column : ofLine) {
      column.member(null, json);
    }
  }

  private void end() throws IOException {
    line.put('}');
    output.endLine();
  }
}
