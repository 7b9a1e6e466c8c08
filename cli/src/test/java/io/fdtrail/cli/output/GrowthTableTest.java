package io.fdtrail.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import io.fdtrail.event.RawText;
import io.fdtrail.leaks.Growing;
import io.fdtrail.leaks.Growing.Change;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How growth is worded, and when a process is named. */
class GrowthTableTest {
  private final ByteArrayOutputStream reported = new ByteArrayOutputStream();
  private final LimitWarnings warnings =
      new LimitWarnings(80, new PrintStream(reported, true, StandardCharsets.US_ASCII));

  @ParameterizedTest
  @CsvSource({
    "2, 10, +12/min",
    "0, 10, +0/min",
    "-1, 40, -1.5/min",
    "1000, 7, +8571/min",
    "1, 120, +30/h",
    "-1, 3600, -1/h",
    "1, 86400, +1/d",
    "1, 864000, +0.1/d"
  })
  void rates(int count, long seconds, String text) {
    assertThat(GrowthTable.rate(new Change(count, seconds * 1_000_000_000))).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0 s",
    "59, 59 s",
    "60, 1 min",
    "3599, 59 min",
    "3600, 1 h",
    "86399, 23 h",
    "86400, 1 d",
    "9000000000, 104166 d"
  })
  void times(long seconds, String text) {
    assertThat(GrowthTable.rough(Duration.ofSeconds(seconds))).isEqualTo(text);
  }

  private static Growing row(String comm, long start, OptionalInt descriptors) {
    return new Growing(
        7,
        start,
        RawText.of(comm),
        List.of(),
        1,
        Optional.empty(),
        descriptors,
        OptionalLong.of(10));
  }

  private String look(Growing... rows) {
    reported.reset();
    warnings.look(Arrays.asList(rows));
    return reported.toString(StandardCharsets.US_ASCII);
  }

  private String look(int descriptors) {
    return look(row("bus", 1, OptionalInt.of(descriptors)));
  }

  @Test
  void aProcessIsNamedOnceUntilItIsBelow() {
    assertThat(look(7)).isEmpty();
    assertThat(look(8)).isEqualTo("fdtrail: bus/7 has 8 of 10 descriptors open (80%)\n");
    assertThat(look(9)).isEmpty();
    assertThat(look(row("bus", 1, OptionalInt.empty()))).isEmpty();
    assertThat(look(9)).isEmpty();
    assertThat(look(7)).isEmpty();
    assertThat(look(8)).contains("bus/7");
  }

  @Test
  void anotherProcessWithItsPidIsNamed() {
    assertThat(look(8)).contains("bus/7");
    assertThat(look(row("bus", 2, OptionalInt.of(8)))).contains("bus/7");
  }

  @Test
  void itsNameIsEscaped() {
    assertThat(look(row("x\n/8 has", 1, OptionalInt.of(8))))
        .isEqualTo("fdtrail: x\\n\\578 has/7 has 8 of 10 descriptors open (80%)\n");
  }
}
