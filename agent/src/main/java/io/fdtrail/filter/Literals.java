package io.fdtrail.filter;

import io.fdtrail.event.FileKind;
import io.fdtrail.filter.Field.Type;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;

/** What the values of an expression mean, to the field that they are compared with. */
final class Literals {
  private static final java.util.regex.Pattern NUMBER =
      java.util.regex.Pattern.compile("([0-9]{1,20}(?:[.][0-9]{1,9})?)([A-Za-z]{0,2})");
  private static final Map<String, Long> SPANS =
      Map.of(
          "ns", 1L,
          "us", 1_000L,
          "ms", 1_000_000L,
          "s", 1_000_000_000L,
          "m", 60_000_000_000L,
          "h", 3_600_000_000_000L);
  private static final Map<String, Long> SIZES =
      Map.of("K", 1L << 10, "M", 1L << 20, "G", 1L << 30);
  private static final BigDecimal MOST = new BigDecimal(BigInteger.ONE.shiftLeft(64));
  private static final BigInteger NANOS = BigInteger.valueOf(1_000_000_000);
  private static final char REPLACED = '\ufffd';

  private final String expression;

  Literals(String expression) {
    this.expression = expression;
  }

  /** A number in the unit of the field, an unsigned 64-bit one. */
  long number(Field field, Token value) throws FilterSyntaxException {
    return switch (field.type()) {
      case FLAG -> flag(field, value);
      case TIME -> time(value);
      default -> plainNumber(field, value);
    };
  }

  private long flag(Field field, Token value) throws FilterSyntaxException {
    if (value.is("true") || value.is("false")) {
      return value.is("true") ? 1 : 0;
    }
    throw fault(field.key() + " is true or false", value.begin());
  }

  private long time(Token value) throws FilterSyntaxException {
    try {
      Instant instant = Instant.parse(value.text());
      BigInteger nanos =
          BigInteger.valueOf(instant.getEpochSecond())
              .multiply(NANOS)
              .add(BigInteger.valueOf(instant.getNano()));
      if (nanos.signum() >= 0 && nanos.bitLength() < Long.SIZE) {
        return nanos.longValue();
      }
    } catch (DateTimeException e) {
      // falls through to the one message
    }
    throw fault("a time is written like 2026-11-20T21:40:00Z", value.begin());
  }

  private long plainNumber(Field field, Token value) throws FilterSyntaxException {
    Matcher parts = NUMBER.matcher(value.text());
    if (value.kind() == Token.Kind.QUOTED || !parts.matches()) {
      String example = field.type() == Type.SPAN ? ", such as 10ms" : "";
      throw fault(field.key() + " is " + field.type().words() + example, value.begin());
    }
    BigDecimal number =
        new BigDecimal(parts.group(1)).multiply(BigDecimal.valueOf(unit(field, parts, value)));
    if (number.compareTo(MOST) >= 0) {
      throw fault("the number is too large", value.begin());
    }
    try {
      return number.toBigIntegerExact().longValue();
    } catch (ArithmeticException e) {
      throw fault(field.key() + " is a whole number", value.begin());
    }
  }

  private long unit(Field field, Matcher parts, Token value) throws FilterSyntaxException {
    String unit = parts.group(2);
    Map<String, Long> units = field.type() == Type.SPAN ? SPANS : SIZES;
    if (unit.isEmpty()) {
      return 1;
    }
    Long known = units.get(unit);
    if (known == null) {
      throw fault(
          "no unit '"
              + unit
              + "' for "
              + field.key()
              + "; there are: "
              + (units.equals(SPANS) ? "ns us ms s m h" : "K M G"),
          value.begin() + parts.start(2));
    }
    return known;
  }

  /** A text, which the field must be able to have. */
  Text text(Field field, Token value) throws FilterSyntaxException {
    requireText(value);
    byte[] bytes =
        value.kind() == Token.Kind.QUOTED
            ? unescaped(value)
            : value.text().getBytes(StandardCharsets.UTF_8);
    if (field.vocabulary().equals(Vocabulary.ANY)) {
      return new Text().put(bytes);
    }
    String word = new String(bytes, StandardCharsets.ISO_8859_1);
    return Text.of(
        field
            .vocabulary()
            .find(word)
            .orElseThrow(() -> fault(unknown(field, value.text()), value.begin())));
  }

  private static String unknown(Field field, String word) {
    String all = "no " + field.key() + " is called '" + word + "'";
    if (field.key().equals("kind") && FileKind.FAMILIES.contains(word)) {
      return all + "; the family is kind =* " + word + ":*";
    }
    Optional<String> nearest = Nearest.of(word, field.vocabulary().words());
    if (nearest.isPresent()) {
      return all + "; did you mean " + nearest.get() + "?";
    }
    return field.vocabulary().words().size() > 20
        ? all
        : all + "; there are: " + String.join(" ", field.vocabulary().words());
  }

  /**
   * A regular expression or a glob. In quotes only the quote itself is escaped, all else is its.
   */
  Program pattern(Operator operator, Token value) throws FilterSyntaxException {
    requireText(value);
    if (value.text().isEmpty()) {
      throw fault("an empty pattern is found everywhere", value.begin());
    }
    boolean isQuoted = value.kind() == Token.Kind.QUOTED;
    String quote = isQuoted ? expression.substring(value.begin(), value.begin() + 1) : "";
    String pattern = isQuoted ? value.text().replace("\\" + quote, quote) : value.text();
    try {
      return Program.of(
          operator == Operator.GLOB ? PatternParser.glob(pattern) : PatternParser.regex(pattern));
    } catch (PatternException e) {
      throw fault(e.getMessage(), value.begin() + (isQuoted ? 1 : 0) + e.position());
    }
  }

  private void requireText(Token value) throws FilterSyntaxException {
    int replaced = value.text().indexOf(REPLACED);
    if (replaced >= 0) {
      throw fault("this is not UTF-8: write such bytes as \\xHH in quotes", value.begin());
    }
  }

  private byte[] unescaped(Token value) throws FilterSyntaxException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    String text = value.text();
    int at = 0;
    while (at < text.length()) {
      int backslash = text.indexOf('\\', at);
      int end = backslash < 0 ? text.length() : backslash;
      bytes.writeBytes(text.substring(at, end).getBytes(StandardCharsets.UTF_8));
      at = end;
      if (backslash >= 0) {
        int octet = text.startsWith("\\x", at) ? ByteSetParser.octet(text, at + 2) : -1;
        bytes.write(octet >= 0 ? octet : escaped(text.charAt(at + 1), value.begin() + 1 + at));
        at += octet >= 0 ? 4 : 2;
      }
    }
    return bytes.toByteArray();
  }

  private int escaped(char character, int position) throws FilterSyntaxException {
    return switch (character) {
      case 'n' -> '\n';
      case 't' -> '\t';
      case 'r' -> '\r';
      case '\\', '"', '\'' -> character;
      default -> throw fault("there are \\\\ \\\" \\' \\n \\t \\r and \\xHH", position);
    };
  }

  private FilterSyntaxException fault(String message, int position) {
    return new FilterSyntaxException(message, expression, position);
  }
}
