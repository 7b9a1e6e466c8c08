package io.fdtrail.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A program being run, its output in files, its standard input empty; killed when closed. */
final class Program implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final Process process;
  private final Path out;
  private final Path err;

  private Program(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  static Program start(List<String> command) throws IOException {
    Path out = Files.createTempFile("fdtrail-test", ".out");
    Path err = Files.createTempFile("fdtrail-test", ".err");
    Process process =
        new ProcessBuilder(command)
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    return new Program(process, out, err);
  }

  static Outcome run(Duration limit, List<String> command)
      throws IOException, InterruptedException {
    try (Program program = start(command)) {
      return program.await(limit);
    }
  }

  static Outcome run(String... command) throws IOException, InterruptedException {
    return run(LIMIT, List.of(command));
  }

  /** With all that is in it. */
  static void delete(Path directory) throws IOException {
    try {
      run("rm", "-r", directory.toString());
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Runs a command line of the shell. */
  static Outcome shell(String line) throws IOException, InterruptedException {
    return run("bash", "-c", line);
  }

  /** Runs a script whose mounts nobody else sees; they go when it ends. */
  static Outcome withMountsOfItsOwn(String script) throws IOException, InterruptedException {
    return run("unshare", "--mount", "bash", "-c", script);
  }

  long pid() {
    return process.pid();
  }

  /** Waits until a line on its standard error passes; fails when it ends before. */
  void awaitErr(Predicate<String> line) throws InterruptedException {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (err().lines().noneMatch(line)) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        throw new AssertionError("the line never came: " + err());
      }
      Thread.sleep(10);
    }
  }

  void signal(String name) throws IOException, InterruptedException {
    run("kill", "-s", name, Long.toString(pid()));
  }

  Outcome await() throws InterruptedException {
    return await(LIMIT);
  }

  /** Waits for the end; past the limit it is killed and the test fails. */
  Outcome await(Duration limit) throws InterruptedException {
    if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly().waitFor();
      throw new AssertionError("still running after " + limit + ": " + out() + err());
    }
    return new Outcome(process.exitValue(), out(), err());
  }

  @Override
  public void close() throws IOException {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    Files.deleteIfExists(out);
    Files.deleteIfExists(err);
  }

  private String out() {
    return text(out);
  }

  /** What is on its standard error so far. */
  String err() {
    return text(err);
  }

  /** Bytes that are not UTF-8 become U+FFFD. */
  private static String text(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
