package io.fdtrail.cli.command;

/**
 * How much slf4j-simple prints on stderr. It reads this once: set it before anything makes a
 * logger.
 */
final class Verbosity {
  private Verbosity() {}

  static void set(boolean verbose) {
    System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", verbose ? "info" : "warn");
  }
}
