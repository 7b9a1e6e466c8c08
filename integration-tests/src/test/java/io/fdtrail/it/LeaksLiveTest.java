package io.fdtrail.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * {@code fdtrail leaks}: 50 descriptors are received, 20 stay open, and the sender has 5 of them
 * too.
 */
class LeaksLiveTest {
  private static final String UNSEEN =
      "tracepoint does not see what is taken by pidfd_getfd or planted by a seccomp supervisor";
  private static final List<String> KEEP = List.of("keep", "50", "20", "5", "20");

  @BeforeAll
  static void assumeTracing() throws IOException, InterruptedException {
    Fdtrail.assumeTracing();
  }

  /** What is wrong with what was told of {@code passfd keep 50 20 5}. */
  static List<String> faults(List<String> told) {
    List<JsonNode> leaks =
        told.stream()
            .map(Json::parse)
            .filter(leak -> leak.path("sender_comm").asText().equals("passfd"))
            .toList();
    List<String> faults = new ArrayList<>();
    if (leaks.size() != 1) {
      return List.of("not one row: " + told);
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
    List<String> command =
        new ArrayList<>(
            List.of(
                Layout.FDTRAIL.toString(),
                "leaks",
                "-v",
                "-d",
                "2",
                "--after",
                "1",
                "-n",
                "^passfd$"));
    command.addAll(List.of(options));
    try (Program tracer = Fdtrail.tracing(command)) {
      List<String> passfd = new ArrayList<>(List.of(Layout.PASSFD.toString()));
      passfd.addAll(workload);
      Program running = Program.start(passfd);
      try {
        return tracer.await();
      } finally {
        running.close();
      }
    }
  }

  @Test
  void whatStaysOpenIsTold() throws IOException, InterruptedException {
    Outcome outcome = leaks(KEEP, "-o", "json");
    assertThat(outcome.status()).as(outcome.err()).isZero();
    assertThat(faults(outcome.outLines())).isEmpty();
    JsonNode summary = Json.parse(outcome.outLines().get(outcome.outLines().size() - 1));
    assertThat(summary.path("received").asInt()).isEqualTo(50);
    assertThat(summary.path("incomplete").asText()).isEqualTo(isTracepoint(outcome) ? UNSEEN : "");
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
        .matches("passfd +passfd +anon:eventfd +50 +20 +5 +anon_inode:\\[eventfd]");
    assertThat(outcome.outLines().get(2)).matches("  open in [0-9]+:( [0-9-]+)+");
    assertThat(outcome.outLines().get(3)).matches("  held by [0-9]+:( [0-9-]+)+");
    assertThat(outcome.errLines())
        .last()
        .isEqualTo(
            "50 received; 20 are open at the number received, 5 at the number sent; copies are not looked for");
    assertThat(outcome.errLines().contains("fdtrail: incomplete: " + UNSEEN))
        .isEqualTo(isTracepoint(outcome));
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
