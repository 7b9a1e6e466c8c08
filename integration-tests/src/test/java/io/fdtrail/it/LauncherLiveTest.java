package io.fdtrail.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * From the launcher to the first class of ours: the archive of loaded classes, and which Java it
 * is.
 */
class LauncherLiveTest {
  private static final Pattern VERSION = Pattern.compile("JAVA_VERSION=\"(\\d+)");
  private static final int FIRST_WITH_CACHE = 24;
  private static final String MAIN = "io.fdtrail.cli.Main";

  @AutoClose private final PublicCopy copy;

  LauncherLiveTest() throws IOException, InterruptedException {
    Fdtrail.assumeTracing();
    copy = PublicCopy.make();
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
      assertThat(outcome.errLines().get(i))
          .startsWith("fdtrail: ")
          .contains(lines[i], archive().toString());
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
    Files.writeString(
        home().resolve("jre/release"), "IMPLEMENTOR=\"N/A\"\nJAVA_VERSION=\"11.0.2\"\n");
    Outcome outcome = Program.run(copy.fdtrail(), "--version");
    outcome.assertRefused(1, java.toString(), "Java 11", "too old", "install");
  }

  private static void assertLacks(String line, String why)
      throws IOException, InterruptedException {
    Outcome outcome = Program.shell(line);
    outcome.assertRefused(3, "only ", why);
  }

  @Test
  void whatAJvmLacksIsOneLine() throws IOException, InterruptedException {
    for (int files = 3; files < 30; files += 2) {
      assertLacks(
          "ulimit -n " + files + "; " + copy.fdtrail() + " -d 0.1", "(ulimit -n is " + files + ")");
    }
    for (int threads : new int[] {2, 7, 12, 15}) {
      String limited = "setpriv --reuid 51234 --clear-groups bash -c 'ulimit -u %d; %s --version'";
      assertLacks(limited.formatted(threads, copy.fdtrail()), "threads can be started");
    }
    for (String limit : List.of("-v 100", "-v 1200", "-v 1500", "-d 20", "-d 40")) {
      String[] words = limit.split(" ");
      String limited =
          "ulimit " + words[0] + " $((1024 * " + words[1] + ")); " + copy.fdtrail() + " -d 0.1";
      assertLacks(limited, words[1] + " MB of memory may be mapped (ulimit " + words[0] + ")");
    }
    for (int stack : new int[] {16, 32}) {
      assertLacks(
          "ulimit -s " + stack + "; " + copy.fdtrail() + " -d 0.1",
          stack + " KB may be on the stack (ulimit -s)");
    }
    for (int bytes : new int[] {0, 100}) {
      // What we read is a file, too.
      String limited = "prlimit --fsize=%d %s -d 0.1 2>&1 | cat >&2; exit ${PIPESTATUS[0]}";
      assertLacks(
          limited.formatted(bytes, copy.fdtrail()), bytes + " bytes may be in a file (ulimit -f)");
    }
  }

  /** A JVM would read flags from a file in its place, among them commands to run. */
  @ParameterizedTest
  @ValueSource(
      strings = {"true", "echo +PrintVMOptions >/dev/null", "mknod -m 666 /dev/null c 1 5"})
  void aNullDeviceThatIsNoneIsRefused(String make) throws IOException, InterruptedException {
    String script = "mount -t tmpfs tmpfs /dev && " + make + " && exec " + copy.fdtrail() + " -d 1";
    Outcome outcome = Program.withMountsOfItsOwn(script);
    outcome.assertRefused(3, "/dev/null is not the null device; ");
  }

  private void assertRefused(String change, String why) throws IOException, InterruptedException {
    Program.shell("cd " + home() + " && " + change);
    Outcome outcome = Program.run(copy.fdtrail(), "--version");
    outcome.assertRefused(3, "refuses to load ", why);
  }

  /** What root's JVM runs is nobody else's to write. */
  @Test
  void whatOthersCouldHaveWrittenIsNotRun() throws IOException, InterruptedException {
    assertRefused("chmod o+w lib/jffi.jar", "jffi.jar may be written by others");
    assertRefused(
        "chmod o-w lib/jffi.jar; chown nobody lib/asm.jar", "asm.jar belongs to user 65534");
    assertRefused("chown 0 lib/asm.jar; chmod g+w lib", "lib may be written by others");
    assertRefused("chmod g-w lib; chmod o+w .", "may be written by others");
    assertRefused("chmod o-w .; chown nobody lib/fdtrail.jsa", "fdtrail.jsa belongs to user 65534");
    assertRefused(
        "chown 0 lib/fdtrail.jsa; mkdir -p jre/bin; cp /bin/true jre/bin/java; chown nobody jre/bin",
        "belongs to user 65534");
    assertRefused(
        "rm -r jre; mv lib/picocli.jar /tmp/fdtrail-test.jar; ln -s /tmp/fdtrail-test.jar lib/picocli.jar",
        "tmp may be written by others");
    assertThat(
            Program.shell(
                    "cd "
                        + home()
                        + " && mv /tmp/fdtrail-test.jar lib/picocli.jar && "
                        + copy.fdtrail()
                        + " --version")
                .status())
        .isZero();
  }

