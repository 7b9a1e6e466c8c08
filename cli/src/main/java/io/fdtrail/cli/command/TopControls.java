package io.fdtrail.cli.command;

import io.fdtrail.cli.command.TopKey.Name;
import io.fdtrail.cli.options.TopOptions;
import io.fdtrail.cli.output.Printable;
import io.fdtrail.traffic.Order;
import io.fdtrail.traffic.View;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What the keys of {@code top} have chosen. */
final class TopControls {
  static final List<String> HELP =
      List.of(
          "",
          "1 2 3 4 5, Tab    pairs, processes, services, files, drops; left and right do so, too",
          "up down, k j      choose a row; also PgUp PgDn, Home End, g G",
          "Enter             the last events of that row; again, or Esc: back",
          "/ or F4           show only events for which an expression is true, as -F does",
          "s or F6           sort by another column",
          "p                 pause; what passes meanwhile is counted",
          "d                 time between two updates",
          "? or F1           this",
          "q or F10          quit; Ctrl-C does so, too",
          "",
          "DROP/s is what was dropped or refused. OPEN and GROWTH are for processes and services.",
          "",
          "Press any key.");

  private static final int PAGE = 10;
  private static final int LONGEST = 4096;

  /** What the keys are for. */
  enum Mode {
    LOADS,
    ROWS,
    HELP,
    FILTER,
    SORT,
    DELAY
  }

  /** Takes what was typed. */
  interface Typed {
    /**
     * Takes it.
     *
     * @return why it cannot be; empty: it is so from now on
     */
    Optional<String> take(String text);
  }

  private final Typed filters;
  private final Typed delays;
  private View view;
  private Order order;
  private Mode mode = Mode.LOADS;
  private boolean isPaused;
  private boolean hasEnded;
  private String typed = "";
  private String message = "";
  private Optional<Object> selected = Optional.empty();
  private int skipped;

  /**
   * @param filters takes an expression
   * @param delays takes a number of seconds
   */
  TopControls(TopOptions options, Typed filters, Typed delays) {
    this.view = options.view();
    this.order = options.order();
    this.filters = filters;
    this.delays = delays;
  }

  View view() {
    return view;
  }

  Order order() {
    return order;
  }

  Mode mode() {
    return mode;
  }

  boolean isPaused() {
    return isPaused;
  }

  /** Whether the user wants no more. */
  boolean hasEnded() {
    return hasEnded;
  }

  String message() {
    return message;
  }

  /** The row that was chosen; empty: whichever is the first. */
  Optional<Object> selected() {
    return selected;
  }

  /** How many rows are above the screen. */
  int skipped() {
    return skipped;
  }

  /** What is typed, as it is shown; empty if nothing is asked. */
  String prompt() {
    return switch (mode) {
      case FILTER -> "filter: " + Printable.line(typed, StandardCharsets.UTF_8) + "_";
      case DELAY -> "seconds: " + Printable.line(typed, StandardCharsets.UTF_8) + "_";
      case SORT -> "sort by " + order.word() + ": left, right, Enter";
      default -> "";
    };
  }

  /**
   * A key.
   *
   * @param rows what is in the rows of the view, from above
   * @param count of the events of the chosen row
   */
  void press(TopKey key, List<Object> rows, int count) {
    if (key.name() == Name.REDRAW) {
      return;
    }
    message = "";
    switch (mode) {
      case HELP -> mode = Mode.LOADS;
      case FILTER -> type(key, filters);
      case DELAY -> type(key, delays);
      case SORT -> sort(key);
      case ROWS -> inRows(key, rows, count);
      default -> inLoads(key, rows);
    }
  }

  private void type(TopKey key, Typed taker) {
    switch (key.name()) {
      case CHARACTER -> typed += typed.length() < LONGEST ? key.text() : "";
      case ERASE ->
          typed =
              typed.isEmpty()
                  ? ""
                  : typed.substring(0, typed.offsetByCodePoints(typed.length(), -1));
      case ERASE_ALL -> typed = "";
      case ESCAPE -> mode = Mode.LOADS;
      case ENTER -> {
        Optional<String> problem = taker.take(typed.strip());
        message = problem.map(why -> Printable.line(why, StandardCharsets.UTF_8)).orElse("");
        mode = problem.isPresent() ? mode : Mode.LOADS;
      }
      default -> {}
    }
  }

