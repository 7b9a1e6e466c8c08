package io.fdtrail.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code -w FILE} and {@code -r FILE}: what a trace printed, its recording prints. */
class RecordingLiveTest {
  private static final String NOBODY = "65534";

  @TempDir private Path directory;

  @BeforeAll
  static void assumeTracing() throws IOException, InterruptedException {
    Fdtrail.assumeTracing();
  }

  private Path file() {
    return directory.resolve("recording");
  }

  private static String[] plus(String[] options, String... more) {
    return Stream.concat(Arrays.stream(options), Arrays.stream(more)).toArray(String[]::new);
  }

  private Outcome read() throws IOException, InterruptedException {
    return Fdtrail.run("-o", "json", "-n", "^passfd$", "-r", file().toString());
  }

  /** Of the whole workload, with times, containers, losses and the summary. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "-o json",
        "-o ecs",
        "-o otel",
        "-T",
        "--trail -o json",
        "-o json -n ^passfd --with-peer",
        "--fields time,action,comm,fd,name,cmdline,ancestors,unit,crosses,sender",
        "-o json --fields +host,+boot_id,+seq,+tracer",
        "-o json --aggregate 0.1",
        "-F fd>3 -k memfd"
      })
  void itsRecordingPrintsWhatATracePrinted(String options)
      throws IOException, InterruptedException {
    String[] view = options.split(" ");
    Path rows = directory.resolve("rows");
    Outcome traced =
        Fdtrail.run(
            plus(
                view,
                "-w",
                file().toString(),
                "--print",
                "--output",
                rows.toString(),
                "--",
                Layout.PASSFD.toString(),
                "run"));
    assertThat(traced.status()).as(traced.err()).isZero();

    Outcome read = Fdtrail.run(plus(view, "-r", file().toString()));

    assertThat(read.status()).as(read.err()).isZero();
    assertThat(read.outLines()).hasSizeGreaterThan(50);
    assertThat(read.out()).isEqualTo(Files.readString(rows, StandardCharsets.UTF_8));
    assertThat(read.err()).isEqualTo(traced.err());
    Program.run("gzip", file().toString());
    Outcome unpacked = Fdtrail.run(plus(view, "-r", file() + ".gz"));
    assertThat(unpacked.out()).isEqualTo(read.out());
    assertThat(unpacked.err()).isEqualTo(read.err());
  }

  /** A recording keeps the name that the machine was given. */
  @Test
  void itKnowsWhatTheMachineWasCalled() throws IOException, InterruptedException {
    String[] traced = {"--host", "node-7", "-w", file().toString(), "--", "true"};
    assertThat(Fdtrail.run(traced).status()).isZero();

    Outcome read = Fdtrail.run("-o", "json", "--fields", "host", "-r", file().toString());

    assertThat(read.out()).contains("\"type\":\"summary\"").contains("\"host\":\"node-7\"");
  }

  private byte[] converted(String from, String format, String... filter)
      throws IOException, InterruptedException {
    Path to = directory.resolve("converted." + format);
    Files.deleteIfExists(to);
    Outcome outcome =
        Fdtrail.run(
            plus(
                new String[] {"convert", "--to", format, "-o", to.toString(), "-r", from}, filter));
    assertThat(outcome.status()).as(outcome.err()).isZero();
    return Files.readAllBytes(to);
  }

  /** What a trace printed as JSON, its recording has as JSON, as CSV and for Perfetto. */
  @ParameterizedTest
  @ValueSource(strings = {"", "-n ^passfd", "-x", "-F fd>3 -k memfd"})
  void itIsConvertedAlsoWhenItIsCompressed(String options)
      throws IOException, InterruptedException {
    String[] filter = options.isEmpty() ? new String[0] : options.split(" ");
    Path rows = directory.resolve("rows");
    String[] record = {"-o", "json", "-w", file().toString(), "--print", "--output"};
    Outcome traced =
        Fdtrail.run(
            plus(filter, plus(record, rows.toString(), "--", Layout.PASSFD.toString(), "run")));
    assertThat(traced.status()).as(traced.err()).isZero();
    String recording = file().toString();
    byte[] json = converted(recording, "json", filter);
    byte[] csv = converted(recording, "csv", filter);
    byte[] perfetto = converted(recording, "perfetto", filter);
    Program.run("gzip", recording);

    assertThat(new String(json, StandardCharsets.UTF_8)).isEqualTo(Files.readString(rows));
    long events = received(rows);
    assertThat(events).isGreaterThan(50);
    assertThat(new String(csv, StandardCharsets.UTF_8).lines()).hasSize((int) events + 1);
    assertThat(perfetto).hasSizeGreaterThan((int) events * 50);
    assertThat(converted(recording + ".gz", "json", filter)).isEqualTo(json);
    assertThat(converted(recording + ".gz", "csv", filter)).isEqualTo(csv);
    assertThat(converted(recording + ".gz", "perfetto", filter)).isEqualTo(perfetto);
  }

