package io.fdtrail.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lines of a log that is rotated reach Kafka, through rsyslog as the package configures it. */
class RsyslogTest {
  private static final Path CACHE = Path.of("../.cache").toAbsolutePath().normalize();
  private static final int FILES = 5;
  private static final int LINES = 1000; // of each file

  /** As long as a line with stacks may be, and with bytes that a program could change. */
  private static final String SPECIAL =
      "{\"name\":\"ü€😀 \\\\ \\\" \\u0007 %% %msg%  \",\"stack\":\""
          + "x".repeat(300_000)
          + "\"}  ";

  @TempDir Path directory;

  private static boolean isInstalled() throws IOException {
    try (Stream<Path> systems = Files.list(Path.of("/usr/lib"))) {
      return systems.anyMatch(each -> Files.exists(each.resolve("rsyslog/omkafka.so")));
    }
  }

  private List<String> write() throws IOException {
    List<String> all = new ArrayList<>();
    JsonLine text = new JsonLine();
    new Generator(FILES * LINES, line -> all.add(text.print(line).toString().strip())).run();
    List<String> lines = new ArrayList<>(new HashSet<>(all)); // some come twice
    lines.add(lines.size() / 2, SPECIAL);
    for (int file = 0; file < FILES; file++) {
      Files.write(
          directory.resolve(Integer.toString(file + 1)),
          lines.subList(file * lines.size() / FILES, (file + 1) * lines.size() / FILES));
    }
    return lines;
  }

  private static Set<String> without(Collection<String> lines, Collection<String> others) {
    Set<String> left = new HashSet<>(lines);
    left.removeAll(new HashSet<>(others));
    return left;
  }

  @Test
  void eachLineArrivesAsItIs() throws IOException, InterruptedException {
    assumeTrue(Files.isDirectory(CACHE.resolve("kafka")), "no Kafka was fetched");
    assumeTrue(
        isInstalled() || Files.isDirectory(CACHE.resolve("rsyslog")), "no rsyslog was fetched");
    List<String> lines = write();
    Path log = directory.resolve("pass.log");
    Process pass =
        new ProcessBuilder(
                "src/test/kafka/pass",
                directory.toString(),
                Integer.toString(Postgres.freePort()),
                Integer.toString(Postgres.freePort()))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    boolean isDone = pass.waitFor(180, TimeUnit.SECONDS);
    pass.destroy();
    assertThat(isDone).as(Files.readString(log)).isTrue();
    assertThat(pass.exitValue()).as(Files.readString(log)).isZero();
    Set<String> consumed = new HashSet<>(Files.readAllLines(directory.resolve("consumed")));
    assertThat(without(lines, consumed)).as("missing").isEmpty();
    assertThat(without(consumed, lines)).as("changed").isEmpty();
  }
}