  private void sort(TopKey key) {
    Order[] all = Order.values();
    if (key.name() == Name.LEFT || key.name() == Name.UP) {
      order = all[(order.ordinal() + all.length - 1) % all.length];
    } else if (key.name() == Name.RIGHT || key.name() == Name.DOWN || key.is('s')) {
      order = all[(order.ordinal() + 1) % all.length];
    } else {
      mode = Mode.LOADS;
    }
  }

  private void inRows(TopKey key, List<Object> rows, int count) {
    switch (key.name()) {
      case ENTER, ESCAPE, ERASE -> mode = Mode.LOADS;
      case UP, DOWN, PAGE_UP, PAGE_DOWN, HOME, END -> skip(key.name(), count);
      default -> {
        if (key.is('k') || key.is('j')) {
          skip(key.is('k') ? Name.UP : Name.DOWN, count);
        } else if (key.is('p') || key.is('q') || key.is('?') || key.name() != Name.CHARACTER) {
          inLoads(key, rows);
        }
      }
    }
  }

  private void skip(Name key, int count) {
    skipped = moved(key, skipped, count);
  }

  private static int moved(Name key, int from, int count) {
    int to =
        switch (key) {
          case UP -> from - 1;
          case DOWN -> from + 1;
          case PAGE_UP -> from - PAGE;
          case PAGE_DOWN -> from + PAGE;
          case HOME -> 0;
          default -> count - 1;
        };
    return Math.max(0, Math.min(to, count - 1));
  }

  private void inLoads(TopKey key, List<Object> rows) {
    switch (key.name()) {
      case UP, DOWN, PAGE_UP, PAGE_DOWN, HOME, END -> select(key.name(), rows);
      case TAB, RIGHT -> show(view.ordinal() + 1);
      case BACK_TAB, LEFT -> show(view.ordinal() - 1);
      case ENTER -> {
        if (!rows.isEmpty()) {
          selected = Optional.of(rows.get(place(rows)));
          skipped = 0;
          mode = Mode.ROWS;
        }
      }
      case F1 -> mode = Mode.HELP;
      case F4 -> mode = Mode.FILTER;
      case F6 -> mode = Mode.SORT;
      case F10 -> hasEnded = true;
      case CHARACTER -> character(key.text().charAt(0), rows);
      default -> {}
    }
  }

  private void character(char key, List<Object> rows) {
    switch (key) {
      case 'k' -> select(Name.UP, rows);
      case 'j' -> select(Name.DOWN, rows);
      case 'g' -> select(Name.HOME, rows);
      case 'G' -> select(Name.END, rows);
      case '/' -> mode = Mode.FILTER;
      case 's' -> mode = Mode.SORT;
      case 'p' -> isPaused = !isPaused;
      case 'd' -> {
        typed = "";
        mode = Mode.DELAY;
      }
      case '?', 'h' -> mode = Mode.HELP;
      case 'q' -> hasEnded = true;
      default -> {
        if (key >= '1' && key < '1' + View.values().length) {
          show(key - '1');
        }
      }
    }
  }

  private void show(int number) {
    int count = View.values().length;
    view = View.values()[(number + count) % count];
    selected = Optional.empty();
    mode = Mode.LOADS;
  }

  private void select(Name key, List<Object> rows) {
    if (!rows.isEmpty()) {
      int to = moved(key, place(rows), rows.size());
      selected = to == 0 ? Optional.empty() : Optional.of(rows.get(to));
    }
  }

  /** Where the chosen row is now. */
  int place(List<Object> rows) {
    return Math.max(0, selected.map(rows::indexOf).orElse(0));
  }

  /** The expression of {@code -F} can be changed. */
  void fill(String text) {
    typed = text;
  }

  static Optional<Duration> seconds(String text) {
    try {
      double seconds = Double.parseDouble(text);
      boolean isSome = seconds >= 0.1 && seconds <= 86_400;
      return isSome ? Optional.of(Duration.ofMillis(Math.round(seconds * 1000))) : Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
