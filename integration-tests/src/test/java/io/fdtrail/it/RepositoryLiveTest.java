package io.fdtrail.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Repositories of the packages that {@code ./package} left; {@code ./check} runs it first. */
class RepositoryLiveTest {
  /** apt's whole configuration in a copy of the system is this one repository. */
  private static final String APT =
      """
      mkdir -p root/repository
      mount --bind %1$s root/repository
      rm -rf root/etc/apt/sources.list.d root/etc/apt/sources.list root/var/lib/apt/lists
      cp %2$s root/usr/share/keyrings/fdtrail.asc
      echo 'deb [signed-by=/usr/share/keyrings/fdtrail.asc] file:/repository/apt stable main' >root/etc/apt/sources.list
      inside() { chroot root env DEBIAN_FRONTEND=noninteractive "$@"; }
      inside apt-get -qq -o APT::Update::Error-Mode=any -o APT::Sandbox::User=root update
      """;

  private static final String INSTALL =
      """
      inside apt-get -qq -y -o APT::Sandbox::User=root --no-install-recommends install fdtrail >&2
      inside fdtrail --version
      """;

  private static final String RPM =
      """
      rpm --root $PWD/root --import %1$s/fdtrail.asc
      rpm --root $PWD/root -K %1$s/rpm/*.rpm
      """;

  @TempDir private static Path shared;
  private static Path repository;
  private static Path keys;

  @TempDir private Path directory;

  private static Outcome must(String line) throws IOException, InterruptedException {
    Outcome outcome = Program.shell(line);
    assertThat(outcome.status()).as(outcome.err()).isZero();
    return outcome;
  }

  private static void makeKey(String address) throws IOException, InterruptedException {
    must(
        "GNUPGHOME=%1$s gpg --batch --quiet --passphrase '' --quick-generate-key %2$s rsa2048 sign"
            .formatted(keys, address));
  }

  @BeforeAll
  static void make() throws IOException, InterruptedException {
    repository = Files.createDirectory(shared.resolve("repository"));
    keys = Files.createDirectory(shared.resolve("keys"));
    must("chmod 755 %s && chmod 700 %s".formatted(repository, keys));
    makeKey("ours@example.org");
    makeKey("others@example.org");
    must(
        "GNUPGHOME=%1$s %2$s/cli/src/main/package/repository %3$s ours@example.org %2$s/target/package/*.deb %2$s/target/package/*.rpm"
            .formatted(keys, Layout.ROOT, repository));
  }

  private Outcome inCopy(String script) throws IOException, InterruptedException {
    return SystemCopy.run(directory, script, Duration.ofMinutes(3));
  }

  @Test
  void aptInstallsFromIt() throws IOException, InterruptedException {
    Outcome outcome =
        inCopy(APT.formatted(repository, repository.resolve("fdtrail.asc")) + INSTALL);
    assertThat(outcome.status()).as(outcome.err()).isZero();
    assertThat(outcome.out()).startsWith("fdtrail ");
  }

  @Test
  void aptRefusesAnotherKey() throws IOException, InterruptedException {
    Path other = shared.resolve("other.asc");
    must(
        "GNUPGHOME=%s gpg --batch --armor --output %s --export others@example.org"
            .formatted(keys, other));
    Outcome outcome = inCopy(APT.formatted(repository, other) + INSTALL);
    assertThat(outcome.status()).isNotZero();
    assertThat(outcome.err()).contains("NO_PUBKEY");
  }

  @Test
  void eachRpmIsSigned() throws IOException, InterruptedException {
    Outcome outcome = inCopy(RPM.formatted(repository));
    assertThat(outcome.status()).as(outcome.err()).isZero();
    assertThat(outcome.outLines()).hasSize(2).allMatch(line -> line.endsWith("signatures OK"));
  }

  @Test
  void theListOfTheRpmsIsSignedAndHasBoth() throws IOException, InterruptedException {
    must(
        "cd %2$s/rpm/repodata && GNUPGHOME=%1$s gpg --batch --verify repomd.xml.asc repomd.xml"
            .formatted(keys, repository));
    List<String> listed =
        must("zcat %s/rpm/repodata/*-primary.xml.gz | grep -o '<arch>.*</arch>'"
                .formatted(repository))
            .outLines();
    assertThat(listed).containsExactlyInAnyOrder("<arch>x86_64</arch>", "<arch>aarch64</arch>");
    for (String file : List.of("primary", "filelists", "other")) {
      String name = must("cd %s/rpm/repodata && ls *-%s.xml.gz".formatted(repository, file)).out();
      assertThat(Files.readString(repository.resolve("rpm/repodata/repomd.xml")))
          .contains(name.strip());
    }
  }
}
