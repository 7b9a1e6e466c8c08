package io.fdtrail.filter;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.List;

/**
 * Reads regular expressions: what is common to the usual syntaxes and can be matched in linear
 * time, so no references back and no looking around. The characters of a pattern stand for their
 * UTF-8 bytes.
 */
final class PatternParser {
  private static final int DEEPEST = 50;
  private static final int MOST_REPEATED = 1000;
  private static final char END = '\0'; // no argument has it

  private final String pattern;
  private int at;
  private int depth;
  private boolean isGlob;
  private boolean ignoresCase;

  private PatternParser(String pattern) {
    this.pattern = pattern;
  }

  static Pattern regex(String pattern) throws PatternException {
    PatternParser parser = new PatternParser(pattern);
    if (pattern.startsWith("(?i)")) {
      parser.ignoresCase = true;
      parser.at = 4;
    }
    Pattern all = parser.choice();
    if (parser.at < pattern.length()) {
      throw parser.fault("nothing opens this ')'");
    }
    return all;
  }

  /** A glob is about the whole text; {@code *} is any bytes, also a slash. */
  static Pattern glob(String glob) throws PatternException {
    PatternParser parser = new PatternParser(glob);
    parser.isGlob = true;
    List<Pattern> parts = new ArrayList<>();
    parts.add(new Pattern.Edge(true));
    while (parser.at < glob.length()) {
      parts.add(parser.globPart());
    }
    parts.add(new Pattern.Edge(false));
    return new Pattern.Sequence(parts);
  }

  private Pattern globPart() throws PatternException {
    return switch (peek()) {
      case '*' -> {
        at++;
        yield new Pattern.Repeated(any(), 0, Pattern.NO_LIMIT);
      }
      case '?' -> {
        at++;
        yield any();
      }
      case '[' -> set();
      case '\\' -> {
        at++;
        if (at == pattern.length()) {
          throw fault("nothing follows the \\ at its end");
        }
        yield character();
      }
      default -> character();
    };
  }

  private Pattern choice() throws PatternException {
    List<Pattern> parts = new ArrayList<>();
    parts.add(sequence());
    while (peek() == '|') {
      at++;
      parts.add(sequence());
    }
    return parts.size() == 1 ? parts.get(0) : new Pattern.Choice(parts);
  }

  private Pattern sequence() throws PatternException {
    List<Pattern> parts = new ArrayList<>();
    while (at < pattern.length() && peek() != '|' && peek() != ')') {
      parts.add(repeated());
    }
    return new Pattern.Sequence(parts);
  }

  private Pattern repeated() throws PatternException {
    Pattern part = part();
    int begin = at;
    Pattern repeated =
        switch (peek()) {
          case '*' -> times(part, 0, Pattern.NO_LIMIT);
          case '+' -> times(part, 1, Pattern.NO_LIMIT);
          case '?' -> times(part, 0, 1);
          case '{' -> counted(part);
          default -> part;
        };
    if (at > begin && peek() == '?') {
      at++; // the shortest match is found where any is
    }
    if (at > begin && "*+?{".indexOf(peek()) >= 0) {
      throw fault("what is repeated cannot be repeated again: use (...)");
    }
    return repeated;
  }

  private Pattern times(Pattern part, int least, int most) {
    at++;
    return new Pattern.Repeated(part, least, most);
  }

  private Pattern counted(Pattern part) throws PatternException {
    int begin = at;
    at++;
    int least = count(begin);
    int most = least;
    if (peek() == ',') {
      at++;
      most = peek() == '}' ? Pattern.NO_LIMIT : count(begin);
    }
    if (peek() != '}' || (most != Pattern.NO_LIMIT && most < least)) {
      throw badCount(begin);
    }
    return times(part, least, most);
  }

  private PatternException badCount(int brace) {
    at = brace;
    return fault("a count is {2} {2,} or {2,5}; for the character write \\{");
  }

  private int count(int brace) throws PatternException {
    int begin = at;
    while (peek() >= '0' && peek() <= '9' && at - begin < 4) {
      at++;
    }
    if (at == begin) {
      throw badCount(brace);
    }
    int count = Integer.parseInt(pattern.substring(begin, at));
    if (count > MOST_REPEATED) {
      at = begin;
      throw fault("at most " + MOST_REPEATED + " times");
    }
    return count;
  }

  private Pattern part() throws PatternException {
    switch (peek()) {
      case '(':
        return group();
      case '[':
        return set();
      case '.':
        at++;
        return any();
      case '^':
        at++;
        return new Pattern.Edge(true);
      case '$':
        at++;
        return new Pattern.Edge(false);
      case '\\':
        return new Pattern.OneOf(escaped());
      case '*', '+', '?', '{':
        throw fault("nothing is before it that could be repeated");
      default:
        return character();
    }
  }

  private Pattern group() throws PatternException {
    int begin = at;
    at++;
    if (pattern.startsWith("?:", at)) {
      at += 2;
    } else if (peek() == '?') {
      throw fault("only (?:...) is possible here, and (?i) at the beginning");
    }
    if (++depth > DEEPEST) {
      throw fault("groups are nested deeper than " + DEEPEST);
    }
    Pattern inner = choice();
    if (peek() != ')') {
      at = begin;
      throw fault("nothing closes this '('");
    }
    at++;
    depth--;
    return inner;
  }

