package io.fdtrail.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The package for RPM that {@code ./package} left; {@code ./check} runs it first. */
class RpmLiveTest {
  private static final Path SOURCES = Layout.ROOT.resolve("cli/src/main/package/rpm");

  private static final String RPM =
      """
      mkdir -p root/run/systemd/system
      printf '#!/bin/sh\\necho "$*" >>/calls\\n' >root/usr/bin/systemctl
      chmod 755 root/usr/bin/systemctl
      rpm="rpm --root $PWD/root"
      """;

  /** Its own version, and a newer one of the same files. */
  private static final String LIFE =
      """
      $rpm -i --nodeps %1$s
      $rpm -V --nodeps fdtrail
      test -s root/usr/lib/fdtrail/lib/fdtrail.jsa
      chroot root getent group fdtrail >&2
      chroot root fdtrail demo -o json
      cat root/calls && rm root/calls

      echo 'FDTRAIL_OPTIONS=-x' >root/etc/sysconfig/fdtrail
      mkdir next
      rpm2cpio %1$s | (cd next && cpio --quiet -id)
      rpmbuild -bb --quiet -D "_topdir $PWD/built" -D '_binary_payload w1.gzdio' -D 'number 99' -D "tree $PWD/next" \\
        -D 'day Fri Nov 20 2026' -D 'java 0' -D 'libbpf 0' -D 'libelf 0' %2$s/fdtrail.spec >&2
      $rpm -U --nodeps built/RPMS/*/*.rpm
      $rpm -q fdtrail
      cat root/etc/sysconfig/fdtrail
      test -s root/usr/lib/fdtrail/lib/fdtrail.jsa
      chroot root fdtrail --version >&2
      cat root/calls && rm root/calls

      $rpm -e fdtrail
      cat root/calls
      find changed -name '*fdtrail*' ! -path '*/rpm/*' ! -type c
      """;

  @TempDir private Path directory;

  private static Path rpm(String machine) throws IOException {
    try (var files =
        Files.newDirectoryStream(Layout.ROOT.resolve("target/package"), "*." + machine + ".rpm")) {
      return files.iterator().next();
    }
  }

  private static Path own() throws IOException {
    return rpm(System.getProperty("os.arch").replace("amd64", "x86_64"));
  }

  private static List<String> asked(Path rpm, String... options)
      throws IOException, InterruptedException {
    String[] command = {"rpm", "-qp", rpm.toString()};
    String[] all = Arrays.copyOf(command, command.length + options.length);
    System.arraycopy(options, 0, all, command.length, options.length);
    Outcome outcome = Program.run(all);
    assertThat(outcome.status()).as(outcome.err()).isZero();
    return outcome.outLines();
  }

  @Test
  void itIsInstalledRunUpgradedAndRemoved() throws IOException, InterruptedException {
    Fdtrail.assumeTracing();
    Outcome outcome =
        SystemCopy.run(directory, RPM + LIFE.formatted(own(), SOURCES), Duration.ofMinutes(3));
    assertThat(outcome.status()).as(outcome.err()).isZero();
    assertThat(outcome.outLines().stream().filter(line -> line.contains("\"type\":\"event\"")))
        .hasSizeGreaterThanOrEqualTo(38);
    assertThat(outcome.outLines().stream().filter(line -> !line.startsWith("{")))
        .containsExactly(
            "--no-reload preset fdtrail.service fdtrail-ship.service",
            "fdtrail-99-1." + System.getProperty("os.arch").replace("amd64", "x86_64"),
            "FDTRAIL_OPTIONS=-x",
            "daemon-reload",
            "try-restart fdtrail.service fdtrail-ship.service",
            "--no-reload disable --now fdtrail-ship.service fdtrail.service",
            "daemon-reload",
            "changed/etc/sysconfig/fdtrail.rpmsave");
  }

  /** What the loader must find, and no Java. */
  @ParameterizedTest
  @ValueSource(strings = {"x86_64", "aarch64"})
  void itNeedsWhatEachDistributionHas(String machine) throws IOException, InterruptedException {
    List<String> needed = asked(rpm(machine), "--requires");
    assertThat(needed)
        .contains("libc.so.6(GLIBC_2.30)(64bit)", "/usr/sbin/groupadd")
        .noneMatch(name -> name.matches("libc\\.so\\.6\\(GLIBC_2\\.3[2-9]\\).*|.*java.*"))
        .filteredOn(name -> name.matches("lib.*\\.so.*"))
        .allMatch(name -> name.matches("lib(c|dl|gcc_s|m|pthread|rt|stdc\\+\\+|z)\\.so.*"));
    assertThat(asked(rpm(machine), "--provides"))
        .contains("bundled(libbpf) = 1.1.2")
        .noneMatch(name -> name.contains(".so"));
  }

  @Test
  void configurationsAreKept() throws IOException, InterruptedException {
    assertThat(asked(own(), "--configfiles"))
        .containsExactly(
            "/etc/logrotate.d/fdtrail", "/etc/sysconfig/fdtrail", "/etc/sysconfig/fdtrail-ship");
    Outcome units =
        Program.shell(
            "rpm2cpio %s | cpio -i --quiet --to-stdout './usr/lib/systemd/system/*'"
                .formatted(own()));
    assertThat(units.outLines().stream().filter(line -> line.startsWith("EnvironmentFile=")))
        .containsExactlyInAnyOrder(
            "EnvironmentFile=-/etc/sysconfig/fdtrail",
            "EnvironmentFile=/etc/sysconfig/fdtrail-ship");
  }

  @Test
  void rpmlintFindsNothing() throws IOException, InterruptedException {
    Outcome outcome =
        Program.run(
            "rpmlint",
            "-c",
            SOURCES.resolve("rpmlint.toml").toString(),
            rpm("x86_64").toString(),
            rpm("aarch64").toString());
    assertThat(outcome.outLines()).noneMatch(line -> line.matches(".*: [EW]: .*"));
    assertThat(outcome.out()).contains(" 0 errors, 0 warnings");
  }
}
