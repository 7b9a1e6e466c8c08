package io.fdtrail.cli.command;

import io.fdtrail.TraceStats;
import io.fdtrail.cli.options.FileOptions;
import io.fdtrail.cli.options.RecordingOptions;
import io.fdtrail.cli.output.EventOutput;
import io.fdtrail.cli.output.OutputFile;
import io.fdtrail.cli.output.Patience;
import io.fdtrail.cli.output.Printable;
import io.fdtrail.cli.output.StandardError;
import io.fdtrail.cli.replay.Follower;
import io.fdtrail.cli.replay.Input;
import io.fdtrail.cli.replay.Inputs;
import io.fdtrail.cli.replay.Playback;
import io.fdtrail.os.Fence;
import io.fdtrail.os.Outlet;
import io.fdtrail.os.SystemException;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** Shows what was recorded, as the trace did. */
final class ReplaySession {

  private static final String NO_LEAKS =
      "fdtrail: what stayed open was not recorded: the page shows no leaks";
  private static final String UNKNOWN = "it cannot be opened";
  private static final int STDERR = 2;

  private final TraceRequest request;
  private final FileOptions file;
  private final Optional<String> replaced;
  private final PrintWriter messages;
  private final Rights rights = new Rights();
  private Optional<Path> followed = Optional.empty();

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
    Optional<Progress> progress =
        file.path().isPresent() && Outlet.sizeOf(STDERR).isPresent()
            ? Optional.of(new Progress(StandardError.stream(), System::nanoTime))
            : Optional.empty();
    try (Playback playback = open(names, progress)) {
      return show(playback);
    } finally {
      if (progress.isPresent()) {
        progress.get().end();
      }
    }
  }

  /** Likewise, of a file that grows, until a signal comes. */
  int follow(String name) throws CannotOpen, IOException, SystemException {
    Signals.listen();
    Follower follower = new Follower(printable(name), Path.of(name));
    Signals.onEnd(follower::stop);
    followed = Optional.of(Path.of(name));
    try (Playback playback = open(follower)) {
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

  /** Opens the parts of one recording, or logs. */
  static Playback open(List<String> names) throws CannotOpen {
    return open(names, Optional.empty());
  }

  private static Playback open(List<String> names, Optional<Progress> progress) throws CannotOpen {
    List<Input> files = new ArrayList<>();
    for (String name : names) {
      if (Files.isDirectory(Path.of(name))) {
        throw new CannotOpen("cannot read " + printable(name) + ": it is a directory");
      }
      InputStream bytes = open(name, () -> bytes(name));
      if (progress.isPresent()) {
        bytes = progress.get().of(bytes, size(name));
      }
      files.add(new Input(printable(name), bytes));
    }
    try {
      return Inputs.open(files);
    } catch (IOException e) {
      throw new CannotOpen(e.getMessage());
    }
  }

  private Playback open(Follower follower) throws CannotOpen {
    Input first = open(followed.orElseThrow().toString(), follower::open);
    try {
      return Inputs.follow(first, follower);
    } catch (IOException e) {
      throw new CannotOpen(e.getMessage());
    }
  }

  private static String printable(String name) {
    return name.equals(RecordingOptions.STANDARD_INPUT)
        ? "the standard input"
        : Printable.line(name, StandardCharsets.UTF_8);
  }

  private static InputStream bytes(String name) throws IOException {
    return name.equals(RecordingOptions.STANDARD_INPUT)
        ? new FileInputStream(FileDescriptor.in)
        : Files.newInputStream(Path.of(name));
  }

  /** 0: it has none, like a pipe. */
  private static long size(String name) {
    return name.equals(RecordingOptions.STANDARD_INPUT) ? 0 : Path.of(name).toFile().length();
  }

  private interface Opening<T> {
    T open() throws IOException;
  }

  private static <T> T open(String name, Opening<T> opening) throws CannotOpen {
    String problem = "cannot read " + printable(name) + ": ";
    try {
      return opening.open();
    } catch (NoSuchFileException e) {
      throw new CannotOpen(problem + "there is no such file");
    } catch (AccessDeniedException e) {
      throw new CannotOpen(problem + "permission denied");
    } catch (FileSystemException e) {
      throw new CannotOpen(problem + Objects.requireNonNullElse(e.getReason(), UNKNOWN));
    } catch (IOException e) {
      throw new CannotOpen(problem + UNKNOWN);
    }
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
    TraceStats stats = run(replay, presenter, throttle, renderers);
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
      Playback replay, Presenter presenter, Throttle throttle, Renderers renderers)
      throws CannotOpen, IOException {
    try {
      return replay.run(
          request.wanted(replay.follows()),
          throttle.before(presenter),
          presenter::lost,
          renderers::ended);
    } catch (OutOfMemoryError e) { // the heap is what bounds the rows that wait for others
      throw new CannotOpen("the recording keeps more waiting than any trace: fdtrail gives it up");
    }
  }
}
