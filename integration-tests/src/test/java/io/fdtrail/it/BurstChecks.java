package io.fdtrail.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;

/** Every row of a burst is there, or counted as lost; and of an ordinary one none is lost. */
final class BurstChecks {
  /** Descriptors of a burst that may be too many for the ring. */
  private static final long HARD_BURST = 100_000;

  private BurstChecks() {}

  /** The backend that is chosen by itself is the one that loses nothing on this kernel, and doctor says so. */
  static void chosen(String run, GuestResults results) throws IOException {
    of(run, results, false, 1);
    String expected = preempts(run, results) ? "kprobe" : "fentry";
    assertThat(results.lines(run, "bursts")).allSatisfy(burst -> assertThat(burst).contains("\"backend\":\"" + expected + "\""));
    assertThat(results.text(run, "doctor"))
        .containsPattern("ok +preemption +the kernel .*preempt.*" + expected + ".* comes first\n")
        .containsPattern("ok +" + expected + " +works, and is used\n");
  }

  /** @param skips whether the kernel may skip programs of this backend */
  static void of(String run, GuestResults results, boolean skips) throws IOException {
    of(run, results, skips, 5);
  }

  private static void of(String run, GuestResults results, boolean skips, int count) throws IOException {
    assertThat(results.status(run)).as(results.text(run, "log")).isZero();
    List<JsonNode> bursts = results.lines(run, "bursts").stream().map(Json::parse).toList();
    assertThat(bursts).hasSize(count);
    for (JsonNode burst : bursts) {
      String[] size = burst.path("burst").asText().split(" ");
      long descriptors = Long.parseLong(size[0]) * Long.parseLong(size[1]) * Long.parseLong(size[2]);
      long rows = burst.path("rows").asLong();
      long lost = burst.path("summary").path("lost").asLong(-1);
      String story = burst + results.text(run, "lost");
      if (skips) {
        // Runs are counted, not rows: the run that begins a receive stands for all its rows, the one that ends it for none.
        assertThat(rows).as(story).isLessThanOrEqualTo(2 * descriptors);
        assertThat(rows == 2 * descriptors || lost > 0).as(story).isTrue();
      } else {
        assertThat(rows + lost).as(story).isEqualTo(2 * descriptors);
        assertThat(descriptors < HARD_BURST && lost != 0).as(story).isFalse();
      }
    }
  }

  /** Whether the guest's kernel preempts itself. */
  static boolean preempts(String run, GuestResults results) throws IOException {
    return results.text(run, "preempt").matches("(?s).*\\((lazy|full)\\).*");
  }
}
