package io.fdtrail.filter;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads regular expressions: what is common to the usual syntaxes and can be matched in linear
 * time, so no references back and no looking around. The characters of a pattern stand for their
 * UTF-8 bytes.
 */
final class PatternParser {
  private static final int DEEPEST = 50;
  private static final int MOST_REPEATED = 1000;

  private final PatternText text;
  private final ByteSetParser bytes;
  private int depth;

  private PatternParser(PatternText text, boolean isGlob, boolean ignoresCase) {
    this.text = text;
    this.bytes = new ByteSetParser(text, isGlob, ignoresCase);
  }

  static Pattern regex(String pattern) throws PatternException {
    PatternText text = new PatternText(pattern);
    boolean ignoresCase = text.skip("(?i)");
    Pattern all = new PatternParser(text, false, ignoresCase).choice();
    if (!text.isAtEnd()) {
      throw text.fault("nothing opens this ')'");
    }
    return all;
  }

  /** A glob is about the whole text; {@code *} is any bytes, also a slash. */
  static Pattern glob(String glob) throws PatternException {
    PatternText text = new PatternText(glob);
    PatternParser parser = new PatternParser(text, true, false);
    List<Pattern> parts = new ArrayList<>();
    parts.add(new Pattern.Edge(true));
    while (!text.isAtEnd()) {
      parts.add(parser.globPart());
    }
    parts.add(new Pattern.Edge(false));
    return new Pattern.Sequence(parts);
  }

  private Pattern globPart() throws PatternException {
    return switch (text.peek()) {
      case '*' -> {
        text.skip(1);
        yield new Pattern.Repeated(any(), 0, Pattern.NO_LIMIT);
      }
      case '?' -> {
        text.skip(1);
        yield any();
      }
      case '[' -> new Pattern.OneOf(bytes.set());
      case '\\' -> {
        text.skip(1);
        if (text.isAtEnd()) {
          throw text.fault("nothing follows the \\ at its end");
        }
        yield character();
      }
      default -> character();
    };
  }

  private Pattern choice() throws PatternException {
    List<Pattern> parts = new ArrayList<>();
    parts.add(sequence());
    while (text.skip("|")) {
      parts.add(sequence());
    }
    return parts.size() == 1 ? parts.get(0) : new Pattern.Choice(parts);
  }

  private Pattern sequence() throws PatternException {
    List<Pattern> parts = new ArrayList<>();
    while (!text.isAtEnd() && text.peek() != '|' && text.peek() != ')') {
      parts.add(repeated());
    }
    return new Pattern.Sequence(parts);
  }

  private Pattern repeated() throws PatternException {
    Pattern part = part();
    int begin = text.at();
    Pattern repeated =
        switch (text.peek()) {
          case '*' -> times(part, 0, Pattern.NO_LIMIT);
          case '+' -> times(part, 1, Pattern.NO_LIMIT);
          case '?' -> times(part, 0, 1);
          case '{' -> counted(part);
          default -> part;
        };
    if (text.at() > begin && text.peek() == '?') {
      text.skip(1); // the shortest match is found where any is
    }
    if (text.at() > begin && "*+?{".indexOf(text.peek()) >= 0) {
      throw text.fault("a repetition cannot be repeated again: use (...)");
    }
    return repeated;
  }

  private Pattern times(Pattern part, int least, int most) {
    text.skip(1);
    return new Pattern.Repeated(part, least, most);
  }

  private Pattern counted(Pattern part) throws PatternException {
    int begin = text.at();
    text.skip(1);
    int least = count(begin);
    int most = least;
    if (text.skip(",")) {
      most = text.peek() == '}' ? Pattern.NO_LIMIT : count(begin);
    }
    if (text.peek() != '}' || (most != Pattern.NO_LIMIT && most < least)) {
      throw badCount(begin);
    }
    return times(part, least, most);
  }

  private PatternException badCount(int brace) {
    return text.fault("a count is {2} {2,} or {2,5}; for the character write \\{", brace);
  }

  private int count(int brace) throws PatternException {
    int begin = text.at();
    while (text.peek() >= '0' && text.peek() <= '9' && text.at() - begin < 4) {
      text.skip(1);
    }
    if (text.at() == begin) {
      throw badCount(brace);
    }
    int count = Integer.parseInt(text.since(begin));
    if (count > MOST_REPEATED) {
      throw text.fault("at most " + MOST_REPEATED + " times", begin);
    }
    return count;
  }

  private Pattern part() throws PatternException {
    switch (text.peek()) {
      case '(':
        return group();
      case '[':
        return new Pattern.OneOf(bytes.set());
      case '.':
        text.skip(1);
        return any();
      case '^':
        text.skip(1);
        return new Pattern.Edge(true);
      case '$':
        text.skip(1);
        return new Pattern.Edge(false);
      case '\\':
        return new Pattern.OneOf(bytes.escaped());
      case '*', '+', '?', '{':
        throw text.fault("there is nothing before it to repeat");
      default:
        return character();
    }
  }

  private Pattern group() throws PatternException {
    int begin = text.at();
    text.skip(1);
    if (!text.skip("?:") && text.peek() == '?') {
      throw text.fault("only (?:...) is possible here, and (?i) at the beginning");
    }
    if (++depth > DEEPEST) {
      throw text.fault("groups are nested deeper than " + DEEPEST);
    }
    Pattern inner = choice();
    if (!text.skip(")")) {
      throw text.fault("nothing closes this '('", begin);
    }
    depth--;
    return inner;
  }

  private Pattern character() {
    int codePoint = text.codePoint();
    String character = Character.toString(codePoint);
    text.skip(character.length());
    if (codePoint < 0x80) {
      return new Pattern.OneOf(bytes.one(codePoint));
    }
    List<Pattern> parts = new ArrayList<>();
    for (byte each : character.getBytes(StandardCharsets.UTF_8)) {
      parts.add(new Pattern.OneOf(ByteSetParser.exactly(each & 0xff)));
    }
    return new Pattern.Sequence(parts);
  }

  private static Pattern any() {
    return new Pattern.OneOf(ByteSetParser.all());
  }
}
