package io.fdtrail.cli.options;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** {@code 100/s}, {@code 100/s,per=unit}. */
final class Rate implements ITypeConverter<RateLimit> {
  private static final Pattern RATE = Pattern.compile("([1-9][0-9]{0,8})/s(?:,per=([a-z]+))?");

  @Override
  public RateLimit convert(String text) {
    Matcher rate = RATE.matcher(text);
    if (!rate.matches()) {
      throw new TypeConversionException("'" + text + "' is not a rate such as 100/s");
    }
    return new RateLimit(
        Integer.parseInt(rate.group(1)),
        rate.group(2) == null ? RateLimit.Each.TRACE : each(rate.group(2)));
  }

  private static RateLimit.Each each(String word) {
    List<RateLimit.Each> known = List.of(RateLimit.Each.values());
    return known.stream()
        .filter(each -> each.word().equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "per="
                        + word
                        + " is not one of "
                        + known.stream()
                            .map(RateLimit.Each::word)
                            .collect(Collectors.joining(" "))));
  }
}
