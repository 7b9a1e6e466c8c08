package io.fdtrail.cli.options;

import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A machine's name. It is not looked up. */
final class HostName implements ITypeConverter<String> {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*\\.?");

  @Override
  public String convert(String text) {
    if (NAME.matcher(text).matches()) {
      return text;
    }
    throw new TypeConversionException(
        "'" + text + "' is not a host's name such as db1.example.org, without a port");
  }
}