  private Pattern character() {
    int codePoint = pattern.codePointAt(at);
    String text = Character.toString(codePoint);
    at += text.length();
    if (codePoint < 0x80) {
      return new Pattern.OneOf(one(codePoint));
    }
    List<Pattern> bytes = new ArrayList<>();
    for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
      bytes.add(new Pattern.OneOf(exactly(each & 0xff)));
    }
    return new Pattern.Sequence(bytes);
  }

  private static Pattern any() {
    BitSet all = new BitSet();
    all.set(0, 256);
    return new Pattern.OneOf(all);
  }

  private static BitSet exactly(int value) {
    BitSet one = new BitSet();
    one.set(value);
    return one;
  }

  private BitSet one(int value) {
    BitSet one = exactly(value);
    if (ignoresCase && value < 0x80 && Character.isLetter(value)) {
      one.set(Character.toLowerCase(value));
      one.set(Character.toUpperCase(value));
    }
    return one;
  }

  private Pattern set() throws PatternException {
    int begin = at;
    at++;
    boolean isComplement = peek() == '^' || (isGlob && peek() == '!');
    if (isComplement) {
      at++;
    }
    BitSet bytes = new BitSet();
    boolean isFirst = true;
    while (isFirst || peek() != ']') {
      if (at >= pattern.length()) {
        at = begin;
        throw fault("nothing closes this '['");
      }
      addTo(bytes);
      isFirst = false;
    }
    at++;
    if (isComplement) {
      bytes.flip(0, 256);
    }
    return new Pattern.OneOf(bytes);
  }

  private void addTo(BitSet bytes) throws PatternException {
    if (pattern.startsWith("[:", at) || pattern.startsWith("&&", at)) {
      throw fault("classes such as [:alpha:] or && are not possible; write [a-zA-Z] or \\[");
    }
    int begin = at;
    BitSet first = member();
    if (peek() == '-' && at + 1 < pattern.length() && pattern.charAt(at + 1) != ']') {
      at++;
      BitSet last = member();
      if (isMany(first) || isMany(last) || last.length() < first.length()) {
        at = begin;
        throw fault("this is no range of characters");
      }
      for (int value = first.length() - 1; value < last.length(); value++) {
        bytes.or(one(value));
      }
    } else {
      bytes.or(isMany(first) ? first : one(first.length() - 1));
    }
  }

  private static boolean isMany(BitSet bytes) {
    return bytes.cardinality() != 1;
  }

  private BitSet member() throws PatternException {
    char next = peek();
    if (next == '\\') {
      boolean ignored = ignoresCase;
      ignoresCase = false; // the range is widened, not its ends
      BitSet bytes = escaped();
      ignoresCase = ignored;
      return bytes;
    }
    if (next >= 0x80) {
      throw fault("only ASCII characters and \\xHH are possible in [...]; write (a|b)");
    }
    at++;
    return exactly(next);
  }

  private BitSet escaped() throws PatternException {
    at++;
    if (at == pattern.length()) {
      throw fault("nothing follows the \\ at its end");
    }
    char escaped = pattern.charAt(at);
    BitSet bytes =
        switch (escaped) {
          case 'd', 'D' -> ascii("0123456789");
          case 's', 'S' -> ascii(" \t\n\r\f\u000b");
          case 'w', 'W' -> word();
          case 'n' -> exactly('\n');
          case 't' -> exactly('\t');
          case 'r' -> exactly('\r');
          case 'x' -> octet();
          default -> punctuation(escaped);
        };
    at++;
    if ("DSW".indexOf(escaped) >= 0) {
      bytes.flip(0, 256);
    }
    return bytes;
  }

  private static BitSet ascii(String characters) {
    BitSet bytes = new BitSet();
    characters.chars().forEach(bytes::set);
    return bytes;
  }

  private static BitSet word() {
    BitSet bytes = ascii("_");
    bytes.set('0', '9' + 1);
    bytes.set('a', 'z' + 1);
    bytes.set('A', 'Z' + 1);
    return bytes;
  }

  private BitSet octet() throws PatternException {
    int value = octet(pattern, at + 1);
    if (value < 0) {
      throw fault("\\x is followed by two hexadecimal digits");
    }
    at += 2;
    return one(value);
  }

  /** Two hexadecimal digits; -1 if there are none. */
  static int octet(String text, int at) {
    return at + 2 <= text.length()
            && HexFormat.isHexDigit(text.charAt(at))
            && HexFormat.isHexDigit(text.charAt(at + 1))
        ? HexFormat.fromHexDigits(text, at, at + 2)
        : -1;
  }

  private BitSet punctuation(char escaped) throws PatternException {
    if (escaped >= 0x80 || Character.isLetterOrDigit(escaped)) {
      throw fault("\\" + escaped + " is not possible");
    }
    return exactly(escaped);
  }

  private char peek() {
    return at < pattern.length() ? pattern.charAt(at) : END;
  }

  private PatternException fault(String message) {
    return new PatternException(message, Math.min(at, pattern.length()));
  }
}
