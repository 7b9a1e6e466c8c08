package io.fdtrail.cli.command;

import io.fdtrail.NoBackendException;
import io.fdtrail.TraceListener;
import io.fdtrail.TraceStats;
import io.fdtrail.Tracer;
import io.fdtrail.cli.metrics.Counts;
import io.fdtrail.cli.metrics.MetricsPage;
import io.fdtrail.cli.metrics.MetricsServer;
import io.fdtrail.cli.options.FileOptions;
import io.fdtrail.cli.options.MetricsOptions;
import io.fdtrail.cli.output.EventOutput;
import io.fdtrail.cli.output.OutputFile;
import io.fdtrail.cli.output.OutputFile.Rotation;
import io.fdtrail.cli.output.Patience;
import io.fdtrail.cli.output.Renderer;
import io.fdtrail.os.Environment;
import io.fdtrail.os.Fence;
import io.fdtrail.os.Outlet;
import io.fdtrail.os.SystemCalls;
import io.fdtrail.os.SystemException;
import io.fdtrail.os.User;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
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
  private final PrintWriter messages;
  private final Rights rights = new Rights();

  TraceSession(TraceRequest request, FileOptions file, PrintWriter messages) {
    this.request = request;
    this.file = file;
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
          chosen.watch(pid -> ended(pid, tracer), request.withPeer(), tracer::stop);
          notifyReady();
          giveUpRights(tracer, outlets, OptionalInt.empty());
          return follow(tracer, showing.hinting(messages));
        });
  }

  private void ended(int pid, Tracer tracer) {
    tracer.ended(pid);
    request.ended(pid, tracer.clock().now());
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
          outlets.file().ifPresent(output -> Signals.onHangUp(output::reopen));
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

  /** Where the trace is reported to. */
  private record Outlets(Optional<OutputFile> file, Optional<MetricsServer> metrics)
      implements AutoCloseable {
    EventOutput output() throws IOException, SystemException {
      return file.isPresent() ? EventOutput.of(file.get()) : EventOutput.standard(Patience.OURS);
    }

    @Override
    public void close() {
      metrics.ifPresent(MetricsServer::close);
      file.ifPresent(OutputFile::close);
    }
  }

  private int withTracer(boolean followed, Body body)
      throws CannotOpen, NoBackendException, IOException, SystemException {
    Signals.listen();
    try (Outlets outlets = new Outlets(openFile(), openMetrics());
        Tracer tracer = Tracer.open(request.options(followed))) {
      Signals.onEnd(tracer::stop); // before anybody hears that it traces, and ends it
      outlets.file().ifPresent(output -> Signals.onHangUp(output::reopen));
      tell(tracer);
      return body.run(tracer, outlets);
    }
  }

  private Optional<OutputFile> openFile() throws CannotOpen {
    if (file.path().isEmpty()) {
      return Optional.empty();
    }
    String path = file.path().get();
    Rotation rotation =
        file.rotateSize().isEmpty()
            ? Rotation.NEVER
            : new Rotation(file.rotateSize().getAsLong(), file.rotateKeep());
    try {
      return Optional.of(OutputFile.open(path, rotation, System.err));
    } catch (IOException e) {
      throw new CannotOpen("cannot open " + path + ": " + e.getMessage());
    }
  }

  private Optional<MetricsServer> openMetrics() throws CannotOpen {
    if (request.metrics().isEmpty()) {
      return Optional.empty();
    }
    MetricsOptions metrics = request.metrics().get();
    InetSocketAddress address = metrics.address();
    try {
      return Optional.of(MetricsServer.listen(address, metrics.hosts()));
    } catch (IOException e) {
      String place = address.getAddress().getHostAddress() + " port " + address.getPort();
      throw new CannotOpen(
          "cannot serve metrics on " + place + ": " + e.getMessage() + "; choose another one");
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
  static void tell(Tracer tracer) {
    Refusals.tell(tracer.refused());
    Logger log = LoggerFactory.getLogger("fdtrail");
    log.info(
        "tracing with {}, attached to {}",
        tracer.backend().word(),
        String.join(" ", tracer.attached()));
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
    Optional<Path> written = outlets.file().map(OutputFile::place);
    Fence.Needs needs = new Fence.Needs(written.isPresent(), measures, false, command);
    rights.giveUp(
        needs, measures && tracer.healthTakesRights(), request.readable(), written, messages);
  }

  private record Showing(
      TraceListener listener,
      Presenter presenter,
      EventOutput output,
      ReaderWatch watch,
      Optional<? extends Verdict> verdict) {
    /** For a person who looks at a terminal. */
    Showing hinting(PrintWriter messages) throws SystemException {
      return output.size().isPresent() && Outlet.sizeOf(STDERR).isPresent()
          ? new Showing(
              new SilenceHint(listener, messages, System::nanoTime),
              presenter,
              output,
              watch,
              verdict)
          : this;
    }
  }

  private Showing begin(Tracer tracer, Outlets outlets) throws IOException, SystemException {
    EventOutput output = outlets.output();
    ReaderWatch watch = output.hasReader() ? ReaderWatch.start(tracer::stop) : ReaderWatch.none();
    Optional<HeldAtEnd> atEnd = request.heldAtEnd(output, tracer);
    Renderer renderer =
        atEnd.<Renderer>map(held -> held).orElseGet(() -> request.renderer(output, tracer.clock()));
    Optional<FailingRows> failing = request.failingRows(renderer, tracer.clock());
    Optional<Throttle> throttle = request.rateLimit().map(Throttle::new);
    Presenter presenter =
        new Presenter(
            tracer.backend(),
            failing.<Renderer>map(rows -> rows).orElse(renderer),
            output,
            request.count(),
            () -> throttle.map(Throttle::heldBack).orElse(0L),
            tracer::stop,
            System::nanoTime);
    presenter.begin();
    TraceListener listener =
        outlets.metrics().isPresent()
            ? serve(outlets.metrics().get(), tracer, presenter)
            : presenter;
    TraceListener throttled = throttle.map(held -> held.before(listener)).orElse(listener);
    Optional<? extends Verdict> verdict = atEnd.isPresent() ? atEnd : failing;
    return new Showing(throttled, presenter, output, watch, verdict);
  }

  private static TraceListener serve(MetricsServer metrics, Tracer tracer, Presenter presenter) {
    Counts counts = new Counts(presenter, presenter::ownLosses);
    tracer.countRuns();
    metrics.serve(new MetricsPage(Version.number(), tracer, counts));
    LoggerFactory.getLogger("fdtrail").info("metrics on http:/{}/metrics", metrics.address());
    return counts;
  }

  private int follow(Tracer tracer, Showing showing) throws IOException {
    TraceStats stats = tracer.run(showing.listener(), request.duration());
    if (showing.watch().isReaderGone()) {
      return ExitCode.BROKEN_PIPE;
    }
    rights.tellRefused();
    boolean whole = showing.presenter().end(stats, messages);
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
