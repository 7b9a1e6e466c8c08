package io.fdtrail.cli.command;

import io.fdtrail.BootClock;
import io.fdtrail.cli.options.TopOptions;
import io.fdtrail.cli.output.EventOutput;
import io.fdtrail.cli.output.Patience;
import io.fdtrail.cli.output.TopScreen;
import io.fdtrail.cli.output.TopTable;
import io.fdtrail.filter.Filter;
import io.fdtrail.os.Environment;
import io.fdtrail.os.Errno;
import io.fdtrail.os.Fence;
import io.fdtrail.os.Screen;
import io.fdtrail.os.SystemException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Where {@code top} shows what it counts: a screen with keys, one without, or a file or pipe. */
final class TopOutput implements AutoCloseable {
  private static final String UTF8 = "(?i).*utf-?8.*";

  private final TopOptions options;
  private final EventOutput output;
  private final ReaderWatch reader;
  private final Optional<Screen> screen;
  private final Optional<TopKeyboard> keyboard;
  private final Rights rights = new Rights();

  private TopOutput(
      TopOptions options,
      EventOutput output,
      Optional<Screen> screen,
      Runnable wake,
      Runnable stop) {
    this.options = options;
    this.output = output;
    this.reader = output.hasReader() ? ReaderWatch.start(stop) : ReaderWatch.none();
    this.screen = screen;
    this.keyboard = screen.map(taken -> TopKeyboard.start(taken, wake, stop));
  }

  /**
   * @param wake called after each key
   * @param stop called when nobody can read what is shown
   */
  static TopOutput open(TopOptions options, Runnable wake, Runnable stop)
      throws IOException, SystemException {
    EventOutput output = EventOutput.standard(Patience.OURS);
    boolean mayDraw =
        !options.batch() && variable("TERM").filter(term -> !term.equals("dumb")).isPresent();
    Optional<Screen> screen = mayDraw ? Screen.take() : Optional.empty();
    return new TopOutput(options, output, screen, wake, stop);
  }

  private static Optional<String> variable(String name) {
    return Environment.ofProcess().get(name).filter(value -> !value.isEmpty());
  }

  private static boolean showsUtf8() {
    return Stream.of("LC_ALL", "LC_CTYPE", "LANG")
        .map(TopOutput::variable)
        .flatMap(Optional::stream)
        .findFirst()
        .filter(locale -> locale.matches(UTF8))
        .isPresent();
  }

  boolean hasKeys() {
    return screen.isPresent();
  }

  /** With keys. */
  TopDesk desk(TopSource source, TopTraffic traffic, BootClock clock, Predicate<Filter> isKnown) {
    return new TopDesk(
        source,
        traffic,
        options,
        new TopScreen(output, showsUtf8(), clock, Errno::name),
        keyboard.orElseThrow(),
        clock,
        isKnown);
  }

  /** Without. */
  TopWatch watch(TopSource source, TopTraffic traffic) {
    return new TopWatch(source, traffic, options, new TopTable(output, Errno::name));
  }

  void giveUpRights(boolean looks, boolean readsMaps, List<Path> readable, PrintWriter messages) {
    Fence.Needs needs =
        new Fence.Needs(false, false, looks, screen.isPresent(), OptionalInt.empty());
    rights.giveUp(needs, readsMaps, List.of(), readable, List.of(), messages);
  }

  /** Nothing more is shown. Returns the exit code. */
  int end(PrintWriter messages) {
    close();
    rights.reportRefused();
    return reader.isReaderGone() ? ExitCode.BROKEN_PIPE : TraceSession.code(output, messages);
  }

  /** The terminal is as before. */
  @Override
  public void close() {
    screen.ifPresent(Screen::close);
  }
}
