package io.fdtrail.cli.ship;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.fail;

import io.fdtrail.cli.output.OutputFile;
import io.fdtrail.cli.ship.ShipCounts.Count;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With a collector that says what a test wants. */
@Timeout(60)
class ShipperTest {
  private static final int DOWN = 503;

  @TempDir private Path directory;
  private final AtomicInteger mood = new AtomicInteger(FarEnd.ALL);
  private final Queue<String> messages = new ConcurrentLinkedQueue<>();
  private FarEnd collector;
  private Path file;
  private Path state;
  private Shipper shipper;
  private Thread thread;
  private long first;
  private long written;

  @BeforeEach
  void listen() throws IOException {
    file = directory.resolve("trace.json");
    state = directory.resolve("state");
    collector = new FarEnd(mood::get);
    first = WriterProcess.first() - TimeUnit.MINUTES.toMicros(1); // it runs for a minute
  }

  @AfterEach
  void close() throws InterruptedException {
    if (thread != null) {
      stop();
    }
    collector.close();
  }

  private void ship() throws IOException {
    ship(Map.of());
  }

  private void ship(Map<String, String> headers) throws IOException {
    shipper =
        new Shipper(
            new Shipper.Target(URI.create(collector.url()), headers, Optional.empty()),
            file,
            state,
            Duration.ofMillis(2),
            Duration.ofMillis(2),
            messages::add);
    thread =
        new Thread(
            () -> {
              try {
                shipper.run();
              } catch (IOException e) {
                messages.add(e.toString());
              }
            });
    thread.start();
  }

  private void stop() throws InterruptedException {
    thread.interrupt();
    thread.join();
  }

