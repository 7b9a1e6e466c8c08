package io.fdtrail.it;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import io.fdtrail.cli.command.Commands;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Model.OptionSpec;

/** The pages lead where they say, and quote what the sources have. */
class DocumentationTest {
  private static final Path DOCS = Layout.ROOT.resolve("docs");
  private static final Pattern LINK = Pattern.compile("(?:\\]\\(|srcset=\"|src=\")([^)\"\\s]+)");
  private static final Pattern QUOTE = Pattern.compile("\\*\\*`([^`]+)`\\*\\*");

  /** What a quote leaves open, or another machine says otherwise. */
  private static final Pattern OPEN = Pattern.compile("\\.\\.\\.|\\bN\\b|\\b\\d+\\b");

  private static final Set<String> PROGRAMS =
      Set.of("bpf", "agent", "cli", "integration-tests", "fdtrail", "check", "package", "cross");
  private static final Set<String> SOURCES = Set.of("java", "c", "h", "sh", "");

  /** Of picocli, of libc and of the dynamic linker. */
  private static final List<String> FOREIGN =
      List.of(
          "Missing required parameter for option",
          "should be specified only once",
          "Invalid value for option",
          "cannot open shared object file: No such file or directory",
          "No space left on device",
          "Address already in use");

  @Test
  void linksLeadSomewhere() throws IOException {
    List<String> broken = new ArrayList<>();
    for (Path page : pages()) {
      for (String link : links(page)) {
        String[] parts = link.split("#", 2);
        Path target = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]).normalize();
        if (!Files.exists(target) || (parts.length == 2 && !anchors(target).contains(parts[1]))) {
          broken.add(page.getFileName() + ": " + link);
        }
      }
    }
    assertThat(broken).isEmpty();
  }

  @Test
  void eachPageIsLinked() throws IOException {
    Set<Path> linked = new TreeSet<>();
    for (Path page : pages()) {
      links(page)
          .forEach(link -> linked.add(page.resolveSibling(link.replaceAll("#.*", "")).normalize()));
    }
    assertThat(
            Checkout.files().stream()
                .filter(
                    file -> file.startsWith(DOCS) && file.toString().matches(".*\\.(md|json|svg)")))
        .isNotEmpty()
        .allMatch(linked::contains);
  }

  @Test
  void quotedMessagesAreInTheSources() throws IOException {
    String sources = sources();
    List<String> quotes =
        QUOTE
            .matcher(Files.readString(DOCS.resolve("troubleshooting.md")))
            .results()
            .map(quote -> quote.group(1))
            .toList();
    assertThat(quotes).hasSizeGreaterThan(100);
    assertThat(quotes.stream().filter(quote -> !isFrom(sources, quote))).isEmpty();
    assertThat(isFrom(sources, "the probes were made lighter by nobody but the linker")).isFalse();
  }

  @Test
  void eachOptionIsInThePages() throws IOException {
    StringBuilder text = new StringBuilder();
    for (Path page : pages()) {
      text.append(Files.readString(page));
    }
    for (Commands command : Commands.values()) {
      for (OptionSpec option : command.describe().getCommandSpec().options()) {
        assertThat(
                Arrays.stream(option.names())
                    .anyMatch(name -> text.toString().matches("(?s).*[` \\[]" + name + "\\b.*")))
            .as(command.word() + " " + option.longestName())
            .isTrue();
      }
    }
  }

  private static List<Path> pages() throws IOException {
    return Checkout.files().stream()
        .filter(
            file ->
                file.toString().endsWith(".md")
                    && (file.getParent().equals(Layout.ROOT) || file.startsWith(DOCS)))
        .toList();
  }

  /** Those that do not leave the tree. */
  private static List<String> links(Path page) throws IOException {
    return LINK.matcher(Files.readString(page))
        .results()
        .map(link -> link.group(1))
        .filter(link -> !link.contains("://"))
        .toList();
  }

  /** Of the headings, as GitHub makes them. */
  private static Set<String> anchors(Path page) throws IOException {
    return Files.readAllLines(page).stream()
        .filter(line -> line.startsWith("#"))
        .map(
            line ->
                line.replaceFirst("#+ ", "")
                    .toLowerCase(Locale.ROOT)
                    .replaceAll("[^a-z0-9 _-]", "")
                    .replace(' ', '-'))
        .collect(toSet());
  }

  /**
   * Whether a quote is put together from few pieces of the sources: a message may be the sum of
   * some literals, with what they are about in between.
   */
  private static boolean isFrom(String sources, String quote) {
    return OPEN.splitAsStream(
            FOREIGN.stream().reduce(quote, (rest, foreign) -> rest.replace(foreign, "...")))
        .map(piece -> words(piece).trim().split(" "))
        .allMatch(piece -> pieces(sources, piece) <= 2 + piece.length / 4);
  }

  private static int pieces(String sources, String[] words) {
    int pieces = 0;
    for (int begin = 0; begin < words.length; pieces++) {
      int end = words.length;
      while (end > begin + 1
          && !sources.contains(
              " " + String.join(" ", Arrays.copyOfRange(words, begin, end)) + " ")) {
        end--;
      }
      begin = end;
    }
    return pieces;
  }

  private static String words(String text) {
    return " " + text.replaceAll("[^A-Za-z0-9_/.=-]+", " ").trim() + " ";
  }

  /** The words of all programs and scripts, with literals that are added to each other as one. */
  private static String sources() throws IOException {
    StringBuilder all = new StringBuilder();
    Checkout.files().stream()
        .filter(DocumentationTest::isSource)
        .forEach(file -> all.append(words(read(file).replaceAll("\"\\s*\\+?\\s*\"", ""))));
    return all.toString();
  }

  private static boolean isSource(Path file) {
    Path path = Layout.ROOT.relativize(file);
    String name = path.getFileName().toString();
    return PROGRAMS.contains(path.getName(0).toString())
        && SOURCES.contains(name.contains(".") ? name.replaceFirst(".*\\.", "") : "")
        && !path.toString().contains("src/test/");
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
