package io.fdtrail.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RecentResultsTest {
  private final RecentResults<String, String> kept = new RecentResults<>();

  private String find(String object) {
    return kept.find(object, object.charAt(0));
  }

  private String keep(String object, String result) {
    return kept.keep(object, object.charAt(0), result);
  }

  @Test
  void findsTheResultOfAnObject() {
    assertThat(find("a")).isNull();
    assertThat(keep("a", "A")).isEqualTo("A");
    assertThat(find("a")).isEqualTo("A");
  }

  @Test
  void anEqualObjectIsAnother() {
    keep("a", "A");

    assertThat(find(new String("a"))).isNull();
  }

  @Test
  void anotherWithTheSameNumberReplacesIt() {
    keep("a", "A");
    keep("another", "B");

    assertThat(find("a")).isNull();
    assertThat(find("another")).isEqualTo("B");
  }

  @Test
  void othersStay() {
    keep("a", "A");
    keep("b", "B");

    assertThat(find("a")).isEqualTo("A");
  }

  @Test
  void numbersMayBeNegative() {
    kept.keep("a", -1, "A");

    assertThat(kept.find("a", -1)).isEqualTo("A");
  }
}
