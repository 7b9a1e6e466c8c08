package io.fdtrail.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fdtrail.it.LeakWays.Way;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * {@code fdtrail leaks}: 50 descriptors are received, 20 stay open, and the sender has 5 of them
 * too.
 */
class LeaksLiveTest {
  private static final String UNSEEN =
      "tracepoint does not see what is taken by pidfd_getfd or planted by a seccomp supervisor";

  /** The receiver of keep makes eventfds where those that it received had been in memory. */
  private static final String DOUBTFUL = "[0-9]+ more places may have [^;]*";

  private static final List<String> KEEP = List.of("keep", "50", "20", "5", "20");

  @BeforeAll
  static void assumeTracing() throws IOException, InterruptedException {
    Fdtrail.assumeTracing();
  }

  /** What is wrong with what was reported of {@code passfd keep 50 20 5}. */
  static List<String> faults(List<String> reported) {
    List<JsonNode> leaks =
        reported.stream()
            .map(Json::parse)
            .filter(leak -> leak.path("sender_comm").asText().equals("passfd"))
            .toList();
    List<String> faults = new ArrayList<>();
    if (leaks.size() != 1) {
      return List.of("not one row: " + reported);
    }
    JsonNode leak = leaks.get(0);
    if (leak.path("received").asInt() != 50
        || leak.path("open").asInt() != 20
        || leak.path("held").asInt() != 5) {
      faults.add("not 50 received, 20 open, 5 held: " + leak);
    }
    if (leak.path("open_in").size() != 1 || leak.path("open_in").path(0).path("fds").size() != 20) {
      faults.add("not 20 numbers of one receiver: " + leak);
    }
    if (leak.path("held_by").size() != 1 || leak.path("held_by").path(0).path("fds").size() != 5) {
      faults.add("not 5 numbers of one sender: " + leak);
    }
    if (!leak.path("kind").asText().equals("anon:eventfd")) {
      faults.add("not eventfds: " + leak);
    }
    return faults;
  }

  private static Outcome leaks(List<String> workload, String... options)
      throws IOException, InterruptedException {
    return leaks(List.of(workload), "2", "^passfd$", options);
  }

  private static Outcome leaks(
      List<List<String>> workloads, String seconds, String name, String... options)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Layout.FDTRAIL.toString(),
                "leaks",
                "-v",
                "-d",
                seconds,
                "--after",
                "1",
                "-n",
                name));
    command.addAll(List.of(options));
    List<Program> running = new ArrayList<>();
    try (Program tracer = Fdtrail.tracing(command)) {
      for (List<String> workload : workloads) {
        List<String> passfd = new ArrayList<>(List.of(Layout.PASSFD.toString()));
        passfd.addAll(workload);
        running.add(Program.start(passfd));
      }
      return tracer.await();
    } finally {
      for (Program program : running) {
        program.close();
      }
    }
  }

  @Test
  void whatStaysOpenIsReported() throws IOException, InterruptedException {
    Outcome outcome = leaks(KEEP, "-o", "json");
    assertThat(outcome.status()).as(outcome.err()).isZero();
    assertThat(faults(outcome.outLines())).isEmpty();
    JsonNode summary = Json.parse(outcome.outLines().get(outcome.outLines().size() - 1));
    assertThat(summary.path("received").asInt()).isEqualTo(50);
    String incomplete = summary.path("incomplete").asText().replaceFirst("(; |^)" + DOUBTFUL, "");
    assertThat(incomplete).isEqualTo(isTracepoint(outcome) ? UNSEEN : "");
  }

  @Test
  void whatChildrenInheritIsChosen() throws IOException, InterruptedException {
    assertThat(faults(leaks(KEEP, "-o", "json", "--inheritable").outLines())).isEmpty();
  }

  @Test
  void theTableNamesTheNumbers() throws IOException, InterruptedException {
    Outcome outcome = leaks(KEEP);
    assertThat(outcome.status()).as(outcome.err()).isZero();
    assertThat(outcome.outLines()).hasSize(4);
    assertThat(outcome.outLines().get(1))
        .matches("passfd +passfd +anon:eventfd +50 +20 +0 +5 +0 +0 +0 +anon_inode:\\[eventfd]");
    assertThat(outcome.outLines().get(2)).matches("  open in [0-9]+:( [0-9-]+)+");
    assertThat(outcome.outLines().get(3)).matches("  held by [0-9]+:( [0-9-]+)+");
    assertThat(outcome.errLines())
        .last()
        .isEqualTo("50 received; 20 open, 0 copies, 5 held, 0 elsewhere, 0 queued, 0 mapped");
    assertThat(outcome.errLines().contains("fdtrail: incomplete: " + UNSEEN))
        .isEqualTo(isTracepoint(outcome));
  }

  /** Each program is alone, and all run at once. */
  private static Outcome leaksOf(List<Way> ways, String... options)
      throws IOException, InterruptedException {
    String names = ways.stream().map(Way::name).collect(Collectors.joining("|", "^(", ")$"));
    return leaks(ways.stream().map(way -> way.command(20)).toList(), "4", names, options);
  }

  @Test
  void whereTheFilesOfPublicReportsAreIsReported() throws IOException, InterruptedException {
    Outcome outcome = leaksOf(LeakWays.seen(false, false), "-o", "json");
    assertThat(outcome.status()).as(outcome.err()).isZero();
    List<Way> ways = LeakWays.seen(isTracepoint(outcome), false);
    assertThat(LeakWays.faults(outcome.outLines(), ways)).isEmpty();
  }

  @Test
  void theTableNamesTheirPlaces() throws IOException, InterruptedException {
    Outcome outcome = leaksOf(LeakWays.seen(false, false));
    assertThat(outcome.status()).as(outcome.err()).isZero();
    for (Way way : LeakWays.seen(isTracepoint(outcome), false)) {
      assertThat(outcome.outLines())
          .filteredOn(line -> line.matches(way.row()))
          .as(way.name())
          .hasSize(way.rows());
    }
    for (String line :
        List.of(
            "copies in [0-9]+: 1000-1011",
            "copies held by [0-9]+:( [0-9-]+)+",
            "elsewhere in [0-9]+: [0-9]+",
            "queued to [0-9]+: socket [0-9]+",
            "mapped in [0-9]+: inode( [0-9-]+)+")) {
      assertThat(outcome.outLines()).anyMatch(reported -> reported.matches("  " + line));
    }
  }

  @Test
  void whoSendsToItselfHoldsItOnce() throws IOException, InterruptedException {
    Outcome outcome = leaks(List.of("keep-own", "7", "20"), "-o", "json");
    assertThat(outcome.status()).as(outcome.err()).isZero();
    JsonNode leak = Json.parse(outcome.outLines().get(0));
    assertThat(leak.path("received").asInt()).isEqualTo(7);
    assertThat(leak.path("open").asInt()).isEqualTo(7);
    assertThat(leak.path("held").asInt()).isZero();
  }

  private static boolean isTracepoint(Outcome outcome) {
    return outcome.err().contains("tracing with tracepoint");
  }
}
