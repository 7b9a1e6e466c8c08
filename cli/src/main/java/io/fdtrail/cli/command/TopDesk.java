package io.fdtrail.cli.command;

import io.fdtrail.TraceListener;
import io.fdtrail.cli.command.TopControls.Mode;
import io.fdtrail.cli.options.TopOptions;
import io.fdtrail.cli.output.Printable;
import io.fdtrail.cli.output.TopMoment;
import io.fdtrail.cli.output.TopPicture;
import io.fdtrail.cli.output.TopScreen;
import io.fdtrail.event.FdEvent;
import io.fdtrail.filter.EventFilter;
import io.fdtrail.filter.Filter;
import io.fdtrail.filter.FilterSyntaxException;
import io.fdtrail.kernel.LossReason;
import io.fdtrail.os.TerminalSize;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.LongUnaryOperator;
import java.util.function.Predicate;

/** {@code top} on a screen, with keys. For use by one thread. */
final class TopDesk implements TraceListener {
  private static final int REMEMBERED = 4096;
  private static final TerminalSize USUAL = new TerminalSize(24, 80);

  private final TopSource source;
  private final TopTraffic traffic;
  private final TopOptions options;
  private final TopScreen screen;
  private final TopKeyboard keyboard;
  private final LongUnaryOperator wallClock;
  private final Predicate<Filter> isKnown;
  private final TopControls controls;
  private final Deque<FdEvent> recent = new ArrayDeque<>();
  private Optional<EventFilter> filter = Optional.empty();
  private String expression = "";
  private Duration delay;
  private TopTraffic.Look look;
  private List<FdEvent> frozen = List.of();
  private String end = "";
  private long looks;

  /**
   * @param wallClock ns since boot to ns since 1970
   * @param isKnown whether what an expression asks for is known of events
   */
  TopDesk(
      TopSource source,
      TopTraffic traffic,
      TopOptions options,
      TopScreen screen,
      TopKeyboard keyboard,
      LongUnaryOperator wallClock,
      Predicate<Filter> isKnown) {
    this.source = source;
    this.traffic = traffic;
    this.options = options;
    this.screen = screen;
    this.keyboard = keyboard;
    this.wallClock = wallClock;
    this.isKnown = isKnown;
    this.controls = new TopControls(options, this::choose, this::setDelay);
    this.delay = options.delay();
    this.look = traffic.look(options.view(), source.now());
  }

  @Override
  public void event(FdEvent event) {
    if (filter.isPresent() && !filter.get().passes(event)) {
      return;
    }
    traffic.add(event);
    recent.addFirst(event);
    if (recent.size() > REMEMBERED) {
      recent.removeLast();
    }
  }

  @Override
  public void lost(LossReason reason, long count, long total) {
    traffic.addLost(count);
  }

  @Override
  public void drained() throws IOException {
    traffic.noteBacklog();
    attend(0);
  }

  boolean isPaused() {
    return controls.isPaused();
  }

  boolean hasEnded() {
    return controls.hasEnded();
  }

  /** Nothing more happens: it shows what there is until a key ends it. */
  void stay(String why) throws IOException {
    end = why;
    show();
    while (!controls.hasEnded()) {
      attend(delay.toNanos());
    }
  }

  /**
   * Does what the keys say, and what is due.
   *
   * @param nanos how long to wait for a key
   */
  void attend(long nanos) throws IOException {
    boolean changed = false;
    Optional<TopKey> key = keyboard.next(nanos);
    while (key.isPresent()) {
      press(key.get());
      changed = true;
      key = keyboard.next(0);
    }
    long now = source.now();
    if (!controls.isPaused() && end.isEmpty() && traffic.period(now).compareTo(delay) >= 0) {
      look = traffic.look(controls.view(), now);
      looks++;
      changed = true;
    }
    if (changed) {
      show();
    }
    if (controls.hasEnded() || looks >= options.count().orElse(Long.MAX_VALUE)) {
      source.stop();
    }
  }

  private void press(TopKey key) {
    boolean wasPaused = controls.isPaused();
    Mode before = controls.mode();
    controls.press(key, keys(moment()), rows().size());
    if (before != Mode.FILTER && controls.mode() == Mode.FILTER) {
      controls.fill(expression);
    }
    if (!wasPaused && controls.isPaused()) {
      frozen = List.copyOf(recent);
    }
  }

  void show() throws IOException {
    TopMoment moment = moment();
    boolean isHelp = controls.mode() == Mode.HELP;
    screen.show(
        new TopPicture(
            moment,
            controls.isPaused() ? "PAUSED" : end,
            Printable.line(expression, StandardCharsets.UTF_8),
            controls.place(keys(moment)),
            controls.mode() == Mode.ROWS ? Optional.of(rows()) : Optional.empty(),
            controls.skipped(),
            isHelp ? TopControls.HELP : List.of(),
            controls.prompt(),
            controls.message()),
        ScreenSize.now().orElse(USUAL));
  }

  private TopMoment moment() {
    return look.of(controls.view(), controls.order());
  }

  private List<Object> keys(TopMoment moment) {
    List<Object> keys = new ArrayList<>();
    moment.loads().forEach(load -> controls.view().key(load.last()).ifPresent(keys::add));
    return keys;
  }

  /** The last events of the chosen row. */
  private List<FdEvent> rows() {
    Optional<Object> selected = controls.selected();
    if (selected.isEmpty()) {
      return List.of();
    }
    return (controls.isPaused() ? frozen : recent)
        .stream().filter(event -> controls.view().key(event).equals(selected)).toList();
  }

  private Optional<String> choose(String text) {
    try {
      Filter chosen = text.isEmpty() ? Filter.ALL : Filter.of(text);
      if (!isKnown.test(chosen)) {
        return Optional.of("that is looked up only if -F asks for it when top starts");
      }
      filter = text.isEmpty() ? Optional.empty() : Optional.of(new EventFilter(chosen, wallClock));
    } catch (FilterSyntaxException e) {
      return Optional.of(e.getMessage());
    }
    expression = text;
    traffic.clear();
    recent.clear();
    look = traffic.look(controls.view(), source.now());
    return Optional.empty();
  }

  private Optional<String> setDelay(String text) {
    Optional<Duration> chosen = TopControls.seconds(text);
    chosen.ifPresent(seconds -> delay = seconds);
    return chosen.isPresent() ? Optional.empty() : Optional.of("from 0.1 to 86400 seconds");
  }
}
