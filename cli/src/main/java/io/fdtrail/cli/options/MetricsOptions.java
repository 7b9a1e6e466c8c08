package io.fdtrail.cli.options;

import static io.fdtrail.cli.options.OptionSpecs.hidden;
import static io.fdtrail.cli.options.OptionSpecs.one;
import static io.fdtrail.cli.options.OptionSpecs.plainList;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * How the health of the trace is served.
 *
 * @param address where
 * @param hosts names that clients may use for it, in addition to addresses and localhost
 */
public record MetricsOptions(InetSocketAddress address, List<String> hosts) {
  /** Adds where a trace reports its health. */
  public static void addTo(CommandSpec to) {
    to.addOption(
        one(
            "",
            "--metrics",
            "[ADDR:]PORT",
            InetSocketAddress.class,
            new ListenAddress(),
            "metrics for Prometheus; without ADDR only here (--metrics-host NAME)"));
    to.addOption(
        hidden(
            plainList(
                "",
                "--metrics-host",
                "NAME",
                String.class,
                new HostName(),
                "accept requests for these host names, too")));
  }

  /**
   * Reads what {@link #addTo} added.
   *
   * @throws ParameterException if a name has no address
   */
  static Optional<MetricsOptions> of(ParseResult given) {
    InetSocketAddress address = given.matchedOptionValue("--metrics", null);
    List<String> hosts = given.matchedOptionValue("--metrics-host", List.of());
    if (address == null && !hosts.isEmpty()) {
      throw new ParameterException(
          given.commandSpec().commandLine(), "--metrics-host is for --metrics");
    }
    return address == null ? Optional.empty() : Optional.of(new MetricsOptions(address, hosts));
  }
}