  /** A service's log, as it is and as logrotate compresses it. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-n ^passfd --with-peer",
        "--fields +cmdline,+ancestors,+start,+host,+boot_id,+seq,+tracer"
      })
  void itsJsonLinesPrintWhatATracePrinted(String options) throws IOException, InterruptedException {
    String[] view =
        plus(new String[] {"-o", "json"}, options.isEmpty() ? new String[0] : options.split(" "));
    Outcome traced =
        Fdtrail.run(
            plus(view, "--output", file().toString(), "--", Layout.PASSFD.toString(), "run"));
    assertThat(traced.status()).as(traced.err()).isZero();
    Outcome read = Fdtrail.run(plus(view, "-r", file().toString()));
    Program.run("gzip", file().toString());
    Outcome unpacked = Fdtrail.run(plus(view, "-r", file() + ".gz"));

    assertThat(read.status()).as(read.err()).isZero();
    assertThat(read.outLines()).hasSizeGreaterThan(50);
    assertThat(unpacked.out()).isEqualTo(read.out());
    Program.run("gunzip", file() + ".gz");
    assertThat(read.out()).isEqualTo(Files.readString(file(), StandardCharsets.UTF_8));
  }

  /** A ring that is too small, so that losses are reported in between. */
  @Test
  void lossesComeWhereTheyWere() throws IOException, InterruptedException {
    Outcome traced;
    try (Program tracer =
        Fdtrail.trace("-o", "json", "--ring-size", "4K", "-w", file().toString(), "--print")) {
      for (int i = 0; i < 3; i++) {
        Fdtrail.pass(5000);
      }
      tracer.signal("TERM");
      traced = tracer.await();
    }
    assertThat(Trace.parse(traced.outLines()).lostCount()).isPositive();

    assertThat(read().out()).isEqualTo(traced.out());
  }

  /** Without any right, and what the trace did not show. */
  @Test
  void anOrdinaryUserReadsIt() throws IOException, InterruptedException {
    Outcome traced =
        Fdtrail.run(
            "-w", file().toString(), "--", Layout.PASSFD.toString(), "one-thread", "20", "1");
    assertThat(traced.status()).isZero();
    assertThat(traced.errLines()).last().asString().endsWith("events, 0 lost");
    Path copy = Path.of("/tmp", "fdtrail-recording-" + ProcessHandle.current().pid());
    Files.copy(file(), copy, StandardCopyOption.REPLACE_EXISTING);
    Program.run("chmod", "644", copy.toString());
    List<String> command = new ArrayList<>(List.of("setpriv", "--clear-groups"));
    command.addAll(List.of("--reuid", NOBODY, "--regid", NOBODY, Layout.FDTRAIL.toString()));
    command.addAll(List.of("-r", copy.toString(), "-o", "json", "-a", "SEND"));

    Outcome read = Program.run(command.toArray(String[]::new));

    Files.delete(copy);
    assertThat(read.status()).as(read.err()).isZero();
    assertThat(Trace.parse(read.outLines()).events())
        .hasSize(20)
        .allMatch(row -> row.path("action").asText().equals("SEND"));
  }

  /** As logrotate does. Each file can be read alone, and all of them together. */
  @Test
  void partsAreReadAloneAndTogether() throws IOException, InterruptedException {
    Path renamed = directory.resolve("recording.1");
    Outcome traced;
    try (Program tracer = Fdtrail.trace("-o", "json", "-w", file().toString(), "--print")) {
      while (Files.size(file()) == 0) {
        Thread.sleep(10); // until it is a recording
      }
      Fdtrail.pass(10);
      Files.move(file(), renamed);
      tracer.signal("HUP");
      Fdtrail.pass(23);
      tracer.signal("TERM");
      traced = tracer.await();
    }
    String[] view = {"-o", "json", "-n", "^passfd$"};

    Outcome whole = Fdtrail.run(plus(view, "-r", file().toString(), renamed.toString()));
    Outcome first = Fdtrail.run(plus(view, "-r", renamed.toString()));
    Outcome last = Fdtrail.run(plus(view, "-r", file().toString()));

    assertThat(whole.status()).as(whole.err()).isZero();
    assertThat(whole.out()).isEqualTo(traced.out());
    assertThat(first.status()).isEqualTo(1);
    assertThat(first.err()).contains("fdtrail: the recording has no end: ");
    assertThat(last.err()).contains("fdtrail: other files of this trace were not given");
    assertThat(events(first).size() + events(last).size()).isEqualTo(66);
    assertThat(events(last))
        .isNotEmpty()
        .allMatch(row -> row.path("process").asText().equals("passfd"));
  }

