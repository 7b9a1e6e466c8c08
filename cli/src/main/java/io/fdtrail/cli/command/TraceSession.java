package io.fdtrail.cli.command;

import io.fdtrail.NoBackendException;
import io.fdtrail.TraceStats;
import io.fdtrail.Tracer;
import io.fdtrail.bpf.Capabilities;
import io.fdtrail.bpf.CommandProcess;
import io.fdtrail.bpf.CommandProcess.CannotRun;
import io.fdtrail.bpf.ProbeException;
import io.fdtrail.bpf.SystemCalls;
import io.fdtrail.cli.ExitCode;
import io.fdtrail.cli.options.FileOptions;
import io.fdtrail.cli.output.EventOutput;
import io.fdtrail.cli.output.OutputFile;
import io.fdtrail.cli.output.OutputFile.Rotation;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One trace, from the opening of the probes to the summary. */
final class TraceSession {
  private final TraceRequest request;
  private final FileOptions file;
  private final PrintWriter messages;

  TraceSession(TraceRequest request, FileOptions file, PrintWriter messages) {
    this.request = request;
    this.file = file;
    this.messages = messages;
  }

  /** Traces all processes, until a signal or a limit ends it. Returns the exit code. */
  int watch() {
    return withTracer(false, (tracer, output) -> {
      Showing showing = begin(tracer, output);
      notifyReady();
      giveUpRights(false);
      return follow(tracer, showing);
    });
  }

  /** Runs a command, and traces it and its descendants until it ends. Returns its exit status. */
  int run(List<byte[]> argv, Optional<CommandProcess.User> user) {
    return withTracer(true, (tracer, output) -> {
      Showing showing = begin(tracer, output); // its header stands before what the command prints
      TracedCommand command = TracedCommand.start(argv, user, tracer::stop);
      Signals.onEnd(command::signal);
      giveUpRights(user.isPresent());
      int code = follow(tracer, showing);
      return code == ExitCode.SUCCESS ? command.awaitEnd() : code;
    });
  }

  private interface Body {
    int run(Tracer tracer, EventOutput output) throws IOException, ProbeException;
  }

  private int withTracer(boolean followed, Body body) {
    if (file.path().isEmpty()) {
      return withTracer(followed, body, Optional.empty());
    }
    Path path = file.path().get();
    Rotation rotation =
        file.rotateSize().isEmpty() ? Rotation.NEVER : new Rotation(file.rotateSize().getAsLong(), file.rotateKeep());
    try (OutputFile output = OutputFile.open(path, rotation, System.err)) {
      return withTracer(followed, body, Optional.of(output));
    } catch (IOException e) {
      return fail("cannot open " + path + ": " + OutputFile.reason(e), ExitCode.FAILURE);
    }
  }

  private int withTracer(boolean followed, Body body, Optional<OutputFile> to) {
    try (Tracer tracer = Tracer.open(request.options(followed))) {
      Signals.onEnd(tracer::stop); // before anybody is told that it traces, and ends it
      to.ifPresent(output -> Signals.onHangUp(output::reopen));
      tell(tracer);
      return body.run(tracer, to.isPresent() ? EventOutput.of(to.get()) : EventOutput.standard());
    } catch (EventOutput.Closed e) {
      return ExitCode.BROKEN_PIPE;
    } catch (CannotRun e) {
      return fail(e.getMessage(), e.exitStatus());
    } catch (IOException e) {
      return fail("cannot write the output: " + e.getMessage(), ExitCode.FAILURE);
    } catch (NoBackendException | ProbeException e) {
      return impossible(e, messages);
    }
  }

  /** Tells why nothing can be traced, and returns the exit code of that. */
  static int impossible(Exception e, PrintWriter messages) {
    if (e instanceof NoBackendException none) {
      Refusals.tell(none.refusals());
    }
    messages.println("fdtrail: " + e.getMessage() + "; run 'fdtrail doctor'");
    return ExitCode.IMPOSSIBLE;
  }

  private int fail(String message, int code) {
    messages.println("fdtrail: " + message);
    return code;
  }

  /** What -v shows. */
  static void tell(Tracer tracer) {
    Refusals.tell(tracer.refused());
    Logger log = LoggerFactory.getLogger("fdtrail");
    log.info("tracing with {}, attached to {}", tracer.backend().word(), String.join(" ", tracer.attached()));
  }

  /** A service is ready once its probes are attached. */
  private void notifyReady() {
    String socket = System.getenv("NOTIFY_SOCKET");
    if (socket == null || socket.isEmpty()) {
      return;
    }
    try {
      SystemCalls.notifyReady(socket);
    } catch (ProbeException e) {
      messages.println("fdtrail: cannot tell that it is ready: " + e.getMessage());
    }
  }

  /** All is attached, and the command has started: what follows takes no right but to read other processes' /proc. */
  private void giveUpRights(boolean signalsOthers) {
    try {
      Capabilities.giveUp(request.readsProc(), signalsOthers);
    } catch (ProbeException e) {
      messages.println("fdtrail: goes on with all its rights, as it cannot give them up: " + e.getMessage());
    }
  }

  private record Showing(Presenter presenter, ReaderWatch watch) {}

  private Showing begin(Tracer tracer, EventOutput output) throws IOException {
    ReaderWatch watch = output.hasReader() ? ReaderWatch.start(tracer::stop) : ReaderWatch.none();
    Presenter presenter = new Presenter(request.renderer(output, tracer.clock()), output, request.count(), tracer::stop);
    presenter.begin();
    return new Showing(presenter, watch);
  }

  private int follow(Tracer tracer, Showing showing) throws IOException {
    TraceStats stats = tracer.run(showing.presenter(), request.duration());
    if (showing.watch().isReaderGone()) {
      return ExitCode.BROKEN_PIPE;
    }
    showing.presenter().end(stats, tracer.backend());
    return ExitCode.SUCCESS;
  }
}
