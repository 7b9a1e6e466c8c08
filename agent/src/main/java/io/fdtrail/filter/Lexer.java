package io.fdtrail.filter;

import java.util.ArrayList;
import java.util.List;

/** Takes an expression apart. */
final class Lexer {
  private static final List<String> SIGNS =
      List.of("==", "!=", "<=", ">=", "!~", "=*", "<", ">", "~", "(", ")", "[", "]", ",");
  private static final String IN_WORDS = "_.:/@%+*?-";

  private final String expression;
  private final List<Token> tokens = new ArrayList<>();
  private int at;

  private Lexer(String expression) {
    this.expression = expression;
  }

  /** The tokens, and one that stands for the end. */
  static List<Token> tokens(String expression) throws FilterSyntaxException {
    Lexer lexer = new Lexer(expression);
    lexer.readAll();
    return lexer.tokens;
  }

  private void readAll() throws FilterSyntaxException {
    while (true) {
      while (at < expression.length() && isBlank(expression.charAt(at))) {
        at++;
      }
      if (at == expression.length()) {
        add(Token.Kind.END, "", at);
        return;
      }
      readOne(expression.charAt(at));
    }
  }

  private static boolean isBlank(char character) {
    return character == ' ' || character == '\t' || character == '\n' || character == '\r';
  }

  private void readOne(char first) throws FilterSyntaxException {
    int begin = at;
    if (first == '"' || first == '\'') {
      readQuoted(first);
    } else if (isOfWord(first)) {
      while (at < expression.length() && isOfWord(expression.charAt(at))) {
        at++;
      }
      add(Token.Kind.WORD, expression.substring(begin, at), begin);
    } else {
      String sign =
          SIGNS.stream()
              .filter(each -> expression.startsWith(each, begin))
              .findFirst()
              .orElseThrow(() -> new FilterSyntaxException(advice(first), expression, begin));
      at += sign.length();
      add(Token.Kind.SIGN, sign, begin);
    }
  }

  private static boolean isOfWord(char character) {
    return character >= 0x80
        ? !Character.isISOControl(character)
        : Character.isLetterOrDigit(character) || IN_WORDS.indexOf(character) >= 0;
  }

  private static String advice(char character) {
    return switch (character) {
      case '=' -> "'=' is not an operator: '==' compares, '=*' takes a glob";
      case '&' -> "'&' is not an operator: write 'and'";
      case '|' -> "'|' is not an operator: write 'or'";
      case '!' -> "'!' is not an operator: write 'not', '!=' or '!~'";
      default -> "quote a text that contains this character";
    };
  }

  private void readQuoted(char quote) throws FilterSyntaxException {
    int begin = at;
    at++;
    while (at < expression.length() && expression.charAt(at) != quote) {
      at += expression.charAt(at) == '\\' ? 2 : 1;
    }
    if (at >= expression.length()) {
      throw new FilterSyntaxException("nothing closes this quote", expression, begin);
    }
    at++;
    add(Token.Kind.QUOTED, expression.substring(begin + 1, at - 1), begin);
  }

  private void add(Token.Kind kind, String text, int begin) {
    tokens.add(new Token(kind, text, begin, at));
  }
}
