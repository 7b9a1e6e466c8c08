package io.fdtrail.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class InvisibleTest {
  private static final Set<Integer> UNSEEN =
      Set.of(
          (int) Character.CONTROL,
          (int) Character.FORMAT,
          (int) Character.LINE_SEPARATOR,
          (int) Character.PARAGRAPH_SEPARATOR,
          (int) Character.SPACE_SEPARATOR,
          (int) Character.SURROGATE,
          (int) Character.PRIVATE_USE);

  /** As Unicode 16 lists it; Java has no name for it. */
  private static final int[][] DEFAULT_IGNORABLE = {
    {0xad, 0xad},
    {0x34f, 0x34f},
    {0x61c, 0x61c},
    {0x115f, 0x1160},
    {0x17b4, 0x17b5},
    {0x180b, 0x180f},
    {0x200b, 0x200f},
    {0x202a, 0x202e},
    {0x2060, 0x206f},
    {0x3164, 0x3164},
    {0xfe00, 0xfe0f},
    {0xfeff, 0xfeff},
    {0xffa0, 0xffa0},
    {0xfff0, 0xfff8},
    {0x1bca0, 0x1bca3},
    {0x1d173, 0x1d17a},
    {0xe0000, 0xe0fff}
  };

  @Test
  void whatJavaKnowsToBeUnseen() {
    for (int codePoint = 0; codePoint <= Character.MAX_CODE_POINT; codePoint++) {
      boolean unseen = codePoint != ' ' && UNSEEN.contains(Character.getType(codePoint));
      if (unseen || isNoncharacter(codePoint)) {
        assertThat(Invisible.is(codePoint)).as("U+%04X", codePoint).isTrue();
      }
    }
  }

  @Test
  void whatIsIgnoredWhereItCannotBeShown() {
    for (int[] range : DEFAULT_IGNORABLE) {
      for (int codePoint = range[0]; codePoint <= range[1]; codePoint++) {
        assertThat(Invisible.is(codePoint)).as("U+%04X", codePoint).isTrue();
      }
    }
  }

  @Test
  void nothingThatIsSeen() {
    Set<Integer> fillers = Set.of(0x115f, 0x1160, 0x3164, 0xffa0, 0x2800);
    for (int codePoint = 0; codePoint <= Character.MAX_CODE_POINT; codePoint++) {
      boolean seen = Character.isLetterOrDigit(codePoint) || isMarkOrPunctuation(codePoint);
      if (seen && !fillers.contains(codePoint)) {
        assertThat(Invisible.is(codePoint)).as("U+%04X", codePoint).isFalse();
      }
    }
  }

  private static boolean isMarkOrPunctuation(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.MATH_SYMBOL,
          Character.CURRENCY_SYMBOL,
          Character.OTHER_SYMBOL,
          Character.DASH_PUNCTUATION,
          Character.OTHER_PUNCTUATION,
          Character.START_PUNCTUATION,
          Character.END_PUNCTUATION,
          Character.ENCLOSING_MARK ->
          true;
      default -> codePoint == ' ' || codePoint == 0x301;
    };
  }

  private static boolean isNoncharacter(int codePoint) {
    return (codePoint & 0xffff) >= 0xfffe || (codePoint >= 0xfdd0 && codePoint <= 0xfdef);
  }
}
