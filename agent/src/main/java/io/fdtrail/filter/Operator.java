package io.fdtrail.filter;

import java.util.Optional;

/** How a field is compared. */
enum Operator {
  SAME("=="),
  OTHER("!="),
  LESS("<"),
  NOT_MORE("<="),
  MORE(">"),
  NOT_LESS(">="),
  FOUND("~"),
  NOT_FOUND("!~"),
  GLOB("=*"),
  IN("in"),
  NOT_IN("not in");

  private final String sign;

  Operator(String sign) {
    this.sign = sign;
  }

  String sign() {
    return sign;
  }

  static Optional<Operator> of(Token token) {
    for (Operator each : values()) {
      if (token.is(each.sign)) {
        return Optional.of(each);
      }
    }
    return Optional.empty();
  }

  boolean isOfOrder() {
    return this == LESS || this == NOT_MORE || this == MORE || this == NOT_LESS;
  }

  boolean isOfPattern() {
    return this == FOUND || this == NOT_FOUND || this == GLOB;
  }

  boolean takesList() {
    return this == IN || this == NOT_IN;
  }

  /** Whether it says that something is not so. */
  boolean isNegative() {
    return this == OTHER || this == NOT_FOUND || this == NOT_IN;
  }
}
