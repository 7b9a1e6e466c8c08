package io.fdtrail.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The jars for users of the library, which {@code ./package} left; {@code ./check} runs it first.
 */
class LibraryJarsLiveTest {
  private static final Path JARS = Layout.ROOT.resolve("target/package/library");

  static void assumePackaged() {
    assumeTrue(Files.isDirectory(JARS), "no " + JARS + ": run ./package first");
  }

  private static List<String> entries(String module, String kind) throws IOException {
    assumePackaged();
    try (Stream<Path> jars = Files.walk(JARS)) {
      Path only =
          jars.filter(
                  jar ->
                      jar.getFileName()
                          .toString()
                          .matches("fdtrail-" + module + "-[0-9.]+" + kind + "\\.jar"))
              .findFirst()
              .orElseThrow();
      try (JarFile jar = new JarFile(only.toFile())) {
        return jar.stream().map(ZipEntry::getName).toList();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"amd64", "aarch64"})
  void programsAndLibraryAreThereForEachMachine(String machine) throws IOException {
    String directory = "io/fdtrail/os/" + machine + "/";
    assertThat(entries("bpf", ""))
        .contains("module-info.class", directory + "libfdtrail.so", directory + "kprobe.bpf.o");
  }

  @Test
  void sourcesAreThere() throws IOException {
    assertThat(entries("bpf", "-sources")).contains("io/fdtrail/kernel/Backend.java");
    assertThat(entries("agent", "-sources")).contains("io/fdtrail/Tracer.java");
  }

  @Test
  void thePublicFaceAloneIsDocumented() throws IOException {
    assertThat(entries("bpf", "-javadoc"))
        .contains("io.fdtrail.bpf/io/fdtrail/kernel/Backend.html")
        .noneMatch(page -> page.endsWith("/Probe.html"));
    assertThat(entries("agent", "-javadoc"))
        .contains("io.fdtrail.agent/io/fdtrail/Tracer.html")
        .noneMatch(page -> page.endsWith("/RecordDecoder.html"));
  }
}
