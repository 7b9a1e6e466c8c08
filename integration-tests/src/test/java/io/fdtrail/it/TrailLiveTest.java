package io.fdtrail.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code fdtrail trail} of files that go over two hops. */
class TrailLiveTest {
  @BeforeAll
  static void assumeTracing() throws IOException, InterruptedException {
    Fdtrail.assumeTracing();
  }

  /** What is wrong with what was reported of {@code passfd chain MESSAGES}. */
  static List<String> faults(List<String> reported, int messages) {
    List<JsonNode> trails =
        reported.stream()
            .map(Json::parse)
            .filter(trail -> trail.path("type").asText().equals("trail"))
            .toList();
    List<String> faults = new ArrayList<>();
    for (int hops = 1; hops <= 2; hops++) {
      Set<String> expected =
          IntStream.range(0, messages)
              .mapToObj(i -> "/memfd:m" + i + " (deleted)")
              .collect(Collectors.toSet());
      for (JsonNode trail : trails) {
        if (trail.path("stops").size() == hops + 1
            && !expected.remove(trail.path("name").asText())) {
          faults.add("reported twice, or of another file: " + trail);
        }
      }
      if (!expected.isEmpty()) {
        faults.add("no trail of " + hops + " hops: " + expected);
      }
    }
    Set<List<Integer>> ways =
        trails.stream()
            .filter(trail -> trail.path("stops").size() == 3)
            .map(TrailLiveTest::pids)
            .collect(Collectors.toSet());
    if (ways.size() != 1 || Set.copyOf(ways.iterator().next()).size() != 3) {
      faults.add("not one way over three processes: " + ways);
    }
    return faults;
  }

  private static List<Integer> pids(JsonNode trail) {
    List<Integer> pids = new ArrayList<>();
    trail.path("stops").forEach(stop -> pids.add(stop.path("pid").asInt()));
    return pids;
  }

  @Test
  void hopsArePutTogether() throws IOException, InterruptedException {
    Outcome outcome =
        Fdtrail.run("trail", "-o", "json", "--", Layout.PASSFD.toString(), "chain", "20");
    assertThat(outcome.status()).as(outcome.err()).isZero();
    assertThat(faults(outcome.outLines(), 20)).isEmpty();
  }

  @Test
  void aLineIsTheWholeWay() throws IOException, InterruptedException {
    Outcome outcome = Fdtrail.run("--trail", "--", Layout.PASSFD.toString(), "chain", "1");
    assertThat(outcome.status()).as(outcome.err()).isZero();
    assertThat(outcome.outLines()).hasSize(2);
    assertThat(outcome.outLines().get(1))
        .matches(
            "passfd/[0-9]+ fd [0-9]+ -> passfd/[0-9]+ fd [0-9]+ -> passfd/[0-9]+ fd [0-9]+  /memfd:m0 \\(deleted\\)");
    assertThat(outcome.err()).isEqualTo("2 events, 0 lost\n");
  }

  @Test
  void optionsOfRowsAreUnknown() throws IOException, InterruptedException {
    Outcome outcome = Fdtrail.run("trail", "-T");
    assertThat(outcome.status()).isEqualTo(2);
    assertThat(outcome.errLines())
        .singleElement()
        .isEqualTo("fdtrail: unknown option -T; try 'fdtrail trail --help'");
  }
}
