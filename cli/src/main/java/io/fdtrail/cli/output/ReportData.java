package io.fdtrail.cli.output;

import io.fdtrail.event.Action;
import io.fdtrail.event.DropReason;
import io.fdtrail.event.FdEvent;
import io.fdtrail.event.RawText;
import io.fdtrail.filter.Filter;
import io.fdtrail.filter.FilterField;
import io.fdtrail.leaks.Leak;
import io.fdtrail.leaks.Place;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.stream.Collectors;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/**
 * All that a report shows: tables of columns. What many rows have in common, such as a process, is
 * a row of a table of its own. The memory for it is bounded.
 */
final class ReportData {
  static final int MOST_ROWS = 200_000;
  private static final String STACK = "stack";
  private static final int MOST_TEXT = 32 << 20;

  private static final String IN_FLIGHT = "in_flight_ns";
  private static final List<EventPart> SHARED =
      Arrays.stream(EventPart.values()).filter(part -> part != EventPart.EVENT).toList();

  private final ReportTexts texts = new ReportTexts();
  private final Map<String, ReportTable> tables = new LinkedHashMap<>();
  private final Map<EventPart, List<Column>> columns;
  private final Map<EventPart, Map<Part, Integer>> parts = new EnumMap<>(EventPart.class);
  private final ReportTable rows = table("rows");

  private final Map<Ends, Sent> sends = new HashMap<>();
  private final Map<Origin, Integer> senders = new HashMap<>();

  private record Part(Object object, long number) {}

  private record Ends(long message, int index) {}

  private record Origin(int process, int place) {}

  private record Sent(long bootNs, int file, Origin origin) {}

  ReportData(Columns columns) {
    this.columns = columns.json().stream().collect(Collectors.groupingBy(Column::subject));
    // The page computes them.
    this.columns
        .get(EventPart.EVENT)
        .removeIf(column -> List.of("time", IN_FLIGHT).contains(column.key()));
    this.columns.get(EventPart.EVENT).addAll(columns.select(List.of("crosses")));
  }

  private ReportTable table(String name) {
    return tables.computeIfAbsent(name, absent -> new ReportTable(texts));
  }

  int rows() {
    return rows.rows();
  }

  /**
   * Adds a row.
   *
   * @return whether there was room for it
   */
  boolean add(FdEvent event) throws IOException {
    if (rows.rows() == MOST_ROWS || texts.size() > MOST_TEXT) {
      return false;
    }
    Map<EventPart, Integer> numbers = new EnumMap<>(EventPart.class);
    for (EventPart part : SHARED) {
      numbers.put(part, number(part, event));
    }
    write(EventPart.EVENT, event, rows);
    for (EventPart part :
        List.of(EventPart.ACT, EventPart.PROCESS, EventPart.SOCKET, EventPart.PLACE)) {
      rows.number(name(part), numbers.get(part));
    }
    Ends ends = new Ends(event.message(), event.index());
    Sent sent = event.isReceive() ? sends.get(ends) : null;
    addEnd(event, numbers.get(EventPart.FILE), numbers.get(EventPart.SENDER), sent);
    if (event.action() == Action.SEND && event.message() != 0) {
      sends.put(
          ends,
          new Sent(
              event.bootNs(),
              numbers.get(EventPart.FILE),
              new Origin(numbers.get(EventPart.PROCESS), numbers.get(EventPart.PLACE))));
    }
    rows.endRow();
    return true;
  }

  /** What a receive has in common with its send is left out: most of a trace are such pairs. */
  private void addEnd(FdEvent event, int file, int sender, Sent sent) {
    boolean isPaired = sent != null;
    if (!isPaired || sent.file() != file) {
      rows.number("file", file);
    }
    Integer likely = isPaired ? senders.put(sent.origin(), sender) : null;
    if (likely == null || likely != sender) {
      rows.number("sender", sender);
    }
    if (!event.hasTimeInFlight()) {
      if (isPaired) {
        rows.number("no_flight", 1);
      }
    } else if (!isPaired || event.bootNs() - sent.bootNs() != event.inFlightNs()) {
      rows.number(IN_FLIGHT, event.inFlightNs());
    }
  }

  private static String name(EventPart part) {
    return part.name().toLowerCase(Locale.ROOT);
  }

