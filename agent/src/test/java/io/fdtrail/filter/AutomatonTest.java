package io.fdtrail.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AutomatonTest {
  private static boolean finds(String regex, String text) throws PatternException {
    return new Automaton(Program.of(PatternParser.regex(regex)))
        .isFoundIn(new Text().put(text.getBytes(StandardCharsets.ISO_8859_1)));
  }

  private static boolean matches(String glob, String text) throws PatternException {
    return new Automaton(Program.of(PatternParser.glob(glob))).isFoundIn(Text.of(text));
  }

  /** Both read most patterns alike, so Java's engine is a judge of ours. */
  @Test
  @Timeout(60)
  void itFindsWhatJavaFinds() throws PatternException {
    Random random = new Random(14);
    int found = 0;
    for (int i = 0; i < 20_000; i++) {
      String regex = regex(random, 2);
      Automaton automaton = new Automaton(Program.of(PatternParser.regex(regex)));
      java.util.regex.Pattern judge =
          java.util.regex.Pattern.compile(
              regex.replace("$", "\\z"), java.util.regex.Pattern.DOTALL);
      for (int j = 0; j < 5; j++) {
        String text = text(random);
        boolean isFound = judge.matcher(text).find();
        found += isFound ? 1 : 0;
        assertThat(automaton.isFoundIn(Text.of(text)))
            .as("%s in '%s'", regex, text)
            .isEqualTo(isFound);
      }
    }
    assertThat(found).isBetween(20_000, 80_000);
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(7); i > 0; i--) {
      text.append("abcA1_ \n".charAt(random.nextInt(8)));
    }
    return text.toString();
  }

  private static String regex(Random random, int depth) {
    StringBuilder regex = new StringBuilder();
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      regex.append(part(random, depth));
    }
    return regex.toString();
  }

  private static String part(Random random, int depth) {
    String part =
        switch (random.nextInt(depth == 0 ? 7 : 10)) {
          case 0, 1, 2 -> Character.toString("abcA".charAt(random.nextInt(4)));
          case 3 -> ".";
          case 4 -> new String[] {"[ab]", "[^a-c]", "[\\dA]", "[a-]"}[random.nextInt(4)];
          case 5 -> new String[] {"\\d", "\\W", "\\s", "\\w", "\\S", "\\D"}[random.nextInt(6)];
          case 6 -> new String[] {"^", "$", "\\n", "\\x41"}[random.nextInt(4)];
          case 7 -> "(" + regex(random, depth - 1) + "|" + regex(random, depth - 1) + ")";
          case 8 -> "(?:" + regex(random, depth - 1) + ")";
          default -> "(" + regex(random, depth - 1) + "|)";
        };
    String[] times = {"", "", "*", "?", "+", "{2}", "{1,3}", "*?"};
    // Java's engine needs years for some repetitions of repetitions.
    return part + times[random.nextInt(part.startsWith("(") ? 4 : times.length)];
  }

  @ParameterizedTest
  @CsvSource({
    "(?i)bus,DBus,true",
    "bus,DBUS,false",
    "(?i)[a-c]x,BX,true",
    "(?i)\\x62,B,true",
    "^$,'',true",
    "a$b,ab,false",
    "x|,y,true",
    "[]a],],true",
    "[!a],!,true",
    "[!a],b,false"
  })
  void regularExpressions(String regex, String text, boolean isFound) throws PatternException {
    assertThat(finds(regex, text)).isEqualTo(isFound);
  }

  @ParameterizedTest
  @CsvSource({
    "*,'',true",
    "a*c,abbc,true",
    "a*c,abbd,false",
    "a?c,abc,true",
    "a?c,ac,false",
    "/tmp/*,/tmp/a/b,true",
    "/tmp/*,x/tmp/a,false",
    "[!a]b,cb,true",
    "[!a]b,ab,false",
    "[^a]b,ab,false",
    "a\\*,a*,true",
    "a\\*,ab,false",
    "a.b,a.b,true",
    "a.b,axb,false"
  })
  void globsAreAboutTheWholeText(String glob, String text, boolean matches)
      throws PatternException {
    assertThat(matches(glob, text)).isEqualTo(matches);
  }

  /** What takes others exponential time. */
  @ParameterizedTest
  @CsvSource({"(a*)*b", "(a|a)*b", "(a?){500}a{500}b", "(.*)(.*)(.*)(.*)b", "(x+x+)+y|(a+a+)+b"})
  @Timeout(20)
  void theTimeIsLinear(String regex) throws PatternException {
    Automaton automaton = new Automaton(Program.of(PatternParser.regex(regex)));
    Text hostile = Text.of("a".repeat(4096));
    for (int i = 0; i < 200; i++) {
      assertThat(automaton.isFoundIn(hostile)).isFalse();
    }
  }

  /** There are more sets of places than are remembered. */
  @Test
  @Timeout(60)
  void itForgetsAndStaysRight() throws PatternException {
    String regex = "a.{200}b.{200}c";
    Automaton automaton = new Automaton(Program.of(PatternParser.regex(regex)));
    java.util.regex.Pattern judge =
        java.util.regex.Pattern.compile(regex, java.util.regex.Pattern.DOTALL);
    Random random = new Random(3);
    for (int i = 0; i < 40; i++) {
      StringBuilder text = new StringBuilder();
      for (int j = 0; j < 1000; j++) {
        text.append("abc".charAt(random.nextInt(3)));
      }
      String name = i % 2 == 0 ? text.toString() : text.toString().replace('c', 'b');
      assertThat(automaton.isFoundIn(Text.of(name))).isEqualTo(judge.matcher(name).find());
    }
  }

  /** Java's digits are also those of other scripts, here of Arabic and of full width. */
  @ParameterizedTest
  @ValueSource(strings = {"a{\u0662}", "a{1,\u0662}", "\\x\uff14\uff11", "[\\x4\u0661]"})
  void digitsAreAscii(String regex) {
    assertThatThrownBy(() -> PatternParser.regex(regex)).isInstanceOf(PatternException.class);
  }

  @Test
  void anyBytesAreRead() {
    Random random = new Random(7);
    for (int i = 0; i < 50_000; i++) {
      StringBuilder pattern = new StringBuilder();
      for (int j = random.nextInt(12); j > 0; j--) {
        pattern.append("ab()[]{}|*+?^$\\.-,1!x:i\u00e9\ud83d".charAt(random.nextInt(25)));
      }
      assertThatCode(() -> parse(pattern.toString())).as("%s", pattern).doesNotThrowAnyException();
    }
  }

  private static void parse(String pattern) {
    for (boolean isGlob : new boolean[] {true, false}) {
      try {
        Program.of(isGlob ? PatternParser.glob(pattern) : PatternParser.regex(pattern));
      } catch (PatternException e) {
        assertThat(e.position()).isBetween(0, pattern.length());
      }
    }
  }
}
