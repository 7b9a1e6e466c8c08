package io.fdtrail.decode;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MemoTest {
  private final Memo<String> memo = new Memo<>();
  private final long[] words = {9, 1, 2, 3, 9};

  @Test
  void findsWhatWasMadeOfTheSameWords() {
    memo.keep(7, words, 1, 3, 5, "made");

    assertThat(memo.find(7, new long[] {1, 2, 3}, 0, 3, 5)).isEqualTo("made");
  }

  @Test
  void anythingElseIsNew() {
    memo.keep(7, words, 1, 3, 5, "made");

    assertThat(memo.find(7, words, 1, 3, 6)).isNull();
    assertThat(memo.find(7, words, 1, 2, 5)).isNull();
    assertThat(memo.find(7, new long[] {1, 2, 4}, 0, 3, 5)).isNull();
    assertThat(memo.find(8, words, 1, 3, 5)).isNull();
  }

  @Test
  void aTailCountsAsTheHeadDoes() {
    memo.keep(7, words, 1, 2, 3, 2, 5, "made");

    assertThat(memo.find(7, new long[] {3, 9, 1, 2}, 2, 2, 0, 2, 5)).isEqualTo("made");
    assertThat(memo.find(7, new long[] {3, 8, 1, 2}, 2, 2, 0, 2, 5)).isNull();
    assertThat(memo.find(7, words, 1, 2, 3, 1, 5)).isNull();
    assertThat(memo.find(7, words, 1, 2, 5)).isNull();
  }

  @Test
  void keepsItsOwnCopyOfTheWords() {
    memo.keep(7, words, 1, 3, 5, "made");
    words[2] = 77;

    assertThat(memo.find(7, words, 1, 3, 5)).isNull();
  }

  @Test
  void forgetsTheOlderOfTwoInOneSlot() {
    for (int i = 0; i < 10_000; i++) {
      words[1] = i;
      memo.keep(i, words, 1, 3, 0, "of " + i);
      assertThat(memo.find(i, words, 1, 3, 0)).isEqualTo("of " + i);
    }
    int kept = 0;
    for (int i = 0; i < 10_000; i++) {
      words[1] = i;
      kept += memo.find(i, words, 1, 3, 0) == null ? 0 : 1;
    }
    assertThat(kept).isBetween(64, 1024);
  }
}
