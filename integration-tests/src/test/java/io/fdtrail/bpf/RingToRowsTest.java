package io.fdtrail.bpf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is recorded is what today's programs write. */
class RingToRowsTest {
  @TempDir Path directory;

  @Test
  void eachRoundGivesTheRowsOfAllRecords() throws IOException {
    List<String> rows = rows("JSON", 2);

    assertThat(rows).hasSize(2 * RecordedRing.RECORDS);
    assertThat(rows)
        .anyMatch(
            row -> row.contains("\"action\":\"SEND\"") && row.contains("\"name\":\"/dev/null\""));
    assertThat(rows)
        .anyMatch(
            row -> row.contains("\"action\":\"RECV\"") && row.contains("\"kind\":\"sock:unix\""));
    assertThat(rows)
        .anyMatch(
            row -> row.contains("\"action\":\"DROP\"") && row.contains("\"reason\":\"nocontrol\""));
  }

  @Test
  void aRoundIsAboutWhatTheOneBeforeWasNot() throws IOException {
    assertThat(rows("JSON", 3)).doesNotHaveDuplicates();
  }

  @Test
  void rowsOfATable() throws IOException {
    assertThat(rows("table", 1))
        .hasSize(RecordedRing.RECORDS)
        .anyMatch(row -> row.startsWith("RECV ") && row.contains("  < "));
  }

  private List<String> rows(String to, int rounds) throws IOException {
    Path file = directory.resolve("rows");
    RingToRows benchmark = new RingToRows();
    benchmark.to = to;
    benchmark.open(file);
    for (int round = 0; round < rounds; round++) {
      benchmark.refill();
      assertThat(benchmark.ring()).isEqualTo(RecordedRing.RECORDS);
    }
    return Files.readAllLines(file);
  }
}
