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
  private static final Path JARS = Layout.ROOT.resolve("cli/target/dist/lib");
  private static final Pattern PROGRAM = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

  private final Path directory;

  private LibraryExample(Path directory) {
    this.directory = directory;
  }

  static LibraryExample extract() throws IOException {
    Path directory = Files.createTempDirectory("fdtrail-library");
    Files.writeString(directory.resolve("Watch.java"), source());
    return new LibraryExample(directory);
  }

  static String source() throws IOException {
    Matcher program = PROGRAM.matcher(Files.readString(Layout.ROOT.resolve("docs/library.md")));
    if (!program.find()) {
      throw new AssertionError("docs/library.md has no program");
    }
    return program.group(1);
  }

  /** Where it finds temporary space. */
  Path directory() {
    return directory;
  }

  Program start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
    command.add("-Djava.io.tmpdir=" + directory);
    command.addAll(
        List.of("-p", JARS.resolve("fdtrail-agent.jar") + ":" + JARS.resolve("fdtrail-bpf.jar")));
    command.addAll(List.of("--add-modules", "io.fdtrail.agent"));
    command.add(directory.resolve("Watch.java").toString());
    command.addAll(List.of(arguments));
    return Program.start(command);
  }

  @Override
  public void close() throws IOException {
    Program.delete(directory);
  }
}
