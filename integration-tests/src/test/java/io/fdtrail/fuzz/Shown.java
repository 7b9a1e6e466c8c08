package io.fdtrail.fuzz;

import static io.fdtrail.fuzz.Contract.require;

import com.fasterxml.jackson.databind.JsonNode;
import io.fdtrail.cli.output.Columns;
import io.fdtrail.cli.output.EventOutput;
import io.fdtrail.cli.output.JsonRenderer;
import io.fdtrail.cli.output.Renderer;
import io.fdtrail.cli.output.TableRenderer;
import io.fdtrail.cli.output.TakenOutput;
import io.fdtrail.cli.output.TrailRenderer;
import io.fdtrail.event.Action;
import io.fdtrail.event.Container;
import io.fdtrail.event.FdEvent;
import io.fdtrail.event.RawText;
import io.fdtrail.filter.EventFilter;
import io.fdtrail.filter.Filter;
import io.fdtrail.os.Errno;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Shows events in every way, and holds each line against the contract. */
final class Shown {
  private static final long WALL_OFFSET = 1_790_000_000_000_000_000L;
  private static final int LONG_ID = 64;
  private static final int SHORT_ID = 12;

  private static final TakenOutput TAKEN = new TakenOutput();
  private static final EventOutput OUTPUT = TAKEN.output();
  private static final EventFilter EVERYTHING = new EventFilter(Filter.ALL, time -> time);

  private static final Columns COLUMNS = columns();
  private static final Renderer JSON = json();
  private static final Renderer STANDARD =
      TableRenderer.standard(COLUMNS, Columns.TIMED_TABLE, OUTPUT, System.err, Errno::name);
  private static final Renderer ALL_COLUMNS = table(List.copyOf(Columns.meanings().keySet()));
  private static final Renderer COMM = table(List.of("comm"));
  private static final Renderer NAME = table(List.of("name"));
  private static final Renderer SOCKET_PATH = table(List.of("socket_path"));
  private static final Renderer ENDPOINTS = table(List.of("endpoints"));
  private static final Renderer SENDER = table(List.of("sender"));
  private static final Renderer CONTAINER = table(List.of("container"));

  private Shown() {}

  private static Columns columns() {
    return new Columns(bootNs -> bootNs + WALL_OFFSET, Errno::name);
  }

  private static Renderer json() {
    return JsonRenderer.standard(columns(), OUTPUT, () -> WALL_OFFSET);
  }

  private static Renderer table(List<String> keys) {
    return TableRenderer.chosen(COLUMNS, keys, OUTPUT, System.err, Errno::name);
  }

