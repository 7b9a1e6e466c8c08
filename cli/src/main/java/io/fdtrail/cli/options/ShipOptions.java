package io.fdtrail.cli.options;

import static io.fdtrail.cli.options.OptionSpecs.one;
import static io.fdtrail.cli.options.OptionSpecs.required;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.TypeConversionException;

/**
 * The options of {@code ship}.
 *
 * @param url of the collector
 * @param file that a tracer writes
 * @param state where the place in it is kept
 * @param interval how long lines wait for others
 */
public record ShipOptions(
    URI url,
    String file,
    String state,
    Duration interval,
    Optional<String> headers,
    Optional<String> authority,
    Optional<String> certificate,
    Optional<String> key,
    Optional<MetricsOptions> metrics) {
  private static final String DEFAULT = "/var/log/fdtrail/fdtrail.json";

  /** Adds them. */
  public static void addTo(CommandSpec to) {
    to.addPositional(
        PositionalParamSpec.builder()
            .paramLabel("FILE")
            .arity("0..1")
            .type(String.class)
            .converters(new Words.FileName())
            .description("the tracer's --output; default " + DEFAULT)
            .build());
    to.addOption(
        required(
            one(
                "",
                "--otlp",
                "URL",
                URI.class,
                new Url(),
                "send OTLP to this address, such as http://collector:4318/v1/logs")));
    to.addOption(required(file("--state", "keep here what has been sent")));
    to.addOption(
        one(
            "",
            "--interval",
            "SECONDS",
            Duration.class,
            Seconds.some(),
            "send at least this often; default 1"));
    to.addOption(file("--headers", "send the headers in this file, a 'Name: value' on each line"));
    to.addOption(file("--ca", "trust the certificates in this file only"));
    to.addOption(file("--cert", "show this certificate"));
    to.addOption(file("--key", "the key of --cert, PKCS #8 in PEM"));
    MetricsOptions.addTo(to);
  }

  private static OptionSpec file(String name, String description) {
    return one("", name, "FILE", String.class, new Words.FileName(), description);
  }

  /**
   * Reads what {@link #addTo} added.
   *
   * @throws ParameterException if one lacks another
   */
  public static ShipOptions of(ParseResult given) {
    CommandOptions.requireBeside(given, "--cert", "--key");
    CommandOptions.requireBeside(given, "--key", "--cert");
    return new ShipOptions(
        given.matchedOptionValue("--otlp", null),
        given.matchedPositionalValue(0, DEFAULT),
        given.matchedOptionValue("--state", null),
        given.matchedOptionValue("--interval", Duration.ofSeconds(1)),
        optional(given, "--headers"),
        optional(given, "--ca"),
        optional(given, "--cert"),
        optional(given, "--key"),
        MetricsOptions.of(given));
  }

  private static Optional<String> optional(ParseResult given, String name) {
    return Optional.ofNullable(given.<String>matchedOptionValue(name, null));
  }

  /** An address for HTTP. */
  static final class Url implements ITypeConverter<URI> {
    @Override
    public URI convert(String text) {
      try {
        URI url = new URI(text);
        if (("http".equals(url.getScheme()) || "https".equals(url.getScheme()))
            && url.getHost() != null
            && url.getUserInfo() == null) {
          return url;
        }
      } catch (URISyntaxException e) {
        throw new TypeConversionException("'" + text + "' is no URL: " + e.getReason());
      }
      throw new TypeConversionException(
          "'" + text + "' is no URL such as http://HOST:4318/v1/logs");
    }
  }
}
