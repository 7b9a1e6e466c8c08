package io.fdtrail.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.fdtrail.event.RawText;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextTest {
  @ParameterizedTest
  @CsvSource({
    "/usr/bin/client, client",
    "/usr/bin/client (deleted), client",
    "/tmp/a (deleted)/b, b",
    "client, client",
    "/, ''",
    "/usr/, ''",
    "'', ''",
    "' (deleted)', ''",
    "/memfd:x (deleted), memfd:x",
  })
  void theLastComponentOfAPath(String path, String last) {
    assertThat(Text.of("before").putLast(RawText.of(path))).hasToString("before" + last);
  }
}