  /**
   * What links lead to is safe while it is looked at, and could be something else when it is
   * loaded.
   */
  @Test
  void aHardLinkOfItInADirectoryOfOthersIsRefused() throws IOException, InterruptedException {
    try (PublicCopy trap = PublicCopy.make()) {
      Path elsewhere = Path.of(trap.fdtrail()).getParent().getParent();
      String links =
          "mkdir bin; ln %1$s/bin/fdtrail bin; ln -s %1$s/lib %1$s/native .; chown -h nobody . *";
      Program.shell(("cd %2$s && rm -r bin lib native && " + links).formatted(home(), elsewhere));
      Outcome outcome = Program.run(trap.fdtrail(), "--version");
      assertThat(outcome.status()).isEqualTo(3);
      assertThat(outcome.errLines())
          .singleElement()
          .asString()
          .contains(elsewhere + " belongs to user 65534");
    }
  }

  /** The rest of such a name would be another directory of classes, sought in the current one. */
  @Test
  void aColonInItsPlaceIsRefused() throws IOException, InterruptedException {
    Program.shell("cd %s && mkdir a:b && cp -r bin lib native a:b".formatted(home()));
    Outcome outcome = Program.run(home() + "/a:b/bin/fdtrail", "--version");
    outcome.assertRefused(1, "cannot be in ", "a:b", "colon");
  }

  @Test
  void noFileIsMadeWhereOthersMayWrite() throws IOException, InterruptedException {
    Path victim = home().resolve("victim");
    Files.writeString(victim, "precious");
    Program.shell(
        "cd %s/lib && chmod 1777 . && ln -s %s fdtrail.classes".formatted(home(), victim));
    Outcome made = Program.run(home().resolve("lib/make-archive").toString());
    assertThat(made.status()).isEqualTo(3);
    assertThat(made.errLines()).singleElement().asString().contains("lib may be written by others");
    assertThat(victim).hasContent("precious");
  }

  /** While it is made others pass descriptors, of which nothing may stay. */
  @Test
  void makingTheArchiveLeavesNothingElse() throws IOException, InterruptedException {
    try (Stream<Path> before = Files.list(home().resolve("lib"))) {
      List<Path> expected = before.sorted().toList();
      Outcome made = Program.shell("cd %s; umask 0; %s/lib/make-archive".formatted(home(), home()));
      assertThat(made.status()).isZero();
      assertThat(made.out() + made.err()).isEmpty();
      try (Stream<Path> after = Files.list(home().resolve("lib"))) {
        assertThat(after.sorted().toList()).isEqualTo(expected);
      }
    }
    assertItWorksAndSays();
  }

  private static Optional<Path> javaWithCache() throws IOException {
    try (Stream<Path> homes = Files.list(Path.of("/usr/lib/jvm"))) {
      for (Path home : homes.toList()) {
        Path release = home.resolve("release");
        Matcher version =
            VERSION.matcher(Files.isReadable(release) ? Files.readString(release) : "");
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
    assertThat(runJvm("-XX:AOTMode=on", "--version").status()).isZero();
  }

  /** As the launcher starts it, but for a flag more. */
  private Outcome runJvm(String flag, String... arguments)
      throws IOException, InterruptedException {
    try (Program tracer =
        Fdtrail.tracing(List.of(copy.fdtrail(), "-v", "-d", "60", "-n", "^passfd$"))) {
      String[] all = Files.readString(Path.of("/proc/" + tracer.pid() + "/cmdline")).split("\0");
      Stream<String> jvm = Arrays.stream(all).takeWhile(argument -> !argument.equals(MAIN));
      return Program.run(
          Stream.of(jvm, Stream.of(flag, MAIN), Stream.of(arguments))
              .flatMap(part -> part)
              .filter(argument -> !argument.startsWith("-Dfdtrail.environment="))
              .toArray(String[]::new));
    }
  }

  private Stream<String> loaded(String... arguments) throws IOException, InterruptedException {
    Path log = home().resolve("classes");
    assertThat(runJvm("-Xlog:class+load:file=" + log, arguments).status()).isZero();
    return Files.readAllLines(log).stream();
  }

  @Test
  void whatIsNotNeededIsNotLoaded() throws IOException, InterruptedException {
    assertThat(loaded("--version"))
        .anyMatch(line -> line.contains(" io.fdtrail.cli.Main "))
        .noneMatch(line -> line.contains(" io.fdtrail.os.NativeLibrary "));
    assertThat(loaded("--help")).noneMatch(line -> line.contains(" io.fdtrail.os.NativeLibrary "));
    assertThat(loaded("-d", "0.1", "-o", "json"))
        .anyMatch(line -> line.contains(" io.fdtrail.os.NativeLibrary "))
        .noneMatch(
            line ->
                line.contains(" jnr.")
                    || line.contains(" com.kenai.jffi")
                    || line.contains(" io.fdtrail.cli.metrics.Connection "));
  }
}
