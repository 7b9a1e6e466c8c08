package io.fdtrail.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.fdtrail.cli.options.FilterOptions;
import io.fdtrail.filter.Filter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** What docs/filters.md shows. */
class FilterPageTest {
  private static final Path PAGE = Path.of("../docs/filters.md");
  private static final Pattern EXAMPLE = Pattern.compile("-F '([^']*)'");
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");

  @Test
  void theExamplesAreExpressions() throws Exception {
    List<String> examples =
        EXAMPLE.matcher(Files.readString(PAGE)).results().map(match -> match.group(1)).toList();

    assertThat(examples).hasSizeGreaterThan(8);
    for (String example : examples) {
      assertThat(Filter.of(example)).as(example).isNotNull();
    }
  }

  @Test
  void theShortFormsAreThoseOfTheTable() throws Exception {
    List<String> rows =
        Files.readAllLines(PAGE).stream().filter(line -> line.startsWith("| `-")).toList();

    assertThat(rows).hasSize(13);
    for (String row : rows) {
      String[] cells = row.split(" \\| ", 2);
      List<String> options = code(cells[0]);
      List<String> expressions = code(cells[1]);
      assertThat(options).hasSameSizeAs(expressions);
      for (int i = 0; i < options.size(); i++) {
        assertThat(forms(options.get(i).replace("'", ""))).containsExactly(expressions.get(i));
      }
    }
  }

  private static List<String> code(String cell) {
    return CODE.matcher(cell).results().map((MatchResult match) -> match.group(1)).toList();
  }

  private static List<String> forms(String option) throws Exception {
    CommandSpec spec = CommandSpec.create();
    FilterOptions.addTo(spec);
    return ShortForms.of(FilterOptions.of(new CommandLine(spec).parseArgs(option.split(" "))));
  }
}
