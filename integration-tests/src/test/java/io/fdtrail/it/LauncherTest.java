package io.fdtrail.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LauncherTest {
  /**
   * Java finds no class in a jar that the launcher does not name, and starts with one less that it
   * names in vain.
   */
  @Test
  void theLauncherNamesTheJarsThatMavenPutThere() throws IOException {
    String source = Files.readString(Layout.ROOT.resolve("cli/src/main/c/java.c"));
    String jars = source.substring(source.indexOf("jars[] = {"));
    List<String> named =
        Pattern.compile("\"([a-z0-9-]+)\"")
            .matcher(jars.substring(0, jars.indexOf("};")))
            .results()
            .map(jar -> jar.group(1))
            .toList();
    try (Stream<Path> files = Files.list(Layout.ROOT.resolve("cli/target/dist/lib"))) {
      assertThat(
              files
                  .map(file -> file.getFileName().toString())
                  .filter(name -> name.endsWith(".jar")))
          .containsExactlyInAnyOrderElementsOf(named.stream().map(name -> name + ".jar").toList());
    }
  }
}
