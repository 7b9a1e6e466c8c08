package io.fdtrail.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The collector is down until the disk is full, and an administrator makes room. */
@Timeout(180)
class ShipFullDiskLiveTest {
  private static final int BEFORE = 3000; // messages: more than the disk has room for
  private static final int FIRST = 10; // of them
  private static final int AFTER = 100;
  private static final long ROOM = 500_000; // two files
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir private Path directory;
  private Path disk;
  private Path file;

  @BeforeEach
  void mount() throws IOException, InterruptedException {
    Fdtrail.assumeTracing();
    disk = Files.createDirectory(directory.resolve("disk"));
    file = disk.resolve("fdtrail.json");
    Outcome mounted =
        Program.run("mount", "-t", "tmpfs", "-o", "size=2m,mode=700", "disk", disk.toString());
    assumeTrue(mounted.status() == 0, "nothing can be mounted here: " + mounted.err());
  }

  @AfterEach
  void unmount() throws IOException, InterruptedException {
    Program.run("umount", "-l", disk.toString());
  }

  private Program trace() throws IOException, InterruptedException {
    return Fdtrail.tracing(
        List.of(
            Layout.FDTRAIL.toString(),
            "-o",
            "json",
            "--output",
            file.toString(),
            "--fields",
            "+host,+boot_id,+seq,+tracer",
            "--rotate-size",
            "300K",
            "--rotate-keep",
            "100",
            "--metrics",
            "0",
            "-v",
            "-n",
            "^passfd$"));
  }

  private Program ship(String url) throws IOException {
    return Program.start(
        List.of(
            Layout.FDTRAIL.toString(),
            "ship",
            "--otlp",
            url,
            "--state",
            disk.resolve("state").toString(),
            "--interval",
            "0.05",
            file.toString()));
  }

  private static long number(String text, String pattern) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    assertThat(matcher.find()).as(text).isTrue();
    return Long.parseLong(matcher.group(1));
  }

  private JsonNode summary() throws IOException {
    List<String> lines = Files.readAllLines(file);
    return Json.parse(lines.get(lines.size() - 1));
  }

  @Test
  void everyLineArrivesOrIsCounted() throws IOException, InterruptedException {
    everyLineArrivesOrIsCounted(shipper -> {}, shipper -> {});
  }

  /** Files that are deleted before it has seen them leave nothing but a gap in the numbers. */
  @Test
  void alsoThoseOfFilesThatTheShipperNeverSaw() throws IOException, InterruptedException {
    everyLineArrivesOrIsCounted(
        shipper -> shipper.signal("STOP"), shipper -> shipper.signal("CONT"));
  }

  private interface Step {
    void take(Program shipper) throws IOException, InterruptedException;
  }

  /**
   * @param hasRead what is done to the shipper once it has read the first lines
   * @param deleted what is done to it once files are deleted
   */
  private void everyLineArrivesOrIsCounted(Step hasRead, Step deleted)
      throws IOException, InterruptedException {
    try (FarEnd collector = new FarEnd(new Random(16));
        Program tracer = trace()) {
      MetricsPage metrics = MetricsPage.of(tracer);
      collector.isDown = true;
      try (Program shipper = ship(collector.url())) {
        Wait.until(LIMIT, () -> Files.exists(disk.resolve("state.lock")));
        Fdtrail.pass(FIRST);
        Wait.until(LIMIT, () -> collector.refused.get() > 0);
        hasRead.take(shipper);
        Fdtrail.pass(BEFORE - FIRST);
        tracer.awaitErr(line -> line.contains("no space left on the device"));
        // What it has not written by now would take the room.
        Wait.until(LIMIT, () -> metrics.total("fdtrail_events_total") == 2 * BEFORE);
        // The shipper is reading the oldest one: only the space of the others gets free.
        Files.delete(disk.resolve("fdtrail.json.6"));
        Files.delete(disk.resolve("fdtrail.json.5"));
        Files.delete(disk.resolve("fdtrail.json.4"));
        deleted.take(shipper);
        Wait.until(LIMIT, () -> disk.toFile().getUsableSpace() >= ROOM);
        Fdtrail.pass(AFTER);
        collector.isDown = false;
        tracer.signal("TERM");
        assertThat(tracer.await().status()).isZero();
        JsonNode summary = summary();
        long last = summary.path("seq").asLong();
        Wait.until(LIMIT, () -> collector.arrived.contains(last));
        shipper.signal("TERM");
        Outcome end = shipper.await();
        assertThat(end.status()).as(end.err()).isZero();

        long notWritten = summary.path("lost").asLong();
        long notSent = number(end.err(), "rejected 0,.*spool_full (\\d+)");
        assertThat(summary.path("events").asLong() + notWritten).isEqualTo(2L * (BEFORE + AFTER));
        assertThat(notWritten).isPositive();
        assertThat(notSent).isPositive();
        // Not by number: a line that reports a loss has one, too, and may itself find no room.
        assertThat(collector.events.get() + notWritten + notSent).isEqualTo(2L * (BEFORE + AFTER));
      }
    }
  }
}
