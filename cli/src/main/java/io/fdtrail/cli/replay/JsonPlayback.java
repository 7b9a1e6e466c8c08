package io.fdtrail.cli.replay;

import io.fdtrail.BootClock;
import io.fdtrail.Replay;
import io.fdtrail.TraceListener;
import io.fdtrail.TraceStats;
import io.fdtrail.cli.output.Origin;
import io.fdtrail.event.FdEvent;
import io.fdtrail.filter.EventFilter;
import io.fdtrail.filter.Filter;
import io.fdtrail.kernel.Backend;
import io.fdtrail.kernel.LossReason;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Of the lines that {@code -o json} printed: what they do not tell is not known. */
final class JsonPlayback implements Playback {
  private static final int MOST_FAULTS = 64;
  private static final Pattern REASON = Pattern.compile("[a-z_]{1,32}");

  /** The members of a line that a recording has in its header, under the names there. */
  private static final Map<String, String> FACTS =
      Map.of("host", "host", "boot_id", "boot_id", "tracer", "fdtrail");

  private record Part(JsonLog log, JsonObject first, long begin) {}

  private final List<Part> parts = new ArrayList<>();
  private final List<JsonLog> logs = new ArrayList<>(); // of the parts, and later ones with a fault
  private final Optional<Follower> follower;
  private final BootClock clock = BootClock.standing(0, 0);
  private final Map<String, String> facts = new LinkedHashMap<>();
  private final LineOrigins origins = new LineOrigins();
  private final long firstNumber;
  private long offset;
  private Optional<Backend> backend = Optional.empty();
  private String end = "";
  private volatile boolean stopped;

  /**
   * Reads the first line of each file.
   *
   * @param follower has others that follow; empty: none does
   * @throws IOException with a message for people, if one is none of ours
   */
  JsonPlayback(List<Input> inputs, Optional<Follower> follower) throws IOException {
    for (Input input : inputs) {
      parts.add(part(input));
    }
    parts.sort(Comparator.comparingLong(Part::begin));
    parts.forEach(part -> logs.add(part.log()));
    JsonObject first = parts.get(0).first();
    for (Map.Entry<String, String> fact : FACTS.entrySet()) {
      facts.put(fact.getValue(), first.string(fact.getKey()));
    }
    this.firstNumber = first.number("seq", 0);
    this.follower = follower;
  }

  private static Part part(Input input) throws IOException {
    JsonLog log = new JsonLog(input.name(), new Lines(input.bytes()));
    List<Part> begun = new ArrayList<>();
    log.next(() -> {}, line -> begun.add(new Part(log, line, JsonTime.nanos(line, "time"))));
    if (begun.isEmpty()) {
      throw new IOException(
          "cannot read "
              + input.name()
              + ": it is neither a recording of fdtrail nor lines of its -o json");
    }
    return begun.get(0);
  }

  @Override
  public Optional<Backend> backend() {
    return backend;
  }

  @Override
  public boolean follows() {
    return false;
  }

  @Override
  public Map<String, String> facts() {
    return facts;
  }

  @Override
  public Origin origin() {
    return origins.origin();
  }

  @Override
  public long firstNumber() {
    return firstNumber;
  }

  @Override
  public BootClock clock() {
    return clock;
  }

  @Override
  public void stop() {
    stopped = true;
    follower.ifPresent(Follower::stop);
  }

  @Override
  public String fault() {
    return Stream.concat(logs.stream().map(JsonLog::fault), Stream.of(end))
        .filter(fault -> !fault.isEmpty())
        .collect(Collectors.joining("; "));
  }

  @Override
  public TraceStats run(Filter filter, TraceListener listener, Losses losses, Replay.Ends ends)
      throws IOException {
    EventFilter wanted = new EventFilter(filter, clock);
    JsonLog.Taker taker = line -> take(line, wanted, listener, losses);
    for (Part part : parts) {
      part.log().take(part.first(), taker);
      read(part.log(), listener, taker);
    }
    follow(listener, taker);
    if (wanted.forgottenSends() > 0) {
      String reason = LossReason.SENDS_FORGOTTEN.word();
      losses.lost(reason, wanted.forgottenSends(), wanted.forgottenSends());
    }
    listener.drained();
    return new TraceStats();
  }

  private void read(JsonLog log, TraceListener listener, JsonLog.Taker taker) throws IOException {
    while (!stopped && log.next(listener::drained, taker)) {
      // line by line
    }
  }

  private void follow(TraceListener listener, JsonLog.Taker taker) throws IOException {
    while (!stopped && follower.isPresent()) {
      Optional<Input> next = next(follower.get());
      if (next.isPresent()) {
        JsonLog log = new JsonLog(next.get().name(), new Lines(next.get().bytes()));
        read(log, listener, taker);
        log.close();
        if (!log.fault().isEmpty() && logs.size() < MOST_FAULTS) {
          logs.add(log);
        }
      }
    }
  }

  private Optional<Input> next(Follower from) {
    try {
      return from.next();
    } catch (IOException e) {
      end = e.getMessage();
      stopped = true;
      return Optional.empty();
    }
  }

  private void take(JsonObject line, EventFilter wanted, TraceListener listener, Losses losses)
      throws IOException {
    origins.read(line);
    switch (line.string("type")) {
      case "event" -> {
        long time = JsonTime.nanos(line, "time");
        long bootNs = line.number("boot_ns", time);
        offset = time - bootNs;
        FdEvent event = JsonEvent.of(line, offset);
        clock.set(bootNs, offset);
        origins.read(event);
        wanted.accept(event, row -> show(row, listener));
      }
      case "lost" -> {
        moveTo(JsonTime.nanos(line, "time"));
        losses.lost(
            line.checked("reason", line.string("reason"), REASON),
            line.number("count", 0),
            line.number("total", 0));
      }
      case "summary" -> {
        moveTo(JsonTime.nanos(line, "time"));
        Optional<Backend> named = Backend.of(line.string("backend"));
        if (named.isEmpty()) {
          throw JsonObject.malformed("backend");
        }
        backend = named;
      }
      default -> throw new BadLineException("its type is none of event, lost and summary");
    }
  }

  private void show(FdEvent row, TraceListener listener) throws IOException {
    origins.show(row);
    listener.event(row);
  }

  private void moveTo(long wallNs) {
    clock.set(wallNs - offset, offset);
  }

  @Override
  public void close() throws IOException {
    for (JsonLog log : logs) {
      log.close();
    }
  }
}