  /** Recordings and logs, until a signal ends it. */
  @ParameterizedTest
  @ValueSource(strings = {"-w FILE --print", "--output FILE"})
  void aFileThatGrowsIsFollowedAcrossARename(String options)
      throws IOException, InterruptedException {
    Path rows = directory.resolve("rows");
    String[] traced = ("-o json " + options).replace("FILE", file().toString()).split(" ");
    List<String> follow = new ArrayList<>(List.of(Layout.FDTRAIL.toString(), "-o", "json"));
    follow.addAll(List.of("--output", rows.toString(), "-a", "RECV", "-n", "^passfd$"));
    follow.addAll(List.of("--follow", "-r", file().toString()));
    Path renamed = directory.resolve("renamed");
    try (Program tracer = Fdtrail.trace(traced)) {
      do {
        Fdtrail.pass(1);
      } while (Files.size(file()) == 0);
      try (Program reader = Program.start(follow)) {
        while (received(rows) == 0) {
          Fdtrail.pass(1); // until it reads
        }
        Files.move(file(), renamed);
        tracer.signal("HUP");
        Fdtrail.pass(23);
        tracer.signal("TERM");
        tracer.await();
        Outcome all =
            Fdtrail.run("-a", "RECV", "-o", "json", "-r", file().toString(), renamed.toString());
        while (received(rows) < events(all).size()) {
          Thread.sleep(50); // until all are shown
        }
        reader.signal("TERM");
        Outcome followed = reader.await();
        assertThat(followed.status()).as(followed.err()).isZero();
        assertThat(events(all)).hasSizeGreaterThan(23);
        assertThat(received(rows)).isEqualTo(events(all).size());
      }
    }
  }

  /** Emptied, as logrotate's copytruncate does; removed, and made again later. */
  @Test
  void aLogThatIsEmptiedOrMadeAgainIsFollowed() throws IOException, InterruptedException {
    Path sample =
        Path.of("src/test/resources/io/fdtrail/recording/version-1.json").toAbsolutePath();
    List<String> lines = Files.readAllLines(sample);
    Path rows = directory.resolve("rows");
    Files.write(file(), lines.subList(0, 5));
    Program.run("chmod", "640", file().toString());
    List<String> follow = new ArrayList<>(List.of(Layout.FDTRAIL.toString(), "-o", "json"));
    follow.addAll(List.of("--output", rows.toString(), "--follow", "-r", file().toString()));
    try (Program reader = Program.start(follow)) {
      awaitReceived(rows, 5);
      Files.write(file(), new byte[0]);
      Thread.sleep(500);
      Files.write(file(), lines.subList(5, 8));
      awaitReceived(rows, 8);
      Files.delete(file());
      Thread.sleep(500);
      Files.write(file(), lines.subList(8, 12));
      awaitReceived(rows, 12);
      reader.signal("TERM");
      Outcome followed = reader.await();
      assertThat(followed.status()).as(followed.err()).isZero();
    }
    assertThat(Files.readAllLines(rows)).isEqualTo(lines.subList(0, 12));
  }

  private static void awaitReceived(Path rows, int count) throws IOException, InterruptedException {
    for (int i = 0; i < 200 && received(rows) < count; i++) {
      Thread.sleep(50);
    }
    assertThat(received(rows)).isEqualTo(count);
  }

  private static long received(Path rows) throws IOException {
    if (!Files.exists(rows)) {
      return 0;
    }
    try (Stream<String> lines = Files.lines(rows)) {
      return lines.filter(line -> line.startsWith("{\"type\":\"event\"")).count();
    }
  }

  private static List<JsonNode> events(Outcome outcome) {
    return Trace.parse(outcome.outLines()).events();
  }

  @Test
  void aFileOfOthersIsNotReplaced() throws IOException, InterruptedException {
    Files.writeString(file(), "my thesis");

    Outcome outcome = Fdtrail.run("-w", file().toString(), "-d", "1");

    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.errLines())
        .singleElement()
        .asString()
        .endsWith("it contains something else: choose another name");
    assertThat(file()).hasContent("my thesis");
  }

  /** The tracer is killed: what it has written is read. */
  @Test
  void aTracerThatIsKilledLeavesWhatItHasWritten() throws IOException, InterruptedException {
    try (Program tracer = Fdtrail.trace("-o", "json", "-w", file().toString(), "--print")) {
      while (events(read()).size() < 20) {
        Fdtrail.pass(10);
      }
      tracer.signal("KILL");
      tracer.await();
    }
    Outcome read = read();

    assertThat(read.status()).isEqualTo(1);
    assertThat(events(read)).hasSizeGreaterThanOrEqualTo(20);
    assertThat(read.errLines())
        .singleElement()
        .asString()
        .startsWith("fdtrail: the recording has no end: ");
  }
}
