package io.fdtrail.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecentResultsTest {
  private final RecentResults<String, String> kept = new RecentResults<>();
  private final List<String> asked = new ArrayList<>();

  private String get(String object, String resolved) {
    return kept.get(
        object,
        object.charAt(0),
        unresolved -> {
          asked.add(unresolved);
          return resolved;
        });
  }

  @Test
  void isAskedOnceForAnObject() {
    assertThat(get("a", "A")).isEqualTo("A");
    assertThat(get("a", "B")).isEqualTo("A");
    assertThat(asked).containsExactly("a");
  }

  @Test
  void anEqualObjectIsAnother() {
    get("a", "A");

    assertThat(get(new String("a"), "B")).isEqualTo("B");
  }

  @Test
  void whatCannotBeReportedYetIsAskedAgain() {
    assertThat(get("a", null)).isNull();
    assertThat(get("a", "A")).isEqualTo("A");
  }

  @Test
  void anotherWithTheSameNumberReplacesIt() {
    get("a", "A");
    get("another", "B");

    assertThat(get("a", "C")).isEqualTo("C");
  }

  @Test
  void othersStay() {
    String a = "a";
    get(a, "A");
    get("b", "B");

    assertThat(get(a, "C")).isEqualTo("A");
  }
}
