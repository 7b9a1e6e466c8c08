package io.fdtrail.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the output goes, and what becomes of a trace that cannot write any more. */
class OutputLiveTest {
  @TempDir private Path directory;

  @BeforeAll
  static void assumeTracing() throws IOException, InterruptedException {
    Fdtrail.assumeTracing();
  }

  @Test
  void headEndsItWithoutAWord() throws IOException, InterruptedException {
    Outcome outcome =
        Program.shell(
            "{ %s -n '^passfd$' -- %s one-thread 5000 1; echo $? >%s; } | head -n 3"
                .formatted(Layout.FDTRAIL, Layout.PASSFD, directory.resolve("status")));
    assertThat(outcome.outLines()).hasSize(3);
    assertThat(outcome.err()).isEmpty();
    assertThat(directory.resolve("status")).hasContent("141");
  }

  @Test
  void aReaderThatLeavesEndsAnIdleTraceToo() throws IOException, InterruptedException {
    Outcome outcome =
        Program.shell(
            "{ %s -n 'nobody is called so'; echo $? >%s; } | head -n 1"
                .formatted(Layout.FDTRAIL, directory.resolve("status")));
    assertThat(outcome.outLines()).hasSize(1);
    assertThat(outcome.err()).isEmpty();
    assertThat(directory.resolve("status")).hasContent("141");
  }

  @Test
  void aFullDiskIsOneLineAndLeavesWholeLines() throws IOException, InterruptedException {
    String script =
        "mount -t tmpfs -o size=64k tmpfs %1$s && { %2$s -o json -- sh -c 'exec %3$s one-thread 5000 1 >/dev/null' >%1$s/events; status=$?; }"
            + "; cat %1$s/events; exit $status";
    Path small = Files.createDirectory(directory.resolve("small"));
    Outcome outcome =
        Program.withMountsOfItsOwn(script.formatted(small, Layout.FDTRAIL, Layout.PASSFD));
    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.errLines())
        .singleElement()
        .asString()
        .startsWith("fdtrail: ")
        .contains("No space left");
    assertThat(outcome.out()).endsWith("\n");
    Trace trace = Trace.parse(outcome.outLines());
    assertThat(trace.faults()).isEmpty();
    assertThat(trace.events()).isNotEmpty();
  }

  @Test
  void aClosedOutputIsOneLine() throws IOException, InterruptedException {
    Outcome outcome = Program.shell(Layout.FDTRAIL + " -d 1 >&-");
    outcome.assertRefused(1, "");
  }

  /** The kernel's records have the machine's clock, whatever ours was moved by. */
  @Test
  void aTimeNamespaceMovesNoTime() throws IOException, InterruptedException {
    Instant before = Instant.now();
    Outcome outcome =
        Program.run(
            "unshare",
            "--time",
            "--boottime",
            "86400",
            Layout.FDTRAIL.toString(),
            "-o",
            "json",
            "--",
            Layout.PASSFD.toString(),
            "one-thread",
            "1",
            "1");
    assertThat(outcome.status()).as(outcome.err()).isZero();
    List<String> objects =
        outcome.outLines().stream().filter(line -> line.startsWith("{\"type\"")).toList();
    Trace trace = Trace.parse(objects);
    assertThat(trace.events()).isNotEmpty();
    assertThat(trace.events())
        .allSatisfy(
            event ->
                assertThat(Instant.parse(event.path("time").asText()))
                    .isBetween(before.minusSeconds(1), Instant.now()));
  }

  @Test
  void demoShowsBothSidesOfManyKinds() throws IOException, InterruptedException {
    Outcome outcome = Fdtrail.run("demo", "-o", "json");
    assertThat(outcome.status()).as(outcome.err()).isZero();
    Trace trace = Trace.parse(outcome.outLines());
    assertThat(trace.endingFaults()).isEmpty();
    List<String> kinds =
        trace.events().stream().map(row -> row.path("kind").asText()).distinct().toList();
    assertThat(kinds)
        .contains(
            "reg", "dir", "chr", "fifo", "memfd", "pidfd", "sock:unix", "sock:tcp", "anon:eventfd");
    Pairing pairing = Pairing.of(trace.events());
    assertThat(pairing.faults()).isEmpty();
    assertThat(pairing.paired()).isGreaterThanOrEqualTo(kinds.size());
  }
}
