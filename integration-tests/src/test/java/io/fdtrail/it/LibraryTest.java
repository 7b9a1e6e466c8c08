package io.fdtrail.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LibraryTest {
  @Test
  void theExampleIsShort() throws IOException {
    assertThat(LibraryExample.source().lines()).hasSizeBetween(20, 40);
  }

  /** What Maven Central asks for and a module does not inherit. */
  @ParameterizedTest
  @ValueSource(strings = {".", "bpf", "agent"})
  void eachModuleIsDescribed(String module) throws IOException {
    assertThat(pom(module)).contains("\n  <name>", "\n  <description>");
  }

  @Test
  void theParentHasWhatMavenCentralAsksFor() throws IOException {
    assertThat(pom("."))
        .contains(
            List.of("<url>", "<licenses>", "<developers>", "<scm ").stream()
                .map(element -> "\n  " + element)
                .toList());
  }

  private static String pom(String module) throws IOException {
    return Files.readString(Layout.ROOT.resolve(module).resolve("pom.xml"));
  }
}
