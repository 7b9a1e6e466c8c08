package io.fdtrail.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code fdtrail inflight}, on this machine's own kernel. */
class InflightLiveTest {
  private static final String PROCESS = "passfd/[0-9]+ fd [0-9]+";

  @TempDir private Path directory;

  @BeforeAll
  static void assumeTracing() throws IOException, InterruptedException {
    Fdtrail.assumeTracing();
  }

  /** Runs a command while descriptors of all sorts are queued. */
  private Outcome whileQueued(int sockets, int each, String... command)
      throws IOException, InterruptedException {
    List<String> all =
        new ArrayList<>(
            List.of(
                Layout.PASSFD.toString(), "queued", truth().toString(), "" + sockets, "" + each));
    all.addAll(List.of(command));
    return Program.run(all.toArray(String[]::new));
  }

  private Path truth() {
    return directory.resolve("truth");
  }

  @Test
  void everyQueueIsReported() throws IOException, InterruptedException {
    Outcome outcome = whileQueued(100, 10, Layout.FDTRAIL.toString(), "inflight", "-o", "json");
    assertThat(outcome.status()).as(outcome.err()).isZero();
    assertThat(outcome.err()).isEmpty();
    assertThat(Files.readAllLines(truth())).hasSize(134);
    assertThat(Queues.faults(Files.readAllLines(truth()), outcome.outLines(), false)).isEmpty();
    JsonNode summary = Json.parse(outcome.outLines().get(outcome.outLines().size() - 1));
    assertThat(summary.has("incomplete")).isFalse();
    assertThat(summary.path("descriptors").asInt()).isGreaterThanOrEqualTo(1292);
  }

  @Test
  void theTableNamesTheLimit() throws IOException, InterruptedException {
    Outcome outcome = whileQueued(2, 10, Layout.FDTRAIL.toString(), "inflight");
    assertThat(outcome.status()).as(outcome.err()).isZero();
    assertThat(outcome.out())
        .contains("SOCKET")
        .contains("passfd/")
        .contains("/memfd:m0 (deleted)")
        .contains("not accepted");
    assertThat(outcome.outLines())
        .contains(
            "user 54321: 31 in flight, 30 allowed (RLIMIT_NOFILE of the sender): more are refused with ETOOMANYREFS")
        .anyMatch(
            line ->
                line.matches(
                    "user 0: .* its senders have no limit \\(CAP_SYS_RESOURCE or CAP_SYS_ADMIN\\)"))
        .anyMatch(line -> line.matches("  itself queued in \\[[0-9]+], held by " + PROCESS))
        .anyMatch(
            line ->
                line.matches("  its listener queued in a connection not accepted by " + PROCESS))
        .anyMatch(
            line ->
                line.matches("not accepted +stream +1 +0 +" + PROCESS + "  +" + PROCESS + "  +@.*"))
        .anyMatch(
            line ->
                line.matches("not accepted +stream +10 +0 +" + PROCESS + "  +-/[0-9]+ fd -  +@.*"));
    assertThat(outcome.errLines())
        .singleElement()
        .asString()
        .matches("[0-9]+ queues, [0-9]+ descriptors");
  }

  /** More than the ring and our memory hold: what had no room is counted, one by one. */
  @Test
  void whatIsTooMuchIsCounted() throws IOException, InterruptedException {
    Outcome outcome = whileQueued(1500, 253, Layout.FDTRAIL.toString(), "inflight", "-o", "json");
    assertThat(outcome.status()).as(outcome.err()).isZero();
    JsonNode summary = Json.parse(outcome.outLines().get(outcome.outLines().size() - 1));
    Matcher missing =
        Pattern.compile(
                "([0-9]+) descriptors found no room in the ring; ([0-9]+) descriptors are omitted: at most 100000 .*")
            .matcher(summary.path("incomplete").asText());
    assertThat(missing.matches()).as(summary.toString()).isTrue();
    long all =
        summary.path("descriptors").asLong()
            + Long.parseLong(missing.group(1))
            + Long.parseLong(missing.group(2));
    assertThat(all).isGreaterThanOrEqualTo(1500 * 253);
    assertThat(summary.path("descriptors").asInt()).isEqualTo(100_000);
  }

  @Test
  void headEndsItWithoutAWord() throws IOException, InterruptedException {
    Outcome outcome =
        Program.shell(
            "%s queued %s 2000 20 sh -c '{ %s inflight -o json; echo $? >%s; } | head -n 1'"
                .formatted(Layout.PASSFD, truth(), Layout.FDTRAIL, directory.resolve("status")));
    assertThat(outcome.outLines()).hasSize(1);
    assertThat(outcome.err()).isEmpty();
    assertThat(directory.resolve("status")).hasContent("141");
  }
}
