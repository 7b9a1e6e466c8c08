package io.fdtrail.cli.output;

import io.fdtrail.event.EventSink;
import io.fdtrail.event.FdEvent;
import io.fdtrail.filter.EventFilter;
import io.fdtrail.trail.Stop;
import io.fdtrail.trail.Trail;
import io.fdtrail.trail.Trails;
import java.io.IOException;
import java.util.Optional;

/**
 * Shows the path of a file whenever it makes a hop: {@code client/100 fd 3 -> bus/200 fd 112 ->
 * server/300 fd 9 NAME}. Every event must come here, even of processes that nobody asked for,
 * because they may be on the way; only what the filter accepts is shown.
 */
public final class TrailRenderer implements Renderer {
  private static final String TRAILS_FORGOTTEN = "trails_forgotten";
  private static final String FORGOTTEN =
      "more files are on their way than fdtrail remembers: trace for a shorter time";

  private static final byte[] ARROW = Ascii.bytes(" -> ");

  private final Renderer rest;
  private final EventOutput output;
  private final LineBuffer line;
  private final Optional<TrailJson> json;
  private final EventFilter filter;
  private final Trails trails = new Trails();
  private boolean isWanted;

  private TrailRenderer(
      Renderer rest, EventOutput output, Optional<TrailJson> json, EventFilter filter) {
    this.rest = rest;
    this.output = output;
    this.line = output.line();
    this.json = json;
    this.filter = filter;
  }

  /**
   * Shows trails as text.
   *
   * @param rest shows what was lost, and the summary
   */
  public static TrailRenderer table(Renderer rest, EventOutput output, EventFilter filter) {
    return new TrailRenderer(rest, output, Optional.empty(), filter);
  }

  /**
   * Shows trails as JSON lines.
   *
   * @param rest shows what was lost, and the summary
   */
  public static TrailRenderer json(
      Renderer rest, Columns columns, EventOutput output, EventFilter filter) {
    return new TrailRenderer(rest, output, Optional.of(new TrailJson(columns, output)), filter);
  }

  @Override
  public void begin() {
    // a line explains itself
  }

  @Override
  public boolean event(FdEvent event) throws IOException {
    Optional<Trail> trail = trails.add(event);
    if (trail.isEmpty() || !isWanted(event)) {
      return false;
    }
    if (json.isPresent()) {
      json.get().show(trail.get(), event);
    } else {
      text(trail.get(), event);
      output.endLine();
      StackColumn.lines(event.stack(), output);
    }
    return true;
  }

  private boolean isWanted(FdEvent event) throws IOException {
    isWanted = false;
    EventSink sink = passed -> isWanted = true;
    filter.accept(event, sink);
    return isWanted;
  }

  private void text(Trail trail, FdEvent event) {
    if (trail.isCut()) {
      line.put("...").put(ARROW);
    }
    int start = line.length();
    for (Stop stop : trail.stops()) {
      if (line.length() > start) {
        line.put(ARROW);
      }
      SenderColumn.print(stop.comm(), stop.pid(), stop.fd(), line);
    }
    line.put("  ");
    FileName.print(event.file(), line);
    Endpoints.follow(event.file(), line);
  }

  @Override
  public void lost(String reason, String advice, long count, long total) throws IOException {
    rest.lost(reason, advice, count, total);
  }

  @Override
  public void summary(Totals totals, String backend) throws IOException {
    long forgotten = trails.forgotten();
    if (forgotten > 0) {
      rest.lost(TRAILS_FORGOTTEN, FORGOTTEN, forgotten, forgotten);
    }
    rest.summary(forgotten > 0 ? totals.plus(TRAILS_FORGOTTEN, forgotten) : totals, backend);
  }
}
