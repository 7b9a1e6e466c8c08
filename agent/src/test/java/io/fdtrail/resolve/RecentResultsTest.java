package io.fdtrail.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecentResultsTest {
  private final RecentResults<String> kept = new RecentResults<>();
  private final List<String> asked = new ArrayList<>();

  private String get(String object, String resolved) {
    return kept.get(
        object,
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
  void whatCannotBeToldYetIsAskedAgain() {
    assertThat(get("a", null)).isEqualTo("a");
    assertThat(get("a", "A")).isEqualTo("A");
  }

  @Test
  void onlyTheLastFewAreKept() {
    for (int i = 0; i < 100; i++) {
      get("object " + i, "resolved");
    }
    asked.clear();
    get("a", "A");
    for (int i = 0; i < 16; i++) {
      get("other " + i, "resolved");
    }

    assertThat(get("a", "B")).isEqualTo("B");
  }
}