  private int number(EventPart part, FdEvent event) throws IOException {
    Map<Part, Integer> known = parts.computeIfAbsent(part, absent -> new HashMap<>());
    Part key = new Part(part.object(event.act()), part.number(event.act()));
    Integer number = known.get(key);
    if (number == null) {
      number = known.size();
      known.put(key, number);
      ReportTable table = table(name(part));
      write(part, event, table);
      table.endRow();
    }
    return number;
  }

  private void write(EventPart part, FdEvent event, ReportTable to) throws IOException {
    for (Column column : columns.getOrDefault(part, List.of())) {
      if (column.key().equals(STACK)) {
        to.text(STACK, StackColumn.text(event.stack())); // for people: no expression reads it
      } else {
        column.member(event, to);
      }
    }
  }

  /** A fact about the whole trace. */
  void about(String key, String text) {
    table("about").text(key, text);
  }

  void about(String key, long number) {
    table("about").number(key, number);
  }

  void lost(String reason, String advice, long total) {
    ReportTable lost = table("lost");
    lost.text("reason", reason);
    lost.text("advice", advice);
    lost.number("total", total);
    lost.endRow();
  }

  void leaks(List<Leak> leaks) {
    ReportTable table = table("leaks");
    for (Leak leak : leaks) {
      table.text("sender", leak.sender());
      table.text("receiver", leak.receiver());
      table.text("kind", leak.file().kind().word());
      table.text("name", leak.file().name());
      table.text("endpoints", leak.file().endpoints());
      table.number("received", leak.received());
      for (Place place : Place.values()) {
        table.number(place.name().toLowerCase(Locale.ROOT), leak.count(place));
      }
      table.text("where", where(leak));
      table.endRow();
    }
  }

  /** A line for each place and process. */
  private static String where(Leak leak) {
    StringBuilder where = new StringBuilder();
    for (Place place : Place.values()) {
      for (Map.Entry<Integer, SortedSet<Long>> in : leak.in(place).byProcess().entrySet()) {
        where.append(where.length() == 0 ? "" : "\n");
        where.append(place.name().toLowerCase(Locale.ROOT)).append(' ').append(in.getKey());
        in.getValue().forEach(number -> where.append(' ').append(number));
      }
    }
    return where.toString();
  }

  /** What the page needs to explain itself, and to understand expressions. */
  private void addVocabulary() {
    ReportTable reasons = table("reasons");
    for (DropReason reason : DropReason.values()) {
      reasons.text("word", reason == DropReason.NONE ? "" : reason.word());
      reasons.text("why", reason.why());
      reasons.text("advice", reason.advice());
      reasons.endRow();
    }
    ReportTable refusals = table("refusals");
    for (SendRefusal refusal : SendRefusal.values()) {
      refusals.text("word", refusal.name());
      refusals.text("why", refusal.why());
      refusals.text("advice", refusal.advice());
      refusals.endRow();
    }
    ReportTable actions = table("actions");
    for (Action action : Action.values()) {
      actions.text("word", action.name());
      actions.endRow();
    }
    Map<String, String> meanings = Columns.meanings();
    ReportTable fields = table("fields");
    for (FilterField word : Filter.vocabulary()) {
      fields.text("key", word.key());
      fields.text("type", word.type());
      fields.text("words", String.join("\n", word.values()));
      fields.number("of_process", word.isOfProcess() ? 1 : 0);
      fields.text("meaning", meanings.getOrDefault(word.key(), "").replace("`", ""));
      fields.endRow();
    }
  }

  /** Everything, compressed. Called once, at the end. */
  byte[] encode() throws IOException {
    addVocabulary();
    table("about").endRow();
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    ReportColumn.putVarint(body, tables.size());
    tables.forEach(
        (name, table) -> {
          ReportColumn.putVarint(body, texts.number(RawText.of(name)));
          table.writeTo(body);
        });
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    texts.writeTo(head);
    ByteArrayOutputStream deflated = new ByteArrayOutputStream();
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
    try (DeflaterOutputStream out = new DeflaterOutputStream(deflated, deflater)) {
      head.writeTo(out);
      body.writeTo(out);
    } finally {
      deflater.end();
    }
    return deflated.toByteArray();
  }
}
