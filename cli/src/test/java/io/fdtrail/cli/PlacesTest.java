package io.fdtrail.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What it costs to add something: docs/architecture.md names the places that an example has. */
class PlacesTest {
  private static final Path ROOT = Path.of("..");
  private static final Path DOCUMENT = ROOT.resolve("docs/architecture.md");
  private static final Path QUESTIONS = // about columns that are there
      Path.of("opensearch-questions.txt");
  private static final List<String> SEARCHED =
      List.of("README.md", "docs", "bpf/src/main", "agent/src/main", "cli/src/main");

  private static final Pattern ROW =
      Pattern.compile("\\| (an? [^|]*) \\| ([^|]*) \\| (\\d+): ([^|]*) \\|");
  private static final Pattern WORD = Pattern.compile("`([^`]+)`");

  private static List<String> words(String cell) {
    return WORD.matcher(cell).results().map(word -> word.group(1)).toList();
  }

  private static Stream<Path> files() throws IOException {
    Stream<Path> all = Stream.empty();
    for (String searched : SEARCHED) {
      try (Stream<Path> found = Files.walk(ROOT.resolve(searched))) {
        all = Stream.concat(all, found.filter(Files::isRegularFile).toList().stream());
      }
    }
    return all.filter(file -> !file.equals(DOCUMENT) && !QUESTIONS.equals(file.getFileName()));
  }

  private static boolean has(Path file, Pattern example) {
    try {
      return example.matcher(Files.readString(file, StandardCharsets.ISO_8859_1)).find();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void theDocumentNamesThem() throws IOException {
    List<Path> files = files().toList();
    List<String> rows =
        Files.readAllLines(DOCUMENT).stream().filter(line -> ROW.matcher(line).matches()).toList();
    assertThat(rows).hasSize(6);
    for (String line : rows) {
      Matcher row = ROW.matcher(line);
      assertThat(row.matches()).isTrue();
      Pattern example =
          Pattern.compile(
              words(row.group(2)).stream()
                  .map(Pattern::quote)
                  .collect(Collectors.joining("|", "\\b(?:", ")\\b")));
      Set<String> places = new TreeSet<>();
      files.stream()
          .filter(file -> has(file, example))
          .forEach(file -> places.add(file.getFileName().toString()));
      assertThat(places).as(row.group(1)).containsExactlyInAnyOrderElementsOf(words(row.group(4)));
      assertThat(places).as(row.group(1)).hasSize(Integer.parseInt(row.group(3)));
    }
  }
}
