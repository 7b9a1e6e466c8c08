package io.fdtrail.it;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** What a tracer answers on the port that it reports ({@code --metrics 0 -v}). */
record MetricsPage(URI place) {
  static MetricsPage of(Program tracer) throws InterruptedException {
    return new MetricsPage(MetricsLiveTest.place(tracer));
  }

  String read() throws IOException {
    try (InputStream page = place.toURL().openStream()) {
      return new String(page.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** The sum over all labels. */
  long total(String metric) throws IOException {
    return read()
        .lines()
        .filter(line -> line.startsWith(metric + "{"))
        .mapToLong(line -> Long.parseLong(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }
}