  private static byte[] lines(Renderer renderer, FdEvent event) {
    try {
      renderer.event(event);
      return TAKEN.take();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The same whatever was shown before: all inputs, or one event. */
  static void checkJson(Optional<FdEvent> before, FdEvent event) {
    byte[] line = lines(JSON, event);
    Renderer other = json();
    before.ifPresent(first -> lines(other, first));
    require(Arrays.equals(line, lines(other, event)), "depends on what was shown before", event);
    JsonNode object = Contract.jsonLine(line);
    Contract.member(object, "comm", event.process().comm());
    Contract.member(object, "name", event.file().name());
    Contract.member(object, "socket_path", event.socket().path());
    Contract.member(object, "endpoints", event.file().endpoints());
    if (event.sender().isKnown()) {
      Contract.member(object.path("sender"), "comm", event.sender().comm());
    }
    Contract.member(object.path("container"), "id", event.process().container().id());
  }

  static void checkTables(FdEvent event) {
    Contract.tableLine(lines(ALL_COLUMNS, event));
    String shownComm = cell(COMM, event, event.process().comm());
    cell(SOCKET_PATH, event, event.socket().path());
    cell(ENDPOINTS, event, event.file().endpoints());
    String shownSender = "-";
    if (event.sender().isKnown()) {
      String end =
          "/"
              + event.sender().pid()
              + " fd "
              + (event.sender().fd() < 0 ? "-" : event.sender().fd());
      shownSender = cell(SENDER, event, joined("", event.sender().comm(), end));
    }
    Container of = event.process().container();
    if (of.isKnown()) {
      RawText id =
          of.id().length() == LONG_ID
              ? RawText.of(Arrays.copyOf(of.id().toBytes(), SHORT_ID))
              : of.id();
      cell(CONTAINER, event, joined(of.runtime() + "/", id, ""));
    }
    String shownName =
        cell(
            NAME,
            event,
            joined(event.file().nameTruncated() ? "..." : "", event.file().name(), ""));
    String line = Contract.tableLine(lines(STANDARD, event));
    List<String> cells = Contract.cells(line, false, false, false, false, true, false, false, true);
    require(cells.get(4).equals(shownComm), "no comm " + shownComm, line);
    require(cells.get(7).equals(shownName + followed(event)), "no name " + shownName, line);
    boolean hasSource =
        event.sender().isKnown()
            || (event.action() != Action.SEND && event.action() != Action.FAIL);
    require(
        !hasSource || cells.get(8).startsWith("  < " + shownSender),
        "no sender " + shownSender,
        line);
  }

  /** The addresses of a socket, after its name. */
  private static String followed(FdEvent event) {
    return event.file().endpoints().isEmpty()
        ? ""
        : " " + Contract.tableLine(lines(ENDPOINTS, event));
  }

  private static RawText joined(String before, RawText text, String after) {
    byte[] bytes = new byte[before.length() + text.length() + after.length()];
    System.arraycopy(RawText.of(before).toBytes(), 0, bytes, 0, before.length());
    System.arraycopy(text.toBytes(), 0, bytes, before.length(), text.length());
    System.arraycopy(
        RawText.of(after).toBytes(), 0, bytes, before.length() + text.length(), after.length());
    return RawText.of(bytes);
  }

  private static void comm(String shown, RawText comm) {
    require(
        Arrays.equals(Contract.unescape(shown), comm.toBytes()),
        "another comm than " + comm,
        shown);
  }

  private static String cell(Renderer column, FdEvent event, RawText text) {
    String cell = Contract.tableLine(lines(column, event));
    RawText shown = RawText.of(Contract.unescape(cell));
    require(
        shown.equals(text.isEmpty() ? RawText.of("-") : text), "another text than " + text, cell);
    return cell;
  }

  /** Hops of one file, the first by a known sender: a line for each that is one. */
  static void checkTrail(List<FdEvent> hops) {
    Renderer text = TrailRenderer.table(JSON, OUTPUT, EVERYTHING);
    Renderer object = TrailRenderer.json(JSON, COLUMNS, OUTPUT, EVERYTHING);
    for (FdEvent hop : hops) {
      byte[] textLine = lines(text, hop);
      byte[] objectLine = lines(object, hop);
      require((textLine.length == 0) == (objectLine.length == 0), "a trail in one way only", hop);
      if (textLine.length > 0) {
        List<String> shown = Contract.trail(Contract.tableLine(textLine));
        comm(shown.get(0), hops.get(0).sender().comm());
        comm(shown.get(shown.size() - 2), hop.process().comm());
        String name = hop.file().name().isEmpty() ? "" : Contract.tableLine(lines(NAME, hop));
        require(
            shown.get(shown.size() - 1).equals(name + followed(hop)),
            "another name than " + name,
            shown);
        JsonNode trail = Contract.jsonLine(objectLine);
        List<JsonNode> stops = new ArrayList<>();
        trail.path("stops").forEach(stops::add);
        Contract.member(trail, "name", hop.file().name());
        Contract.member(stops.get(stops.size() - 1), "comm", hop.process().comm());
        Contract.member(stops.get(0), "comm", hops.get(0).sender().comm());
      }
    }
  }
}
