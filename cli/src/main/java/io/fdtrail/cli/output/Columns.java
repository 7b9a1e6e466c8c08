package io.fdtrail.cli.output;

import static io.fdtrail.cli.output.Values.constant;
import static io.fdtrail.cli.output.Values.number;
import static io.fdtrail.cli.output.Values.unless;
import static io.fdtrail.cli.output.Values.word;

import io.fdtrail.event.Action;
import io.fdtrail.event.DropReason;
import io.fdtrail.event.FdEvent;
import io.fdtrail.event.Identity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.LongUnaryOperator;
import java.util.stream.Stream;

/**
 * All that can be shown about an event: a row here is a column of the table, a name for {@code
 * --fields} and a JSON key.
 */
public final class Columns {
  /** What the table shows. */
  public static final List<String> TABLE =
      List.of("action", "pid", "tid", "comm", "socket", "fd", "name");

  /** What the table shows with {@code -T}. */
  public static final List<String> TIMED_TABLE =
      List.of("elapsed_s", "action", "pid", "tid", "comm", "socket", "fd", "name");

  /** What each line of a {@link Convention} has. */
  public static final List<String> OF_CONVENTIONS =
      Stream.concat(Stream.of("time"), Origin.FIELDS.stream()).toList();

  /** What only {@code --fields} shows in JSON: other keys contain the same, or it is for few. */
  private static final List<String> NOT_IN_JSON =
      Stream.of(List.of("elapsed_s", "socket", "crosses"), Origin.FIELDS, ProcessColumns.DETAILS)
          .flatMap(List::stream)
          .toList();

  private final List<Column> all = new ArrayList<>();
  private final FileColumns files = new FileColumns();
  private final LongUnaryOperator wallClock;
  private EventPart subject = EventPart.EVENT;

  /**
   * @param wallClock ns since boot to ns since 1970
   * @param errnoName symbol of an errno
   */
  public Columns(LongUnaryOperator wallClock, IntFunction<String> errnoName) {
    this(wallClock, errnoName, Origin.UNKNOWN);
  }

  /**
   * @param wallClock ns since boot to ns since 1970
   * @param errnoName symbol of an errno
   * @param origin of each line
   */
  public Columns(LongUnaryOperator wallClock, IntFunction<String> errnoName, Origin origin) {
    this.wallClock = wallClock;
    addAct(errnoName);
    all.addAll(ProcessColumns.all(wallClock));
    all.addAll(SocketColumns.all());
    addMessage();
    addFile();
    addSender();
    all.addAll(origin.columns());
  }

  private void addAct(IntFunction<String> errnoName) {
    add("elapsed_s", "TIME(s)", 14, "seconds since the first row", Times.elapsed());
    add("time", "TIME", 30, "when, UTC", new WallTime(wallClock));
    add(
        "boot_ns",
        "BOOT_NS",
        17,
        "when, in ns since boot (`CLOCK_BOOTTIME`)",
        new RisingNumber(false) {
          @Override
          long number(FdEvent event) {
            return event.bootNs();
          }
        });
    subject = EventPart.ACT;
    add(
        "action",
        "ACTION",
        6,
        "what happened to the descriptor",
        constant(Action.values(), FdEvent::action, Action::name));
    add(
        "reason",
        "REASON",
        10,
        "why it was dropped, or ignored by a `FAIL`",
        constant(DropReason.values(), FdEvent::reason, Columns::reasonWord));
    add(
        "errno",
        "ERRNO",
        12,
        "error of a `FAIL` or `DROP`",
        word(e -> e.errno() == 0 ? "" : errnoName.apply(e.errno())));
  }

  private void addMessage() {
    subject = EventPart.EVENT;
    add(
        "message",
        "MESSAGE",
        20,
        "identifies the message: the same in all rows about it",
        new RisingNumber(true) {
          @Override
          long number(FdEvent event) {
            return event.message();
          }
        });
    subject = EventPart.PLACE;
    add(
        "index",
        "INDEX",
        5,
        "which descriptor of the message, from 0",
        number(e -> e.count() == 0 ? Values.ABSENT : e.index()));
    add("count", "COUNT", 5, "descriptors in the message", number(e -> unless(0, e.count())));
  }

