package io.fdtrail.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fdtrail.cli.command.Commands;
import io.fdtrail.cli.metrics.Counts;
import io.fdtrail.event.Action;
import io.fdtrail.event.DropReason;
import io.fdtrail.event.FileKind;
import io.fdtrail.kernel.Backend;
import io.fdtrail.kernel.LossReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A fact has one home; where it has to stand a second time, the two are compared. */
class FactsTest {
  private static final Path DOCS = Path.of("../docs");
  private static final List<String> OF_DROPS =
      Arrays.stream(DropReason.values())
          .filter(reason -> reason != DropReason.NONE)
          .map(DropReason::word)
          .toList();

  private static String text(String page) throws IOException {
    return Files.readString(DOCS.resolve(page));
  }

  private static List<String> found(String text, String pattern) {
    return Pattern.compile(pattern, Pattern.MULTILINE)
        .matcher(text)
        .results()
        .map(result -> result.group(1))
        .distinct()
        .toList();
  }

  private static <T> List<String> words(T[] values, Function<T, String> word) {
    return Arrays.stream(values).map(word).toList();
  }

  private static List<String> schema(String definition, String property) throws IOException {
    JsonNode schema = new ObjectMapper().readTree(text("event.schema.json"));
    JsonNode values = schema.at("/$defs/" + definition + "/properties/" + property + "/enum");
    List<String> words = new ArrayList<>();
    values.forEach(value -> words.add(value.asText()));
    return words;
  }

  /** Of the table that has this word in its first column. */
  private static List<String> firstColumn(String page, String word) throws IOException {
    Pattern table =
        Pattern.compile("(?:^\\|.*\n)*^\\| `" + word + "` \\|.*\n(?:^\\|.*\n)*", Pattern.MULTILINE);
    return found(
        table.matcher(text(page)).results().findFirst().orElseThrow().group(), "^\\| `([a-z_]+)`");
  }

  @Test
  void theSchemaNamesWhatThereIs() throws IOException {
    assertThat(schema("event", "reason")).containsExactlyElementsOf(OF_DROPS);
    assertThat(schema("event", "action"))
        .containsExactlyElementsOf(words(Action.values(), Action::name));
    assertThat(schema("summary", "backend"))
        .containsExactlyElementsOf(words(Backend.values(), Backend::word));
  }

  @Test
  void theKernelSideHasTheSameReasonsOfADrop() throws IOException {
    String header = Files.readString(Path.of("../bpf/src/main/bpf/fdtrail.h"));
    String reasons = header.substring(header.indexOf("enum fdtrail_reason {"));
    reasons = reasons.substring(0, reasons.indexOf("};"));
    List<String> names = found(reasons, "^\\tFDTRAIL_([A-Z_]+)");
    assertThat(found(reasons, "(= *-?\\w+),")).as("they count from 0").containsExactly("= 0");
    assertThat(names).hasSameSizeAs(DropReason.values());
    for (DropReason reason : DropReason.values()) {
      assertThat(names.get(reason.code())).endsWith(reason.name());
      assertThat(reason.ordinal()).isEqualTo(reason.code());
    }
  }

  @Test
  void eachReasonOfADropIsExplained() throws IOException {
    assertThat(firstColumn("output.md", "ctrunc")).containsExactlyInAnyOrderElementsOf(OF_DROPS);
  }

  @Test
  void eachReasonOfALossIsExplained() throws IOException {
    List<String> ofTraces =
        Stream.concat(
                Arrays.stream(LossReason.values())
                    .map(LossReason::word)
                    .filter(word -> !word.startsWith("queue_")),
                Stream.of("trails_forgotten", Counts.OUTPUT_FULL, Counts.RATE_LIMIT))
            .toList();
    assertThat(firstColumn("output.md", "ring_full")).containsExactlyInAnyOrderElementsOf(ofTraces);
    assertThat(found(text("losses.md"), "`([a-z_]+)`")).containsAll(ofTraces);
  }

  @Test
  void eachKindIsExplained() throws IOException {
    assertThat(text("output.md"))
        .contains(FileKind.WORDS.stream().map(word -> "`" + word + "`").toList());
    assertThat(text("output.md"))
        .contains(FileKind.FAMILIES.stream().map(family -> "`" + family + ":").toList());
  }

  @Test
  void eachCommandHasGoldenHelp() {
    assertThat(Commands.values())
        .filteredOn(command -> command != Commands.TRACE)
        .allSatisfy(
            command ->
                assertThat(Path.of("src/test/resources/golden", command.word() + "-help.txt"))
                    .exists());
    assertThat(words(Commands.values(), Commands::word))
        .allMatch(word -> word.equals(word.toLowerCase(Locale.ROOT)));
  }
}
