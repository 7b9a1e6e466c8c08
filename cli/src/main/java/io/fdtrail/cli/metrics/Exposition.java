package io.fdtrail.cli.metrics;

import java.nio.charset.StandardCharsets;

/** A page in the text format of Prometheus, version 0.0.4. */
public final class Exposition {
  private final StringBuilder text = new StringBuilder(4096);
  private String name = "";

  /**
   * Begins the samples of a metric. A counter's name ends in {@code _total}, which is added here.
   */
  public void family(String metric, String type, String help) {
    name = type.equals("counter") ? metric + "_total" : metric;
    text.append("# HELP ").append(name).append(' ').append(help).append('\n');
    text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
  }

  /**
   * Adds a sample.
   *
   * @param labels names and values in turn
   */
  public void sample(long value, String... labels) {
    sample(Long.toString(value), labels);
  }

  /**
   * Adds a sample of time.
   *
   * @param nanos written in seconds, the base unit of Prometheus
   */
  public void seconds(long nanos, String... labels) {
    sample(Double.toString(nanos / 1e9), labels);
  }

  private void sample(String value, String... labels) {
    text.append(name);
    for (int i = 0; i < labels.length; i += 2) {
      text.append(i == 0 ? '{' : ',')
          .append(labels[i])
          .append("=\"")
          .append(escaped(labels[i + 1]))
          .append('"');
    }
    text.append(labels.length > 0 ? "} " : " ").append(value).append('\n');
  }

  private static String escaped(String value) {
    return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }

  public byte[] bytes() {
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }
}