  private void addFile() {
    add(
        "fd",
        "FD",
        5,
        "the descriptor's number in the process that acted",
        number(e -> unless(-1, e.fd())));
    add(
        "fd_flags",
        "FD_FLAGS",
        10,
        "how that number was made: `FD_CLOEXEC`, or `none`",
        new NumberFlags());
    all.addAll(files.all());
  }

  private void addSender() {
    all.add(sender(Map.of()));
    subject = EventPart.EVENT;
    add(
        "crosses",
        "CROSSES",
        12,
        "boundaries between the sender and the process that acted",
        new CrossesColumn());
    add(
        "in_flight_ns",
        "IN_FLIGHT_NS",
        12,
        "ns since it was sent",
        number(e -> e.hasTimeInFlight() ? e.inFlightNs() : Values.ABSENT));
    add("stack", "STACK", 32, "the calls that led to it, the innermost first", new StackColumn());
  }

  private static Column sender(Map<JsonKey, Value<Identity>> details) {
    return new Column(
        "sender",
        "SENDER",
        32,
        "the process that sent it, or had it: comm, pid and number there",
        new SenderColumn(details),
        EventPart.SENDER);
  }

  /** Reports of the sender the same details on demand as of the process that acted. */
  private Column senderWith(List<String> keys) {
    Map<JsonKey, Value<Identity>> details = new LinkedHashMap<>();
    for (String key : keys) {
      if (ProcessColumns.DETAILS.contains(key)) {
        details.put(new JsonKey(key), ProcessColumns.detail(key, wallClock));
      }
    }
    return sender(details);
  }

  private void add(String key, String header, int width, String sentence, Value<FdEvent> value) {
    all.add(new Column(key, header, width, sentence, value, subject));
  }

  private static String reasonWord(DropReason reason) {
    return reason == DropReason.NONE ? "" : reason.word();
  }

  /** Those about a hop: when, of which file, and where the receiver was. */
  List<Column> ofTrail() {
    List<Column> columns = new ArrayList<>(select(List.of("time", "boot_ns")));
    columns.addAll(files.all());
    columns.addAll(select(List.of("stack")));
    return columns;
  }

  /** What a JSON object has without {@code --fields}. */
  public static List<String> jsonFields() {
    return meanings().keySet().stream().filter(key -> !NOT_IN_JSON.contains(key)).toList();
  }

  /** The names that {@code --fields} takes, with what they mean, in Markdown. */
  public static Map<String, String> meanings() {
    Map<String, String> meanings = new LinkedHashMap<>();
    for (Column column : new Columns(LongUnaryOperator.identity(), Integer::toString).all) {
      meanings.put(column.key(), column.sentence());
    }
    return meanings;
  }

  /** The keys that a field has in JSON. */
  public static List<String> jsonKeys(String field) {
    return field.equals("socket") ? List.of("socket_fd", "socket_inode") : List.of(field);
  }

  /** Those that the path of a process's cgroup shows: only they take a look at it. */
  public static List<String> ofCgroup() {
    return ProcessColumns.ofCgroup().stream().map(Column::key).toList();
  }

  /** Of these, the ones that each line has, whatever its type. */
  public static List<String> ofLine(List<String> keys) {
    return keys.stream().filter(Origin.FIELDS::contains).toList();
  }

  /** In the order of {@code keys}, all of them known. */
  List<Column> select(List<String> keys) {
    List<Column> selected = new ArrayList<>();
    for (String key : keys) {
      selected.add(key.equals("sender") ? senderWith(keys) : find(key));
    }
    return selected;
  }

  /** What a JSON object has without {@code --fields}. */
  List<Column> json() {
    List<Column> json = new ArrayList<>(all);
    json.removeIf(column -> NOT_IN_JSON.contains(column.key()));
    return json;
  }

  private Column find(String key) {
    return all.stream()
        .filter(column -> column.key().equals(key))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no field " + key));
  }

  /** The table of all columns for the documentation. */
  String markdown() {
    StringBuilder table = new StringBuilder("| field | header | meaning |\n|---|---|---|\n");
    for (Column column : all) {
      table.append("| `").append(column.key()).append("` | ").append(column.header()).append(" | ");
      table.append(column.sentence()).append(" |\n");
    }
    return table.toString();
  }
}
