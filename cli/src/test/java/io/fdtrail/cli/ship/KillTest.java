package io.fdtrail.cli.ship;

import static org.assertj.core.api.Assertions.assertThat;

import io.fdtrail.cli.ship.ShipCounts.Count;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The tracer, or what writes like it, and the shipper are killed at any moment. */
class KillTest {
  private static final int KILLS = Integer.getInteger("fdtrail.kills", 10);
  private static final Pattern NUMBER = Pattern.compile("\"seq\":(\\d+),.*}");

  @TempDir private Path directory;
  private final Random random = new Random(16);

  private int mood() {
    return switch (random.nextInt(10)) {
      case 0 -> 503;
      case 1 -> 429;
      default -> FarEnd.ALL;
    };
  }

  private Process start(Class<?> main, String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx64m",
                "-Dfdtrail.lib=" + System.getProperty("fdtrail.lib"),
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
    command.addAll(List.of(arguments));
    Path messages = directory.resolve(main.getSimpleName() + ".messages");
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(messages.toFile()))
        .start();
  }

  private Process ship(FarEnd collector) throws IOException {
    return start(ShipperProcess.class, collector.url(), state().toString(), file().toString());
  }

  private Process write(int keep) throws IOException {
    return start(WriterProcess.class, file().toString(), "20000", Integer.toString(keep));
  }

  private Path file() {
    return directory.resolve("trace.json");
  }

  private Path state() {
    return directory.resolve("state");
  }

  /** The numbers of the whole lines in all files. */
  private Set<Long> written() throws IOException {
    Set<Long> numbers = new TreeSet<>();
    List<Path> files;
    try (Stream<Path> all = Files.list(directory)) {
      files = all.filter(each -> each.getFileName().toString().startsWith("trace.json")).toList();
    }
    for (Path each : files) {
      for (String line : Files.readString(each, StandardCharsets.UTF_8).split("\n")) {
        Matcher number = NUMBER.matcher(line);
        if (number.find()) {
          numbers.add(Long.parseLong(number.group(1)));
        }
      }
    }
    return numbers;
  }

  @Test
  @Timeout(600)
  void nothingIsMissingHoweverOftenBothAreKilled() throws Exception {
    try (FarEnd collector = new FarEnd(this::mood)) {
      Process tracer = write(100_000);
      Process shipper = ship(collector);
      for (int kill = 0; kill < KILLS; kill++) {
        int before = collector.size.get();
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (collector.size.get() < before + 200 && System.nanoTime() < until) {
          Thread.sleep(1);
        }
        Thread.sleep(random.nextInt(50));
        if (kill % 2 == 0) {
          shipper.destroyForcibly().waitFor();
          shipper = ship(collector);
        } else {
          tracer.destroyForcibly().waitFor();
          tracer = write(100_000);
        }
      }
      tracer.destroyForcibly().waitFor();
      Set<Long> written = written();
      awaitAll(collector, written.size());
      shipper.destroyForcibly().waitFor();

      assertThat(missing(written, collector)).isEmpty();
      assertThat(collector.arrived).hasSameSizeAs(written);
      assertThat(collector.strangers).isEmpty();
      assertThat(collector.mostInFlight).hasValue(1);
      assertThat(ShipState.read(state()).counts())
          .containsEntry(Count.SPOOL_FULL, 0L)
          .containsEntry(Count.REJECTED, 0L);
    }
  }

  private static void awaitAll(FarEnd collector, int count) throws InterruptedException {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (collector.size.get() < count && System.nanoTime() < until) {
      Thread.sleep(10);
    }
  }

  private static Set<Long> missing(Set<Long> written, FarEnd collector) {
    Set<Long> missing = new TreeSet<>(written);
    missing.removeAll(collector.arrived);
    return missing;
  }
}
