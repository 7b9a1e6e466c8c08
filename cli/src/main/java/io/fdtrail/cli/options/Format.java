package io.fdtrail.cli.options;

/** The shape of the output. */
public enum Format {
  /** Rows for people. */
  TABLE,
  /** An object a line, with names of our own. */
  JSON,
  /** JSON lines of OpenTelemetry's protocol. */
  OTEL,
  /** JSON lines of the Elastic Common Schema. */
  ECS,
  /** Comma-separated values, of a recording only. */
  CSV,
  /** Packets for Perfetto, of a recording only. */
  PERFETTO
}
