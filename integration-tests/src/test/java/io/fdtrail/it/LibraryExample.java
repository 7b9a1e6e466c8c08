package io.fdtrail.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The program of {@code docs/library.md}, run as it says there: as a user of the modules alone. */
final class LibraryExample implements AutoCloseable {
  private static final Path PAGE = Layout.ROOT.resolve("docs/library.md");
  private static final Pattern PROGRAM = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
  private static final Pattern COMMAND =
      Pattern.compile("^sudo java -p (\\S+) --add-modules (\\S+) Watch.java", Pattern.MULTILINE);

  private final Path directory;

  private LibraryExample(Path directory) {
    this.directory = directory;
  }

  static LibraryExample extract() throws IOException {
    LibraryJarsLiveTest.assumePackaged();
    Path directory = Files.createTempDirectory("fdtrail-library");
    Files.writeString(directory.resolve("Watch.java"), source());
    return new LibraryExample(directory);
  }

  static String source() throws IOException {
    return find(PROGRAM).group(1);
  }

  private static Matcher find(Pattern pattern) throws IOException {
    Matcher found = pattern.matcher(Files.readString(PAGE));
    if (!found.find()) {
      throw new AssertionError(PAGE + " has no " + pattern);
    }
    return found;
  }

  /** Where it finds temporary space. */
  Path directory() {
    return directory;
  }

  Program start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
    command.add("-Djava.io.tmpdir=" + directory);
    Matcher shown = find(COMMAND);
    command.addAll(List.of("-p", Layout.ROOT.resolve(shown.group(1)).toString()));
    command.addAll(List.of("--add-modules", shown.group(2)));
    command.add(directory.resolve("Watch.java").toString());
    command.addAll(List.of(arguments));
    return Program.start(command);
  }

  @Override
  public void close() throws IOException {
    Program.delete(directory);
  }
}
