package io.fdtrail.cli.command;

import io.fdtrail.NoBackendException;
import io.fdtrail.TraceListener;
import io.fdtrail.TraceStats;
import io.fdtrail.Tracer;
import io.fdtrail.cli.metrics.Counts;
import io.fdtrail.cli.metrics.MetricsPage;
import io.fdtrail.cli.metrics.MetricsServer;
import io.fdtrail.cli.options.FileOptions;
import io.fdtrail.cli.options.RecordingOptions;
import io.fdtrail.cli.output.EventOutput;
import io.fdtrail.cli.output.NoRows;
import io.fdtrail.cli.output.OutputFile;
import io.fdtrail.cli.output.Patience;
import io.fdtrail.cli.output.Renderer;
import io.fdtrail.filter.KernelChoice;
import io.fdtrail.os.Environment;
import io.fdtrail.os.Fence;
import io.fdtrail.os.Outlet;
import io.fdtrail.os.SystemCalls;
import io.fdtrail.os.SystemException;
import io.fdtrail.os.User;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One trace, from the opening of the probes to the summary. */
final class TraceSession {
  private static final int STDERR = 2;

  private final TraceRequest request;
  private final FileOptions file;
  private final RecordingOptions recording;
  private final PrintWriter messages;
  private final Rights rights = new Rights();

  TraceSession(
      TraceRequest request, FileOptions file, RecordingOptions recording, PrintWriter messages) {
    this.request = request;
    this.file = file;
    this.recording = recording;
    this.messages = messages;
  }

  /**
   * Traces until a signal or a limit ends it, or the chosen processes have ended. Returns the exit
   * code.
   */
  int watch(ChosenProcesses chosen)
      throws CannotOpen, NoBackendException, IOException, SystemException {
    return withTracer(
        false,
        (tracer, outlets) -> {
          Showing showing = begin(tracer, outlets);
          chosen.watch(
              pid -> showing.renderers().ended(pid, tracer.ended(pid)),
              request.withPeer(),
              tracer::stop);
          notifyReady();
          giveUpRights(tracer, outlets, OptionalInt.empty());
          return follow(tracer, showing.hinting(messages));
        });
  }

  /** Runs a command, and traces it and its descendants until it ends. Returns its exit status. */
  int run(List<byte[]> argv, Optional<User> user)
      throws CannotOpen, NoBackendException, IOException, SystemException {
    return withTracer(
        true,
        (tracer, outlets) -> {
          // Its header comes before what the command prints.
          Showing showing = begin(tracer, outlets);
          TracedCommand command = new TracedCommand(tracer::stop);
          Signals.onEnd(command::signal);
          if (Patience.OURS.hasBegunToEnd()) { // from here on a signal is for the command
            return follow(tracer, showing);
          }
          command.start(argv, user);
          outlets.reopenOnHangUp();
          giveUpRights(tracer, outlets, OptionalInt.of(command.pid()));
          int code = follow(tracer, showing);
          return code == ExitCode.SUCCESS ? end(command.awaitEnd(), showing) : code;
        });
  }

  private int end(int status, Showing showing) throws IOException {
    return showing.verdict().isPresent() ? showing.verdict().get().end(status, messages) : status;
  }

  private interface Body {
    int run(Tracer tracer, Outlets outlets) throws IOException, SystemException;
  }

  private int withTracer(boolean followed, Body body)
      throws CannotOpen, NoBackendException, IOException, SystemException {
    Signals.listen();
    try (Outlets outlets = Outlets.open(file, recording.written(), request.metrics());
        Tracer tracer = Tracer.open(request.options(followed))) {
      Signals.onEnd(tracer::stop); // before anybody hears that it traces, and ends it
      outlets.reopenOnHangUp();
      return body.run(tracer, outlets);
    }
  }

  /**
   * The exit code for what was shown; a message, if the reader did not take all of it before a
   * signal ended us.
   */
  static int code(EventOutput output, PrintWriter messages) {
    if (output.isGivenUp()) {
      messages.println(
          "fdtrail: the output is full, and fdtrail gave up: "
              + output.lost()
              + " lines are not written");
      return ExitCode.FAILURE;
    }
    return ExitCode.SUCCESS;
  }

  /** What -v shows. */
  static void report(Tracer tracer) {
    Refusals.report(tracer.refused());
    Logger log = LoggerFactory.getLogger("fdtrail");
    log.info(
        "tracing with {}, attached to {}",
        tracer.backend().word(),
        String.join(" ", tracer.attached()));
    KernelChoice choice = tracer.kernelChoice();
    if (choice.isThere() || !choice.rest().isEmpty()) {
      log.info(
          "the kernel side decides: {}; user space: {}",
          orNothing(choice.terms()),
          orNothing(choice.rest()));
    }
  }