  private void append(String text) throws IOException {
    Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private void append(int count) throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < count; i++) {
      lines.append(SampleLine.of(first + written++));
    }
    append(lines.toString());
  }

  /** By the tracer's own hand, 100 lines in each file. */
  private void rotate(OutputFile to, int files) throws Exception {
    for (int i = 0; i < files * 5; i++) {
      WriterProcess.write(to, first + written, 20);
      written += 20;
      Thread.sleep(2);
    }
  }

  private OutputFile open(int keep) throws IOException {
    return OutputFile.open(file.toString(), new OutputFile.Rotation(100 * 180, keep), System.err);
  }

  private void await(Callable<Boolean> condition) throws Exception {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.call()) {
      if (System.nanoTime() - until > 0) {
        fail("of %d %s %s", written, ShipState.read(state), messages);
      }
      Thread.sleep(2);
    }
  }

  private long count(Count what) throws IOException {
    return ShipState.read(state).counts().getOrDefault(what, 0L);
  }

  private String sample(String name) {
    String page = new String(shipper.page("1"), StandardCharsets.UTF_8);
    return page.lines()
        .filter(each -> each.startsWith(name + " "))
        .findFirst()
        .orElseThrow()
        .substring(name.length() + 1);
  }

  @Test
  void eachLineArrivesOnceAcrossRotationsAndRestarts() throws Exception {
    try (OutputFile to = open(1000)) {
      rotate(to, 3);
      ship();
      rotate(to, 3);
      await(() -> count(Count.SENT) == written);
      stop();
      rotate(to, 3);
      ship();
      await(() -> collector.size.get() == written && count(Count.SENT) == written);
    }
    assertThat(collector.arrived)
        .containsExactlyElementsOf(LongStream.range(first, first + written).boxed().toList());
    assertThat(collector.twice).hasValue(0);
    assertThat(collector.mostRecords.get()).isBetween(21, 512);
    await(() -> sample("fdtrail_ship_lag_bytes").equals("0"));
  }

  @Test
  void whatIsDeletedWhileTheCollectorIsDownIsCounted() throws Exception {
    mood.set(DOWN);
    ship();
    try (OutputFile to = open(2)) {
      rotate(to, 40);
      await(() -> !sample("fdtrail_ship_lag_bytes").equals("0"));
      assertThat(Double.parseDouble(sample("fdtrail_ship_lag_seconds"))).isGreaterThan(0.1);
      mood.set(FarEnd.ALL);
      await(() -> count(Count.SENT) + count(Count.SPOOL_FULL) >= written);
    }
    assertThat(count(Count.SPOOL_FULL)).isGreaterThan(1000);
    assertThat(collector.size.get() + count(Count.SPOOL_FULL)).isEqualTo(written);
    assertThat(count(Count.RETRIED)).isPositive();
    assertThat(sample("fdtrail_ship_lost_total{reason=\"spool_full\"}"))
        .isEqualTo(Long.toString(count(Count.SPOOL_FULL)));
  }

  @Test
  void whatIsDeletedBetweenTwoShippersIsCounted() throws Exception {
    try (OutputFile to = open(2)) {
      rotate(to, 1);
      ship();
      await(() -> count(Count.SENT) == written);
      stop();
      rotate(to, 10);
      ship();
      await(() -> count(Count.SENT) + count(Count.SPOOL_FULL) >= written);
    }
    assertThat(count(Count.SPOOL_FULL)).isGreaterThan(500);
    assertThat(collector.size.get() + count(Count.SPOOL_FULL)).isEqualTo(written);
  }

  @Test
  void whatIsDeletedBeforeTheCollectorEverAnswersIsCounted() throws Exception {
    mood.set(DOWN);
    try (OutputFile to = open(2)) {
      rotate(to, 1);
      ship();
      await(() -> !messages.isEmpty());
      stop();
      rotate(to, 10);
      mood.set(FarEnd.ALL);
      ship();
      await(() -> count(Count.SENT) + count(Count.SPOOL_FULL) >= written);
    }
    assertThat(count(Count.SPOOL_FULL)).isGreaterThan(500);
    assertThat(collector.size.get() + count(Count.SPOOL_FULL)).isEqualTo(written);
  }

  @Test
  void aNewTraceLeavesNoGap() throws Exception {
    append(3);
    ship();
    await(() -> count(Count.SENT) == 3);
    Files.move(file, directory.resolve("trace.json.1"));
    append(SampleLine.of(WriterProcess.first() + TimeUnit.SECONDS.toMicros(1)));
    await(() -> count(Count.SENT) == 4);
    assertThat(count(Count.SPOOL_FULL)).isZero();
  }

  @Test
  void filesThatVanishedWithTheirTraceAreCounted() throws Exception {
    append(3);
    ship();
    await(() -> count(Count.SENT) == 3);
    stop();
    Files.delete(file);
    append(SampleLine.of(WriterProcess.first() + TimeUnit.SECONDS.toMicros(1)));
    ship();
    await(() -> count(Count.SENT) == 4);
    assertThat(count(Count.SPOOL_FULL)).isEqualTo(1);
  }

  @Test
  void aGapWithinAFileIsTheTracers() throws Exception {
    append(3);
    ship();
    await(() -> count(Count.SENT) == 3);
    stop();
    written += 5;
    append(1);
    ship();
    await(() -> count(Count.SENT) == 4);
    assertThat(count(Count.SPOOL_FULL)).isZero();
  }

  @Test
  void whatWasNotReadOfATruncatedFileIsCounted() throws Exception {
    append(50);
    ship();
    await(() -> count(Count.SENT) == 50);
    written += 7; // and at once
    Files.writeString(file, "");
    append(3);
    await(() -> count(Count.SENT) == 53);
    assertThat(count(Count.SPOOL_FULL)).isEqualTo(7);
  }

  @Test
  void aTruncatedFileThatIsLongerByNowIsReadFromItsBeginning() throws Exception {
    append(50);
    ship();
    await(() -> count(Count.SENT) == 50);
    mood.set(DOWN);
    append(1);
    await(() -> !messages.isEmpty()); // while it waits it reads nothing
    written += 7;
    Files.writeString(file, "");
    append(80);
    mood.set(FarEnd.ALL);
    await(() -> count(Count.SENT) + count(Count.UNREADABLE) == 131);
    assertThat(count(Count.SPOOL_FULL)).isEqualTo(7);
  }

  @Test
  void partialSuccessIsCounted() throws Exception {
    mood.set(FarEnd.ALL_BUT_ONE);
    append(700);
    ship();
    await(() -> count(Count.SENT) + count(Count.REJECTED) == 700);
    assertThat(count(Count.REJECTED)).isEqualTo(700 - collector.size.get()).isEqualTo(2);
    assertThat(messages).anyMatch(each -> each.contains("rejects some records: no"));
  }

  @Test
  void whatTheCollectorNeverTakesIsCounted() throws Exception {
    mood.set(400);
    append(10);
    ship();
    await(() -> count(Count.REJECTED) == 10);
    mood.set(413);
    append(9);
    await(() -> count(Count.REJECTED) == 19);
    assertThat(collector.arrived).isEmpty();
  }

  @Test
  void aRequestIsTriedAgainUntilItIsTaken() throws Exception {
    for (int status : new int[] {429, 401, 404, 500, 502, DOWN, 504}) {
      mood.set(status);
      append(1);
      if (thread == null) {
        ship();
      }
      await(() -> messages.stream().anyMatch(each -> each.contains("status " + status)));
      mood.set(FarEnd.ALL);
      await(() -> count(Count.SENT) == written);
    }
    assertThat(count(Count.REJECTED)).isZero();
  }

  @Test
  void sendsOnWhileThePlaceCannotBeStored() throws Exception {
    Path full = directory.resolve("state.new");
    Files.createDirectory(full);
    append(3);
    ship();
    await(() -> messages.stream().anyMatch(each -> each.contains("cannot store the place")));
    append(3);
    await(() -> collector.size.get() == 6);
    Files.delete(full);
    await(() -> count(Count.SENT) == 6);
  }

  @Test
  void onlyOneShipperUsesAState() throws Exception {
    ship();
    append(1);
    await(() -> count(Count.SENT) == 1);
    Thread other = thread;
    String lock = "another 'fdtrail ship' uses ";
    try {
      Process second =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  ShipperProcess.class.getName(),
                  collector.url(),
                  state.toString(),
                  file.toString())
              .redirectErrorStream(true)
              .start();
      String said = new String(second.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(said).contains(lock + state);
      assertThat(second.waitFor()).isNotZero();
    } finally {
      thread = other;
    }
  }

  @Test
  void headersAreSent() throws Exception {
    Path secrets = directory.resolve("headers");
    Files.writeString(secrets, "# of the collector\n\nX-Key:  s3cret \n");
    append(1);
    ship(Headers.read(secrets));
    await(() -> count(Count.SENT) == 1);
    assertThat(collector.headers).containsExactly("s3cret");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Host", "content-length", "Connection", "Transfer-Encoding", "Expect"})
  void headersOfTheConnectionAreItsOwn(String name) throws Exception {
    Path secrets = directory.resolve("headers");
    Files.writeString(secrets, "X-Key: s3cret\n" + name + ": s3cret\n");
    assertThatIOException()
        .isThrownBy(() -> Headers.read(secrets))
        .withMessage("line 2 of " + secrets + " has a header that ship sets itself: " + name);
  }

  @Test
  void aTornLineWaitsForItsEnd() throws Exception {
    append(1);
    String next = SampleLine.of(first + 1);
    append(next.substring(0, 30));
    ship();
    await(() -> count(Count.SENT) == 1);
    append(next.substring(30));
    await(() -> count(Count.SENT) == 2);
    assertThat(count(Count.UNREADABLE)).isZero();
  }

  @Test
  void whatIsNoLineOfOursIsCounted() throws Exception {
    append("what\n{\"type\":\"event\"}\n[1]\n" + "x".repeat(3 << 20) + "\n");
    append(1);
    ship();
    await(() -> count(Count.SENT) == 1);
    assertThat(count(Count.UNREADABLE)).isEqualTo(4);
  }

  @Test
  void anotherFileWithTheSameInodeIsReadFromItsBeginning() throws Exception {
    append(2);
    ship();
    await(() -> count(Count.SENT) == 2);
    stop();
    Path copy = directory.resolve("copy");
    Files.writeString(copy, SampleLine.of(first + 2) + SampleLine.of(first + 3));
    Files.write(file, Files.readAllBytes(copy), StandardOpenOption.TRUNCATE_EXISTING);
    ship();
    await(() -> count(Count.SENT) == 4);
    assertThat(collector.twice).hasValue(0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\u00ff\u00fe\u0000",
        "fdtrail-ship 1\n",
        "fdtrail-ship 1\nfile 1\nend\n",
        "fdtrail-ship 1\nfile 1 2 -3 4\nend\n",
        "fdtrail-ship 1\nsent -1\nend\n"
      })
  void aDamagedStateIsNotOverwritten(String damaged) throws Exception {
    Files.writeString(state, damaged, StandardCharsets.ISO_8859_1);
    Path before =
        Files.copy(state, directory.resolve("before"), StandardCopyOption.COPY_ATTRIBUTES);
    assertThatIOException()
        .isThrownBy(this::ship)
        .withMessageContaining("remove it to send all again");
    assertThat(state).hasSameBinaryContentAs(before);
  }
}
