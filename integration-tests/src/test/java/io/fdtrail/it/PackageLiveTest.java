package io.fdtrail.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code ./package} left in {@code target/package}; {@code ./check} runs it first. */
class PackageLiveTest {
  private static final Path PACKAGES = Layout.ROOT.resolve("target/package");

  @TempDir private Path directory;
  private Path debian;
  private Path archive;

  /** That of this machine's architecture. */
  private static Path only(String suffix) throws IOException {
    return of(System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64", suffix);
  }

  private static Path of(String architecture, String suffix) throws IOException {
    try (Stream<Path> files = Files.list(PACKAGES)) {
      return files
          .filter(file -> file.toString().endsWith(architecture + suffix))
          .findFirst()
          .orElseThrow();
    }
  }

  @BeforeEach
  void unpack() throws IOException, InterruptedException {
    debian = directory.resolve("debian");
    archive = directory.resolve("archive");
    Outcome unpacked =
        Program.shell(
            "mkdir %2$s && dpkg-deb -R %1$s %3$s && tar -xzf %4$s -C %2$s --strip-components 1"
                .formatted(only(".deb"), archive, debian, only(".tar.gz")));
    assertThat(unpacked.status()).as(unpacked.err()).isZero();
  }

  private static List<Path> files(Path top) throws IOException {
    try (Stream<Path> walk = Files.walk(top)) {
      return walk.filter(Files::isRegularFile).toList();
    }
  }

  /** Names, in lower case, of what the list of parts says is there. */
  private static Set<String> parts(Path list) throws IOException {
    Set<String> names = new TreeSet<>();
    for (JsonNode component : new ObjectMapper().readTree(list.toFile()).path("components")) {
      assertThat(component.path("licenses")).as(component.toString()).isNotEmpty();
      names.add(component.path("name").asText().toLowerCase(Locale.ROOT));
    }
    return names;
  }

  private static void assertEveryFileIsAPart(Path home, Set<String> parts) throws IOException {
    for (Path file : files(home)) {
      String name = file.getFileName().toString();
      if (file.startsWith(home.resolve("lib")) && name.endsWith(".jar")) {
        assertThat(parts).contains(name.replace(".jar", ""));
      } else if (file.startsWith(home.resolve("native")) && name.matches("lib(bpf|elf)\\.so.*")) {
        assertThat(parts).contains(name.replaceAll("\\.so.*", ""));
      }
    }
    // the launcher is linked statically; jffi's native part has libffi in it
    assertThat(parts).contains("openjdk", "glibc", "libgcc", "libffi");
  }

  @Test
  void theListOfPartsIsWhole() throws IOException {
    Set<String> ofDebian = parts(debian.resolve("usr/share/doc/fdtrail/sbom.json"));
    Set<String> ofArchive = parts(archive.resolve("share/doc/fdtrail/sbom.json"));
    assertEveryFileIsAPart(debian.resolve("usr/lib/fdtrail"), ofDebian);
    assertEveryFileIsAPart(archive, ofArchive);
    assertThat(ofDebian).contains("libbpf").doesNotContain("libelf");
    assertThat(ofArchive).contains("libbpf", "libelf");
  }

  /**
   * The libraries that its programs and libraries ask the loader for and that it does not bring
   * itself.
   */
  private Set<String> needed() throws IOException, InterruptedException {
    String all =
        files(debian.resolve("usr/lib/fdtrail")).stream()
            .map(Path::toString)
            .collect(Collectors.joining(" "));
    Outcome dumped =
        Program.shell(
            "objdump -p %s 2>/dev/null | awk '/NEEDED/ { print $2 }' | sort -u".formatted(all));
    Set<String> needed = new TreeSet<>(dumped.outLines());
    files(debian).forEach(file -> needed.remove(file.getFileName().toString()));
    return needed;
  }

  @Test
  void itDependsOnWhatItLoadsAndNoMore() throws IOException, InterruptedException {
    List<String> searched = new ArrayList<>(List.of("'*/sbin/groupadd'")); // by postinst
    for (String library : needed()) {
      searched.add("'*/'$(gcc -print-multiarch)'/" + library + "'");
    }
    Outcome owners =
        Program.shell(
            "dpkg-query -S "
                + String.join(" ", searched)
                + " 2>/dev/null | cut -d : -f 1 | sort -u");
    Outcome said = Program.run("dpkg-deb", "-f", only(".deb").toString(), "Depends");
    assertThat(
            Stream.of(said.out().strip().split(", ")).map(depend -> depend.replaceAll(" .*", "")))
        .containsExactlyInAnyOrderElementsOf(owners.outLines());
  }

  /** What glibc must have. */
  private static String newestVersion(Path top) throws IOException, InterruptedException {
    String dump =
        "find %s -type f -exec objdump -T {} + 2>/dev/null | grep -o 'GLIBC_[0-9.]*' | sort -V -u"
            .formatted(top);
    List<String> versions = Program.shell(dump).outLines();
    assertThat(versions).hasSizeGreaterThan(5);
    return versions.get(versions.size() - 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"amd64", "arm64"})
  void theArchiveNeedsNoNewCLibrary(String architecture) throws IOException, InterruptedException {
    Path unpacked = Files.createDirectory(directory.resolve("of-" + architecture));
    Program.shell("tar -xzf %s -C %s".formatted(of(architecture, ".tar.gz"), unpacked));
    assertThat(newestVersion(unpacked))
        .isIn("GLIBC_2.28", "GLIBC_2.29", "GLIBC_2.30", "GLIBC_2.31");
    assertThat(newestVersion(debian)).as("which this can tell apart").isEqualTo("GLIBC_2.34");
  }

  /** Built on another machine, of jars, libraries and modules that come from other places. */
  @ParameterizedTest
  @ValueSource(strings = {".deb", ".tar.gz"})
  void arm64HasTheSameFiles(String suffix) throws IOException, InterruptedException {
    assumeThat(System.getProperty("os.arch")).as("cross-built on amd64").isEqualTo("amd64");
    assertThat(names(of("arm64", suffix))).containsExactlyElementsOf(names(of("amd64", suffix)));
  }

  private static List<String> names(Path file) throws IOException, InterruptedException {
    String list =
        file.toString().endsWith(".deb") ? "dpkg-deb --fsys-tarfile %s | tar -t" : "tar -tzf %s";
    // Debian's JDKs for the two may be of different days.
    return Program.shell(
            (list + " | sed 's/-amd64//; s/-arm64//' | grep -v /legal/ | sort").formatted(file))
        .outLines();
  }

  @Test
  void nothingInItMayBeWrittenByOthers() throws IOException, InterruptedException {
    assertThat(
            Program.shell("dpkg-deb -c %s; tar -tvzf %s".formatted(only(".deb"), only(".tar.gz")))
                .outLines())
        .hasSizeGreaterThan(100)
        .allMatch(line -> line.startsWith("l") || (line.charAt(5) == '-' && line.charAt(8) == '-'))
        .allMatch(line -> line.contains(" root/root ") || line.contains(" 0/0 "));
  }
}
