package io.fdtrail.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** From the launcher to the first class of ours: the archive of loaded classes, and which Java it is. */
class LauncherLiveTest {
  private static final Pattern VERSION = Pattern.compile("JAVA_VERSION=\"(\\d+)");
  private static final int FIRST_WITH_CACHE = 24;

  private PublicCopy copy;

  @BeforeEach
  void copyCommand() throws IOException, InterruptedException {
    Fdtrail.assumeTracing();
    copy = PublicCopy.make();
  }

  @AfterEach
  void removeCopy() throws IOException {
    copy.close();
  }

  private Path home() {
    return Path.of(copy.fdtrail()).getParent().getParent();
  }

  private Path archive() {
    return home().resolve("lib/fdtrail.jsa");
  }

  private void assertItWorksAndSays(String... lines) throws IOException, InterruptedException {
    Outcome outcome = Program.run(copy.fdtrail(), "--version");
    assertThat(outcome.status()).as(outcome.err()).isZero();
    assertThat(outcome.out()).startsWith("fdtrail ");
    assertThat(outcome.errLines()).hasSameSizeAs(lines);
    for (int i = 0; i < lines.length; i++) {
      assertThat(outcome.errLines().get(i)).startsWith("fdtrail: ").contains(lines[i], archive().toString());
    }
  }

  @Test
  void aMissingArchiveIsNoMatter() throws IOException, InterruptedException {
    Files.delete(archive());
    assertItWorksAndSays();
    Files.delete(home().resolve("lib/fdtrail.jsa.sum"));
    assertItWorksAndSays();
  }

  @Test
  void aDamagedArchiveIsIgnored() throws IOException, InterruptedException {
    assertItWorksAndSays();
    try (RandomAccessFile file = new RandomAccessFile(archive().toFile(), "rw")) {
      file.seek(file.length() / 2);
      int before = file.read();
      file.seek(file.length() / 2);
      file.write(before ^ 1);
    }
    assertItWorksAndSays("damaged");
  }

  @Test
  void aCutArchiveIsIgnored() throws IOException, InterruptedException {
    try (RandomAccessFile file = new RandomAccessFile(archive().toFile(), "rw")) {
      file.setLength(4096);
    }
    assertItWorksAndSays("damaged");
    Files.writeString(archive(), "");
    assertItWorksAndSays("damaged");
  }

  @Test
  void anOldJavaIsRefused() throws IOException, InterruptedException {
    Path java = Files.createDirectories(home().resolve("jre/bin")).resolve("java");
    Files.copy(Path.of("/bin/true"), java);
    Files.writeString(home().resolve("jre/release"), "IMPLEMENTOR=\"N/A\"\nJAVA_VERSION=\"11.0.2\"\n");
    Outcome outcome = Program.run(copy.fdtrail(), "--version");
    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.errLines()).singleElement().asString().startsWith("fdtrail: " + java).contains("Java 11", "too old", "install");
  }

  private static Optional<Path> javaWithCache() throws IOException {
    try (Stream<Path> homes = Files.list(Path.of("/usr/lib/jvm"))) {
      for (Path home : homes.toList()) {
        Path release = home.resolve("release");
        Matcher version = VERSION.matcher(Files.isReadable(release) ? Files.readString(release) : "");
        if (version.find() && Integer.parseInt(version.group(1)) >= FIRST_WITH_CACHE) {
          return Optional.of(home);
        }
      }
    }
    return Optional.empty();
  }

  @Test
  void aNewerJavaHasACache() throws IOException, InterruptedException {
    Optional<Path> newer = javaWithCache();
    Assumptions.assumeTrue(newer.isPresent(), "there is no Java 24 or later in /usr/lib/jvm");
    Files.createSymbolicLink(home().resolve("jre"), newer.get());
    Outcome made = Program.run(home().resolve("lib/make-archive").toString());
    assertThat(made.status()).as(made.err()).isZero();
    assertThat(made.err()).isEmpty();
    assertThat(home().resolve("lib/fdtrail.aot")).isNotEmptyFile();
    assertThat(archive()).doesNotExist();
    Outcome demo = Program.run(copy.fdtrail(), "demo", "-o", "json");
    assertThat(demo.err()).isEmpty();
    assertThat(Trace.parse(demo.outLines()).events()).hasSizeGreaterThanOrEqualTo(38);
    // the JVM refuses a cache that it cannot use, when told to
    assertThat(Program.run(copy.fdtrail(), "-J-XX:AOTMode=on", "--version").status()).isZero();
  }

  private Stream<String> loaded(String... arguments) throws IOException, InterruptedException {
    Path log = home().resolve("classes");
    String[] line = Stream.concat(Stream.of(copy.fdtrail(), "-J-Xlog:class+load:file=" + log), Stream.of(arguments)).toArray(String[]::new);
    assertThat(Program.run(line).status()).isZero();
    return Files.readAllLines(log).stream();
  }

  @Test
  void whatIsNotNeededIsNotLoaded() throws IOException, InterruptedException {
    assertThat(loaded("--version")).anyMatch(line -> line.contains(" io.fdtrail.cli.Main "))
        .noneMatch(line -> line.contains(" io.fdtrail.bpf.NativeLibrary "));
    assertThat(loaded("--help")).noneMatch(line -> line.contains(" io.fdtrail.bpf.NativeLibrary "));
    assertThat(loaded("-d", "0.1", "-o", "json"))
        .anyMatch(line -> line.contains(" io.fdtrail.bpf.NativeLibrary "))
        .noneMatch(line -> line.contains(" jnr.") || line.contains(" com.kenai.jffi") || line.contains("httpserver"));
  }
}
