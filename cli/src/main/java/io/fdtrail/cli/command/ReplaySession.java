package io.fdtrail.cli.command;

import io.fdtrail.Replay;
import io.fdtrail.TraceListener;
import io.fdtrail.TraceStats;
import io.fdtrail.cli.options.FileOptions;
import io.fdtrail.cli.output.EventOutput;
import io.fdtrail.cli.output.Origin;
import io.fdtrail.cli.output.OutputFile;
import io.fdtrail.cli.output.Patience;
import io.fdtrail.cli.output.Printable;
import io.fdtrail.os.Fence;
import io.fdtrail.os.SystemException;
import java.io.BufferedInputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Shows what was recorded, as the trace did. */
final class ReplaySession {
  private static final String STANDARD_INPUT = "-";

  private final TraceRequest request;
  private final FileOptions file;
  private final Optional<String> replaced;
  private final PrintWriter messages;
  private final Rights rights = new Rights();

  private ReplaySession(
      TraceRequest request, FileOptions file, Optional<String> replaced, PrintWriter messages) {
    this.request = request;
    this.file = file;
    this.replaced = replaced;
    this.messages = messages;
  }

  /** Appends to the file, which is opened again on SIGHUP. */
  static ReplaySession appending(TraceRequest request, FileOptions file, PrintWriter messages) {
    return new ReplaySession(request, file, Optional.empty(), messages);
  }

  /**
   * Makes a document of the file.
   *
   * @param beginning of what it may replace: never the recording
   */
  static ReplaySession converting(
      TraceRequest request, FileOptions file, String beginning, PrintWriter messages) {
    return new ReplaySession(request, file, Optional.of(beginning), messages);
  }

  /**
   * Shows all that is wanted of these files. Returns the exit code.
   *
   * @param names of the parts of one recording
   */
  int show(List<String> names) throws CannotOpen, IOException, SystemException {
    Signals.listen();
    try (Replay replay = open(names)) {
      Signals.onEnd(replay::stop);
      if (file.path().isEmpty()) {
        return show(replay, EventOutput.standard(Patience.OURS), Optional.empty());
      }
      try (OutputFile rows = openRows()) {
        if (replaced.isEmpty()) {
          Signals.onHangUp(rows::reopen);
        }
        return show(replay, EventOutput.of(rows), Optional.of(rows));
      }
    }
  }

  private OutputFile openRows() throws CannotOpen {
    return replaced.isPresent() ? Outlets.openReplacing(file, replaced.get()) : Outlets.open(file);
  }

  private static Replay open(List<String> names) throws CannotOpen {
    List<Replay.Source> sources = new ArrayList<>();
    for (String name : names) {
      sources.add(new Replay.Source(printable(name), open(name)));
    }
    try {
      return Replay.of(sources);
    } catch (IOException e) {
      throw new CannotOpen(e.getMessage());
    }
  }

  private static String printable(String name) {
    return name.equals(STANDARD_INPUT)
        ? "the standard input"
        : Printable.line(name, StandardCharsets.UTF_8);
  }

  @SuppressWarnings("resource") // closed with the replay
  private static InputStream open(String name) throws CannotOpen {
    if (name.equals(STANDARD_INPUT)) {
      return new BufferedInputStream(new FileInputStream(FileDescriptor.in));
    }
    try {
      return new BufferedInputStream(Files.newInputStream(Path.of(name)));
    } catch (NoSuchFileException e) {
      throw new CannotOpen("cannot read " + printable(name) + ": there is no such file");
    } catch (AccessDeniedException e) {
      throw new CannotOpen("cannot read " + printable(name) + ": permission denied");
    } catch (IOException e) {
      throw new CannotOpen("cannot read " + printable(name) + ": it cannot be opened");
    }
  }

  private int show(Replay replay, EventOutput output, Optional<OutputFile> rows)
      throws CannotOpen, IOException {
    ReaderWatch reader = output.hasReader() ? ReaderWatch.start(replay::stop) : ReaderWatch.none();
    Throttle throttle = new Throttle(request.rateLimit());
    Renderers renderers = request.renderers(output, replay.clock());
    Presenter presenter =
        new Presenter(
            replay.backend(),
            renderers.rows(() -> Origin.told(replay.facts(), replay.clock().now() / 1000)),
            output,
            request.count(),
            throttle::heldBack,
            replay::stop,
            System::nanoTime);
    List<Path> written = rows.map(OutputFile::place).stream().toList();
    rights.giveUp(
        new Fence.Needs(!written.isEmpty(), false, false, OptionalInt.empty()),
        false,
        List.of(),
        written,
        messages);
    presenter.begin();
    TraceStats stats = run(replay, throttle.before(presenter), renderers);
    if (reader.isReaderGone()) {
      return ExitCode.BROKEN_PIPE;
    }
    rights.tellRefused();
    boolean whole = presenter.end(stats, messages);
    if (!replay.fault().isEmpty()) {
      messages.println("fdtrail: " + replay.fault());
    }
    int code = TraceSession.code(output, messages);
    return whole && replay.fault().isEmpty() ? code : ExitCode.FAILURE;
  }

  private TraceStats run(Replay replay, TraceListener listener, Renderers renderers)
      throws CannotOpen, IOException {
    try {
      return replay.run(request.wanted(replay.follows()), listener, renderers::ended);
    } catch (OutOfMemoryError e) { // the heap is what bounds the rows that wait for others
      throw new CannotOpen("the recording keeps more waiting than any trace: fdtrail gives it up");
    }
  }
}
