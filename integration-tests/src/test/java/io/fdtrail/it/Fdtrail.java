package io.fdtrail.it;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** The built command, run on this machine's own kernel. */
final class Fdtrail {
  /** The workload's threads, and no other process of this machine. */
  static final List<String> PASSFD_ONLY = List.of("-n", "^passfd$");

  private Fdtrail() {}

  /** Skips the test with what doctor says when this kernel, or this user, cannot trace. */
  static void assumeTracing() throws IOException, InterruptedException {
    Outcome doctor = run("doctor");
    Assumptions.assumeTrue(
        doctor.status() != 3, () -> doctor.out().strip().replaceAll("\\s*\n\\s*", "; "));
  }

  static Outcome run(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(Layout.FDTRAIL.toString()));
    command.addAll(List.of(arguments));
    return Program.run(command.toArray(String[]::new));
  }

  /** Starts a trace of the workload's threads, ready when this returns. */
  static Program trace(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(Layout.FDTRAIL.toString(), "-v"));
    command.addAll(PASSFD_ONLY);
    command.addAll(List.of(arguments));
    return tracing(command);
  }

  /** Starts a command that traces and says so ({@code -v}), ready when this returns. */
  static Program tracing(List<String> command) throws IOException, InterruptedException {
    Program tracer = Program.start(command);
    tracer.awaitErr(line -> line.contains("tracing with"));
    return tracer;
  }

  /**
   * Passes descriptors from one thread to itself, one a message: each is sent once and received
   * once.
   */
  static void pass(int messages) throws IOException, InterruptedException {
    Outcome outcome =
        Program.run(Layout.PASSFD.toString(), "one-thread", Integer.toString(messages), "1");
    if (outcome.status() != 0) {
      throw new AssertionError(outcome.err());
    }
  }
}
