package io.fdtrail.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The README's pictures show what {@code docs/images/demo.txt} has, and that is what the command
 * prints today.
 */
class ReadmeTest {
  private static final Path IMAGES = Layout.ROOT.resolve("docs/images");
  private static final Pattern LINE = Pattern.compile("<text [^>]*>([^<]*)</text>");

  @ParameterizedTest
  @ValueSource(strings = {"demo-light.svg", "demo-dark.svg"})
  void imagesShowTheRows(String image) throws IOException {
    List<String> shown =
        LINE.matcher(Files.readString(IMAGES.resolve(image)))
            .results()
            .map(
                line ->
                    line.group(1).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"))
            .toList();
    assertThat(shown)
        .isEqualTo(Stream.concat(Stream.of("$ sudo fdtrail demo"), rows().stream()).toList());
  }

  @Test
  void rowsAreOfToday() throws IOException {
    List<String> rows = rows();
    String header =
        Files.readAllLines(Layout.ROOT.resolve("cli/src/test/resources/golden/all-timed.table"))
            .get(0);
    assertThat(rows.get(0)).isEqualTo(header.replaceFirst("TIME\\S+ +", ""));
    assertThat(rows.get(rows.size() - 2)).startsWith("DROP ").endsWith(", nocontrol");
    assertThat(rows.get(rows.size() - 1)).isEqualTo("38 events, 0 lost");
  }

  private static List<String> rows() throws IOException {
    return Files.readAllLines(IMAGES.resolve("demo.txt"));
  }
}
