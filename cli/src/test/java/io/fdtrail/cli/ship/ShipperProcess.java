package io.fdtrail.cli.ship;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** A shipper that can be killed. Its arguments: URL, state, file. */
final class ShipperProcess {
  private ShipperProcess() {}

  public static void main(String[] arguments) throws Exception {
    new Shipper(
            new Shipper.Target(URI.create(arguments[0]), Map.of(), Optional.empty()),
            Path.of(arguments[2]),
            Path.of(arguments[1]),
            Duration.ofMillis(5),
            Duration.ofMillis(5),
            System.err::println)
        .run();
  }
}
