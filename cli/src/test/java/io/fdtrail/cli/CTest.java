package io.fdtrail.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The tests in C, built with the sanitizers of addresses and of undefined behaviour. */
class CTest {
  private static final Path SOURCES = Path.of("src/test/c").toAbsolutePath();

  static List<String> tests() throws IOException {
    try (Stream<Path> files = Files.list(SOURCES)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith("_test.c"))
          .map(name -> name.replace("_test.c", ""))
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("tests")
  void passes(String name) throws IOException, InterruptedException {
    Process make =
        new ProcessBuilder(
                "make",
                "--silent",
                "--directory=" + SOURCES,
                "OUT=" + Path.of("target/units").toAbsolutePath(),
                "JAVA_HOME=" + System.getProperty("java.home"),
                name + ".run")
            .redirectErrorStream(true)
            .start();
    String said = new String(make.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(make.waitFor()).as(said).isZero();
    assertThat(said).isEmpty();
  }
}
