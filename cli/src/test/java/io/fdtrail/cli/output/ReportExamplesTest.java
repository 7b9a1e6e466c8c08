package io.fdtrail.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The reports in {@code docs/examples}, and the pictures of them. With {@code -Dgolden.write=true}
 * it takes the pictures; look at them. The reports are of real runs on a machine without systemd.
 */
class ReportExamplesTest {
  private static final Path EXAMPLES = Path.of("../docs/examples").toAbsolutePath().normalize();
  private static final Path IMAGES = Path.of("../docs/images");

  private static Browser browser;

  @BeforeAll
  static void start() throws Exception {
    browser = Browser.start();
    browser.size(1060, 900);
  }

  @AfterAll
  static void stop() throws IOException {
    if (browser != null) {
      browser.close();
    }
  }

  private static Path example(String name) {
    return EXAMPLES.resolve("report-" + name + ".html");
  }

  private static int count(String selector) throws Exception {
    return browser.eval("document.querySelectorAll('" + selector + "').length").asInt();
  }

  @ParameterizedTest
  @CsvSource({"demo,38,h1,#graph", "chromium,454,#h-graph,canvas"})
  void theyShowTheirRuns(String name, int rows, String first, String last) throws Exception {
    browser.open(example(name), "");
    assertThat(browser.text("document.querySelector('#rows [role=status]').textContent"))
        .isEqualTo(rows + " rows");
    assertThat(count("#problems .card")).isEqualTo(1);
    assertThat(count("#graph .edge")).isPositive();
    assertThat(count("#files tbody tr")).isPositive();
    assertThat(browser.complaints()).isEmpty();
    if (Boolean.getBoolean("golden.write")) {
      takePictures(name, first, last);
    }
  }

  private static void takePictures(String name, String first, String last) throws Exception {
    for (String theme : List.of("light", "dark")) {
      browser.dark(theme.equals("dark"));
      String of = name.equals("chromium") ? "" : name + "-";
      browser.picture(IMAGES.resolve("report-" + of + theme + ".png"), first, last);
    }
  }
}