  private static String orNothing(String terms) {
    return terms.isEmpty() ? "nothing" : terms;
  }

  /** A service is ready once its probes are attached. */
  private void notifyReady() {
    Optional<String> socket =
        Environment.ofProcess().get("NOTIFY_SOCKET").filter(name -> !name.isEmpty());
    if (socket.isEmpty()) {
      return;
    }
    try {
      SystemCalls.notifyReady(socket.get());
    } catch (SystemException e) {
      messages.println("fdtrail: cannot report that it is ready: " + e.getMessage());
    }
  }

  /** Everything is attached, and the command has started. */
  private void giveUpRights(Tracer tracer, Outlets outlets, OptionalInt command) {
    boolean measures = outlets.metrics().isPresent();
    List<Path> written = outlets.files().stream().map(OutputFile::place).toList();
    Fence.Needs needs = new Fence.Needs(!written.isEmpty(), measures, false, false, command);
    rights.giveUp(
        needs,
        measures && tracer.healthTakesRights(),
        List.of(),
        request.readable(),
        written,
        messages);
  }

  private record Showing(
      Renderers renderers,
      TraceListener listener,
      Presenter presenter,
      EventOutput output,
      ReaderWatch watch,
      Optional<? extends Verdict> verdict) {
    /** For a person who looks at a terminal. */
    Showing hinting(PrintWriter messages) throws SystemException {
      return output.size().isPresent() && Outlet.sizeOf(STDERR).isPresent()
          ? new Showing(
              renderers,
              new SilenceHint(listener, messages, System::nanoTime),
              presenter,
              output,
              watch,
              verdict)
          : this;
    }
  }

  private Showing begin(Tracer tracer, Outlets outlets) throws IOException, SystemException {
    outlets
        .recording()
        .ifPresent(
            blocks -> tracer.record(blocks::write, RecordedLimits.facts(tracer, request.host())));
    report(tracer);
    EventOutput output = outlets.output();
    boolean isRead = showsRows() && output.hasReader();
    ReaderWatch watch = isRead ? ReaderWatch.start(tracer::stop) : ReaderWatch.none();
    Renderers renderers = request.renderers(output, tracer.clock());
    Optional<HeldAtEnd> atEnd = renderers.heldAtEnd(tracer);
    Renderer renderer = atEnd.<Renderer>map(held -> held).orElseGet(() -> rows(renderers));
    Optional<FailingRows> failing = renderers.failingRows(renderer);
    Throttle throttle = new Throttle(request.rateLimit());
    Presenter presenter =
        new Presenter(
            () -> Optional.of(tracer.backend()),
            failing.<Renderer>map(rows -> rows).orElse(renderer),
            output,
            request.count(),
            throttle::heldBack,
            tracer::stop,
            System::nanoTime);
    presenter.begin();
    TraceListener listener =
        outlets.metrics().isPresent()
            ? serve(outlets.metrics().get(), tracer, presenter)
            : presenter;
    Optional<? extends Verdict> verdict = atEnd.isPresent() ? atEnd : failing;
    return new Showing(renderers, throttle.before(listener), presenter, output, watch, verdict);
  }

  private Renderer rows(Renderers renderers) {
    return showsRows() ? renderers.rows() : new NoRows(System.err);
  }

  private boolean showsRows() {
    return !request.isQuiet() && (recording.prints() || recording.written().path().isEmpty());
  }

  private static TraceListener serve(MetricsServer metrics, Tracer tracer, Presenter presenter) {
    Counts counts = new Counts(presenter, presenter::ownLosses);
    tracer.countRuns();
    metrics.serve(new MetricsPage(Version.number(), tracer, counts));
    LoggerFactory.getLogger("fdtrail").info("metrics on http:/{}/metrics", metrics.address());
    return counts;
  }

  private boolean isRecorded(Tracer tracer) {
    long missing = tracer.unrecorded();
    if (missing > 0) {
      messages.println(
          "fdtrail: the recording is not whole: "
              + missing
              + " steps of the trace could not be written");
    }
    return missing == 0;
  }

  private int follow(Tracer tracer, Showing showing) throws IOException {
    TraceStats stats =
        tracer.run(new StartPages(showing.listener(), System::nanoTime), request.duration());
    if (showing.watch().isReaderGone()) {
      return ExitCode.BROKEN_PIPE;
    }
    rights.reportRefused();
    boolean whole = showing.presenter().end(stats, messages) && isRecorded(tracer);
    if (showing.output().isGivenUp()) {
      long missing = showing.presenter().unwritten();
      String counts =
          showing.presenter().written() + " events are written, " + missing + " are not";
      messages.println("fdtrail: the output is full, and fdtrail gave up: " + counts);
      return ExitCode.FAILURE;
    }
    return whole ? ExitCode.SUCCESS : ExitCode.FAILURE;
  }
}
