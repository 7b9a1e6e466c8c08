package io.fdtrail.cli.command;

import io.fdtrail.TraceListener;
import io.fdtrail.TraceStats;
import io.fdtrail.cli.options.FileOptions;
import io.fdtrail.cli.output.EventOutput;
import io.fdtrail.cli.output.OutputFile;
import io.fdtrail.cli.output.Patience;
import io.fdtrail.cli.replay.Follower;
import io.fdtrail.cli.replay.Playback;
import io.fdtrail.os.Fence;
import io.fdtrail.os.Outlet;
import io.fdtrail.os.SystemException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** Shows what was recorded, as the trace did. */
final class ReplaySession {

  private static final String NO_LEAKS =
      "fdtrail: what stayed open was not recorded: the page shows no leaks";
  private static final int STDERR = 2;

  private final TraceRequest request;
  private final FileOptions file;
  private final Optional<String> replaced;
  private final PrintWriter messages;
  private final Rights rights = new Rights();
  private Optional<Path> followed = Optional.empty();
  private Optional<Progress> progress = Optional.empty();

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
   * @param names of the parts of one recording, or of logs
   */
  int show(List<String> names) throws CannotOpen, IOException, SystemException {
    Signals.listen();
    progress = isWaitedFor() ? Optional.of(Progress.standard()) : Optional.empty();
    try (Playback playback = ReplayFiles.open(names, progress)) {
      return show(playback);
    } finally {
      if (progress.isPresent()) {
        progress.get().end();
      }
    }
  }

  /** Whether a person sees nothing else meanwhile. A pager has the screen for itself. */
  private boolean isWaitedFor() throws IOException, SystemException {
    return Outlet.sizeOf(STDERR).isPresent()
        && (file.path().isPresent() || !EventOutput.standard().hasReader());
  }

  /** Likewise, of a file that grows, until a signal comes. */
  int follow(String name) throws CannotOpen, IOException, SystemException {
    Signals.listen();
    Follower follower = new Follower(ReplayFiles.printable(name), Path.of(name));
    Signals.onEnd(follower::stop);
    followed = Optional.of(Path.of(name));
    try (Playback playback = ReplayFiles.follow(name, follower)) {
      return show(playback);
    } catch (CannotOpen e) {
      if (follower.isStopped()) {
        return ExitCode.SUCCESS; // before there was anything in it
      }
      throw e;
    }
  }

  private int show(Playback playback) throws CannotOpen, IOException, SystemException {
    Signals.onEnd(playback::stop);
    if (file.path().isEmpty()) {
      return show(playback, EventOutput.standard(Patience.OURS), Optional.empty());
    }
    try (OutputFile rows = openRows()) {
      if (replaced.isEmpty()) {
        Signals.onHangUp(rows::reopen);
      }
      return show(playback, EventOutput.of(rows), Optional.of(rows));
    }
  }

  private OutputFile openRows() throws CannotOpen {
    return replaced.isPresent() ? Outlets.openReplacing(file, replaced.get()) : Outlets.open(file);
  }

  private int show(Playback replay, EventOutput output, Optional<OutputFile> rows)
      throws CannotOpen, IOException {
    ReaderWatch reader = output.hasReader() ? ReaderWatch.start(replay::stop) : ReaderWatch.none();
    Throttle throttle = new Throttle(request.rateLimit());
    if (request.isPage() && !RecordedLimits.hasEnds(replay.facts())) {
      messages.println(NO_LEAKS);
    }
    Renderers renderers = request.renderers(output, replay.clock());
    Presenter presenter =
        new Presenter(
            replay::backend,
            renderers.rows(replay),
            output,
            request.count(),
            throttle::heldBack,
            replay::stop,
            System::nanoTime);
    List<Path> written = rows.map(OutputFile::place).stream().toList();
    rights.giveUp(
        new Fence.Needs(!written.isEmpty(), false, false, false, OptionalInt.empty()),
        false,
        openedAgain(),
        List.of(),
        written,
        messages);
    presenter.begin();
    TraceListener listener = throttle.before(presenter);
    if (output.size().isPresent() && progress.isPresent()) {
      listener = progress.get().besideRows(listener);
    }
    TraceStats stats = run(replay, presenter, listener, renderers);
    if (reader.isReaderGone()) {
      return ExitCode.BROKEN_PIPE;
    }
    rights.reportRefused();
    boolean whole = presenter.end(stats, messages);
    if (!replay.fault().isEmpty()) {
      messages.println("fdtrail: " + replay.fault());
    }
    int code = TraceSession.code(output, messages);
    return whole && replay.fault().isEmpty() ? code : ExitCode.FAILURE;
  }

  /**
   * A file that is followed, and the directories where the next ones appear: with Landlock all in
   * them can be read, and without it we stay the user who can read the first one.
   */
  private List<Path> openedAgain() throws IOException {
    if (followed.isEmpty()) {
      return List.of();
    }
    Path file = followed.get().toAbsolutePath();
    Path real = file.toRealPath();
    return Stream.of(real, file.getParent(), real.getParent()).distinct().toList();
  }

  private TraceStats run(
      Playback replay, Presenter presenter, TraceListener listener, Renderers renderers)
      throws CannotOpen, IOException {
    try {
      return replay.run(
          request.wanted(replay.follows()), listener, presenter::lost, renderers::ended);
    } catch (OutOfMemoryError e) { // the heap is what bounds the rows that wait for others
      throw new CannotOpen("the recording keeps more waiting than any trace: fdtrail gives it up");
    }
  }
}
