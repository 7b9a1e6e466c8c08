package io.fdtrail.cli.options;

import picocli.CommandLine.ITypeConverter;

/** A word that chooses something or, after a {@code !}, excludes it. */
final class Excluding implements ITypeConverter<String> {
  static final String SIGN = "!";

  private final ITypeConverter<?> converter;

  Excluding(ITypeConverter<?> converter) {
    this.converter = converter;
  }

  @Override
  public String convert(String text) throws Exception {
    boolean isExcluded = text.startsWith(SIGN);
    String word = isExcluded ? text.substring(SIGN.length()) : text;
    return (isExcluded ? SIGN : "") + converter.convert(word);
  }
}
