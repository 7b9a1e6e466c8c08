package io.fdtrail.cli.output;

import io.fdtrail.event.Action;
import io.fdtrail.event.DropReason;
import io.fdtrail.event.FdEvent;
import io.fdtrail.event.FileKind;
import io.fdtrail.event.Identity;
import io.fdtrail.event.RawText;
import io.fdtrail.traffic.Latencies;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.LongUnaryOperator;

/**
 * Adds up the events between processes of the same names, and prints the sums at the end of each
 * period. Periods begin at multiples of their length, so that those of all machines are the same.
 */
public final class Aggregation implements Renderer {
  static final byte[] TYPE = JsonWriter.type("aggregate");

  /** With more groups the sums so far are printed, and the period goes on with new ones. */
  private static final int MOST_GROUPS = 4096;

  private static final JsonKey FROM = new JsonKey("from");
  private static final JsonKey TO = new JsonKey("to");
  private static final JsonKey SENDER = new JsonKey("sender_process");
  private static final JsonKey RECEIVER = new JsonKey("receiver_process");
  private static final JsonKey KIND = new JsonKey("kind");
  private static final JsonKey UNIT = new JsonKey("unit");
  private static final JsonKey EVENTS = new JsonKey("events");
  private static final JsonKey DROPS = new JsonKey("drops");
  private static final JsonKey IN_FLIGHT = new JsonKey("in_flight_ns");
  private static final Map<Action, JsonKey> OF_ACTION = new EnumMap<>(Action.class);
  private static final Map<DropReason, JsonKey> OF_REASON = new EnumMap<>(DropReason.class);
  private static final Map<Integer, JsonKey> PERCENTILES = new LinkedHashMap<>();

  static {
    for (Action action : Action.values()) {
      OF_ACTION.put(action, new JsonKey(action.name()));
    }
    for (DropReason reason : DropReason.values()) {
      OF_REASON.put(reason, new JsonKey(reason == DropReason.NONE ? "unknown" : reason.word()));
    }
    for (int percent : new int[] {50, 90, 99}) {
      PERCENTILES.put(percent, new JsonKey("p" + percent));
    }
  }

  private final JsonRenderer lines;
  private final LongUnaryOperator wallClock;
  private final LongSupplier now;
  private final long period;
  private final Timestamp timestamp = new Timestamp();
  private final Map<Group, Sums> sums = new LinkedHashMap<>();
  private long from;

  /**
   * @param receiver empty: the event has none, as a send
   * @param unit of the process that acted
   */
  private record Group(RawText sender, RawText receiver, FileKind kind, RawText unit) {
    static Group of(FdEvent event) {
      RawText acted = name(event.process().identity(), event.process().comm());
      RawText unit = event.process().unit().name();
      return switch (event.action()) {
        case SEND, FAIL -> new Group(acted, RawText.EMPTY, event.file().kind(), unit);
        default ->
            new Group(
                name(event.sender().identity(), event.sender().comm()),
                acted,
                event.file().kind(),
                unit);
      };
    }

    private static RawText name(Identity identity, RawText comm) {
      return identity.process().isEmpty() ? comm : identity.process();
    }
  }

  private static final class Sums {
    private final Map<Action, Long> events = new EnumMap<>(Action.class);
    private final Map<DropReason, Long> drops = new EnumMap<>(DropReason.class);
    private final Latencies inFlight = new Latencies();

    void add(FdEvent event) {
      events.merge(event.action(), 1L, Long::sum);
      if (event.action() == Action.DROP) {
        drops.merge(event.reason(), 1L, Long::sum);
      }
      if (event.hasTimeInFlight()) {
        inFlight.add(event.inFlightNs());
      }
    }
  }

  /**
   * @param lines has the members that each line has, and writes the other lines
   * @param wallClock ns since boot to ns since 1970
   * @param now ns since 1970
   */
  public Aggregation(
      JsonRenderer lines, LongUnaryOperator wallClock, LongSupplier now, Duration period) {
    this.lines = lines;
    this.wallClock = wallClock;
    this.now = now;
    this.period = period.toNanos();
    this.from = beginning(now.getAsLong());
  }

  private long beginning(long time) {
    return time - Math.floorMod(time, period);
  }

  @Override
  public void begin() throws IOException {
    lines.begin();
  }

  /** An event that comes late counts in the period in which it comes. */
  @Override
  public boolean event(FdEvent event) throws IOException {
    endPeriod(wallClock.applyAsLong(event.bootNs()));
    if (sums.size() >= MOST_GROUPS) {
      print();
    }
    sums.computeIfAbsent(Group.of(event), any -> new Sums()).add(event);
    return true;
  }

  @Override
  public void drained() throws IOException {
    endPeriod(now.getAsLong());
  }

  private void endPeriod(long time) throws IOException {
    if (time - from >= period) {
      print();
      from = beginning(time);
    }
  }

  private void print() throws IOException {
    for (Map.Entry<Group, Sums> group : sums.entrySet()) {
      lines.line(TYPE, json -> members(group.getKey(), group.getValue(), json));
    }
    sums.clear();
  }

  private void members(Group group, Sums sum, JsonMembers json) throws IOException {
    json.printed(FROM, from, timestamp::print);
    json.printed(TO, from + period, timestamp::print);
    text(SENDER, group.sender(), json);
    text(RECEIVER, group.receiver(), json);
    if (!group.kind().word().isEmpty()) {
      json.word(KIND, group.kind().word());
    }
    text(UNIT, group.unit(), json);
    counts(EVENTS, sum.events, OF_ACTION, json);
    counts(DROPS, sum.drops, OF_REASON, json);
    if (!sum.inFlight.isEmpty()) {
      json.beginObject(IN_FLIGHT);
      for (Map.Entry<Integer, JsonKey> percentile : PERCENTILES.entrySet()) {
        json.number(
            percentile.getValue(), sum.inFlight.percentile(percentile.getKey()).getAsLong());
      }
      json.endObject();
    }
  }

  private static void text(JsonKey key, RawText text, JsonMembers json) throws IOException {
    if (!text.isEmpty()) {
      json.text(key, text);
    }
  }

  private static <T> void counts(
      JsonKey key, Map<T, Long> counts, Map<T, JsonKey> names, JsonMembers json)
      throws IOException {
    if (counts.isEmpty()) {
      return;
    }
    json.beginObject(key);
    for (Map.Entry<T, Long> count : counts.entrySet()) {
      json.number(names.get(count.getKey()), count.getValue());
    }
    json.endObject();
  }

  @Override
  public void lost(String reason, String advice, long count, long total) throws IOException {
    lines.lost(reason, advice, count, total);
  }

  /** The last period ends early. */
  @Override
  public void summary(Totals totals, String backend) throws IOException {
    print();
    lines.summary(totals, backend);
  }
}
