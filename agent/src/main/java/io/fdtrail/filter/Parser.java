package io.fdtrail.filter;

import io.fdtrail.filter.Field.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads an expression by recursive descent: a method for each rule of docs/filters.md. */
final class Parser {
  /** A part of an expression, with the characters that it is written in. */
  record Term(Expression expression, String text) {}

  private static final int DEEPEST = 100;
  private static final Set<String> KEYWORDS = Set.of("and", "or", "not", "in", "has");

  private final String expression;
  private final List<Token> tokens;
  private final Literals literals;
  private int at;
  private int depth;

  private Parser(String expression) throws FilterSyntaxException {
    this.expression = expression;
    this.tokens = Lexer.tokens(expression);
    this.literals = new Literals(expression);
  }

  /** The terms that all must be true: those that {@code and} joins, outside of parentheses. */
  static List<Term> terms(String expression) throws FilterSyntaxException {
    Parser parser = new Parser(expression);
    List<Term> terms = new ArrayList<>();
    List<Expression> alternatives = new ArrayList<>();
    do {
      alternatives.add(parser.all(terms));
    } while (parser.accept("or"));
    if (parser.next().kind() != Token.Kind.END) {
      throw parser.fault("'and' or 'or' is missing here");
    }
    return alternatives.size() == 1
        ? terms
        : List.of(new Term(new Expression.Any(alternatives), "(" + expression.strip() + ")"));
  }

  private Expression any() throws FilterSyntaxException {
    List<Expression> parts = new ArrayList<>();
    do {
      parts.add(all(new ArrayList<>()));
    } while (accept("or"));
    return parts.size() == 1 ? parts.get(0) : new Expression.Any(parts);
  }

  private Expression all(List<Term> terms) throws FilterSyntaxException {
    List<Expression> parts = new ArrayList<>();
    do {
      int begin = next().begin();
      Expression part = not();
      parts.add(part);
      terms.add(new Term(part, expression.substring(begin, tokens.get(at - 1).end())));
    } while (accept("and"));
    return parts.size() == 1 ? parts.get(0) : new Expression.All(parts);
  }

  private Expression not() throws FilterSyntaxException {
    if (!next().is("not")) {
      return primary();
    }
    enter();
    at++;
    Expression part = not();
    depth--;
    return new Expression.Not(part);
  }

  private void enter() throws FilterSyntaxException {
    if (++depth > DEEPEST) {
      throw fault("the expression is nested deeper than " + DEEPEST);
    }
  }

  private Expression primary() throws FilterSyntaxException {
    if (next().is("(")) {
      return inParentheses();
    } else if (accept("has")) {
      return new Expression.Has(field());
    }
    Field field = field();
    Optional<Operator> operator = operator();
    return operator.isPresent() ? comparison(field, operator.get()) : new Expression.Has(field);
  }

  private Expression inParentheses() throws FilterSyntaxException {
    Token open = next();
    enter();
    at++;
    Expression inner = any();
    if (!accept(")")) {
      throw next().kind() == Token.Kind.END
          ? new FilterSyntaxException("nothing closes this '('", expression, open.begin())
          : fault("'and', 'or' or ')' is missing here");
    }
    depth--;
    return inner;
  }

  private Field field() throws FilterSyntaxException {
    Token token = next();
    if (token.kind() == Token.Kind.END) {
      throw fault("a field is missing here");
    }
    if (token.kind() != Token.Kind.WORD || KEYWORDS.contains(token.text())) {
      throw fault("a field is missing before this");
    }
    if (token.is("elapsed_s")) {
      throw fault("elapsed_s begins with the first row; use time or boot_ns");
    }
    Field field = Fields.find(token.text()).orElseThrow(() -> fault(unknown(token.text())));
    at++;
    return field;
  }

  private static String unknown(String word) {
    return "no field '"
        + word
        + "'"
        + Nearest.of(word, Fields.keys())
            .map(nearest -> "; did you mean " + nearest + "?")
            .orElse("; --fields ? lists all");
  }

  /** Moves past it, if there is one. */
  private Optional<Operator> operator() {
    boolean isNotIn = next().is("not") && tokens.get(at + 1).is("in");
    Optional<Operator> operator = isNotIn ? Optional.of(Operator.NOT_IN) : Operator.of(next());
    if (operator.isPresent()) {
      at += isNotIn ? 2 : 1;
    }
    return operator;
  }

  private Expression comparison(Field field, Operator operator) throws FilterSyntaxException {
    at--;
    refuseMisfit(field, operator);
    at++;
    List<Token> values = operator.takesList() ? list() : List.of(value());
    boolean isPositive = !operator.isNegative();
    if (operator.isOfOrder()) {
      return new Expression.Ordered(field, operator, literals.number(field, values.get(0)));
    } else if (operator.isOfPattern()) {
      return new Expression.Match(field, literals.pattern(operator, values.get(0)), isPositive);
    } else if (field.type() == Type.TEXT) {
      Set<Text> texts = new HashSet<>();
      for (Token value : values) {
        texts.add(literals.text(field, value));
      }
      return new Expression.Word(field, texts, isPositive);
    }
    long[] numbers = new long[values.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = literals.number(field, values.get(i));
    }
    Arrays.sort(numbers);
    return new Expression.Number(field, numbers, isPositive);
  }

  private void refuseMisfit(Field field, Operator operator) throws FilterSyntaxException {
    String sign = "'" + operator.sign() + "'";
    if (field.type() == Type.GROUP) {
      throw fault(
          field.key() + " has parts: ask for " + String.join(" ", Fields.parts(field.key())));
    } else if (operator.isOfPattern() && field.type() != Type.TEXT) {
      throw fault(sign + " is for texts; " + field.key() + " is " + field.type().words());
    } else if (operator.isOfOrder() && (field.type() == Type.TEXT || field.type() == Type.FLAG)) {
      throw fault(sign + " is for numbers; " + field.key() + " is " + field.type().words());
    }
  }

  private List<Token> list() throws FilterSyntaxException {
    if (!accept("[")) {
      throw fault("a list is missing here, such as [1, 2]");
    }
    List<Token> values = new ArrayList<>();
    do {
      values.add(value());
    } while (accept(","));
    if (!accept("]")) {
      throw fault("',' or ']' is missing here");
    }
    return values;
  }

  private Token value() throws FilterSyntaxException {
    Token token = next();
    if (token.kind() == Token.Kind.END || token.kind() == Token.Kind.SIGN) {
      throw fault("a value is missing here");
    }
    at++;
    return token;
  }

  private Token next() {
    return tokens.get(at);
  }

  private boolean accept(String sign) {
    boolean isThere = next().is(sign);
    at += isThere ? 1 : 0;
    return isThere;
  }

  private FilterSyntaxException fault(String message) {
    return new FilterSyntaxException(message, expression, next().begin());
  }
}
