package io.fdtrail.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A project of its own takes the library from the repository that {@code ./package} left; {@code
 * ./check} runs it first.
 */
class LibraryRepositoryTest {
  private static final Path REPOSITORY = Layout.ROOT.resolve("target/package/maven");
  private static final String COMPILER = "org.apache.maven.plugins:maven-compiler-plugin:3.16.0:";

  /** What Maven has of others is not fetched again. */
  private static final String SETTINGS =
      """
      <settings><mirrors><mirror>
        <id>here</id><mirrorOf>central</mirrorOf><url>file://%s</url>
      </mirror></mirrors></settings>
      """;

  @TempDir private Path project;

  @BeforeAll
  static void assumePackaged() throws IOException, InterruptedException {
    assumeTrue(Files.isDirectory(REPOSITORY), "no " + REPOSITORY + ": run ./package first");
    assumeTrue(Program.shell("command -v mvn").status() == 0, "no mvn: apt install maven");
  }

  private Outcome maven(String... arguments) throws IOException, InterruptedException {
    List<String> command =
        List.of(
            "mvn",
            "-q",
            "-B",
            "-s",
            project.resolve("settings.xml").toString(),
            "-f",
            project.toString(),
            "-Dmaven.repo.local=" + project.resolve("local"),
            "-Dfdtrail.repository=file://" + REPOSITORY);
    return Program.run(
        Duration.ofMinutes(3), Stream.concat(command.stream(), Stream.of(arguments)).toList());
  }

  @Test
  void aProjectIsCompiledWithIt() throws IOException, InterruptedException {
    Files.copy(Path.of("src/test/maven/pom.xml"), project.resolve("pom.xml"));
    Files.writeString(
        project.resolve("settings.xml"), SETTINGS.formatted(System.getProperty("fdtrail.maven")));
    Path source = Files.createDirectories(project.resolve("src/main/java")).resolve("Watch.java");
    Files.writeString(source, LibraryExample.source());
    Outcome outcome = maven(COMPILER + "compile");
    assertThat(outcome.status()).as(outcome.out()).isZero();
    assertThat(project.resolve("target/classes/Watch.class")).exists();
    for (String module : List.of("agent", "bpf")) {
      String jar = "io/fdtrail/fdtrail-%1$s/0.1.0/fdtrail-%1$s-0.1.0.jar".formatted(module);
      assertThat(project.resolve("local").resolve(jar))
          .hasSameBinaryContentAs(REPOSITORY.resolve(jar));
    }
    assertThat(project.resolve("local/io/fdtrail")).isDirectoryNotContaining("glob:**cli*");
  }

  /** What Maven Central asks for, but for signatures. */
  @Test
  void eachHasSourcesDocumentationAndSums() throws IOException, InterruptedException {
    for (String module : List.of("agent", "bpf")) {
      for (String kind : List.of(".jar", "-sources.jar", "-javadoc.jar", ".pom")) {
        String file =
            "io/fdtrail/fdtrail-%1$s/0.1.0/fdtrail-%1$s-0.1.0%2$s".formatted(module, kind);
        assertThat(Program.run("sha1sum", REPOSITORY.resolve(file).toString()).out())
            .startsWith(Files.readString(REPOSITORY.resolve(file + ".sha1")));
      }
    }
    Path list = REPOSITORY.resolve("io/fdtrail/fdtrail-agent/maven-metadata.xml");
    assertThat(Program.run("sha1sum", list.toString()).out())
        .startsWith(Files.readString(list.resolveSibling("maven-metadata.xml.sha1")));
  }
}
