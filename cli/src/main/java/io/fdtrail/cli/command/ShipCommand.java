package io.fdtrail.cli.command;

import io.fdtrail.cli.metrics.MetricsServer;
import io.fdtrail.cli.options.ShipOptions;
import io.fdtrail.cli.output.Printable;
import io.fdtrail.cli.ship.Headers;
import io.fdtrail.cli.ship.Shipper;
import io.fdtrail.cli.ship.Tls;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** Sends what a tracer's service wrote to a collector. */
final class ShipCommand implements Command {
  private static final Duration BACKOFF = Duration.ofSeconds(1);

  @Override
  public void describe(CommandSpec spec) {
    spec.name("fdtrail ship");
    spec.usageMessage()
        .customSynopsis("fdtrail ship --otlp URL --state FILE [OPTION]... [FILE]")
        .header(
            "  fdtrail ship --otlp http://c:4318/v1/logs --state ship.state   what the service writes",
            "  fdtrail ship --otlp https://c/v1/logs --ca ca.pem --state ship.state log.json   with TLS")
        .description(
            "Sends the JSON lines of a tracer to an OpenTelemetry Collector, each at least once, also",
            "from files that were renamed, until Ctrl-C. Needs no root.")
        .footer(ExitCode.HELP);
    ShipOptions.addTo(spec);
  }

  @Override
  public int run(ParseResult given) throws Exception {
    ShipOptions options = ShipOptions.of(given);
    PrintWriter messages = given.commandSpec().commandLine().getErr();
    Signals.listen();
    Optional<MetricsServer> metrics =
        options.metrics().isPresent()
            ? Optional.of(Outlets.listen(options.metrics().get()))
            : Optional.empty();
    try {
      Shipper shipper =
          new Shipper(
              target(options),
              Path.of(options.file()),
              Path.of(options.state()),
              options.interval(),
              BACKOFF,
              message ->
                  messages.println("fdtrail: " + Printable.line(message, StandardCharsets.UTF_8)));
      String version = Version.number();
      metrics.ifPresent(server -> server.serve(() -> Optional.of(shipper.page(version))));
      Signals.onEnd(Thread.currentThread()::interrupt);
      shipper.run();
    } catch (IOException e) {
      throw new CannotOpen("cannot ship: " + Printable.line(e.toString(), StandardCharsets.UTF_8));
    } finally {
      metrics.ifPresent(MetricsServer::close);
    }
    return ExitCode.SUCCESS;
  }

  private static Shipper.Target target(ShipOptions options) throws IOException {
    Map<String, String> headers =
        options.headers().isPresent() ? Headers.read(Path.of(options.headers().get())) : Map.of();
    Optional<Tls.Identity> identity =
        options
            .certificate()
            .map(file -> new Tls.Identity(Path.of(file), Path.of(options.key().orElseThrow())));
    return new Shipper.Target(
        options.url(),
        headers,
        "https".equals(options.url().getScheme())
            ? Optional.of(Tls.context(options.authority().map(Path::of), identity))
            : Optional.empty());
  }
}
