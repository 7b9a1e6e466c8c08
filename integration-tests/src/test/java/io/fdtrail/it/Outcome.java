package io.fdtrail.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import java.util.List;

/**
 * How a program ended.
 *
 * @param status exit status, or 128 and the signal's number
 */
record Outcome(int status, String out, String err) {
  List<String> outLines() {
    return out.lines().toList();
  }

  List<String> errLines() {
    return err.lines().toList();
  }

  /** It did nothing, and one line says why: {@code fdtrail: BEGINNING ...}, with these words. */
  void assertRefused(int expected, String beginning, CharSequence... words) {
    assertThat(status).as(err).isEqualTo(expected);
    assertThat(out).isEmpty();
    assertThat(errLines()).singleElement(STRING).startsWith("fdtrail: " + beginning);
    assertThat(words).allSatisfy(word -> assertThat(err).contains(word));
  }
}
