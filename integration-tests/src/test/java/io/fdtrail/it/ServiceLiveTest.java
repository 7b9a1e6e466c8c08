package io.fdtrail.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The unit of the package: what it says is done here by hand, as systemd would. */
class ServiceLiveTest {
  private static final Path PACKAGE = Layout.ROOT.resolve("cli/src/main/package");
  private static final String OPTIONS = "^FDTRAIL_OPTIONS=\"(.*)\"$";

  @TempDir private Path directory;

  @BeforeAll
  static void assumeTracing() throws IOException, InterruptedException {
    Fdtrail.assumeTracing();
  }

  private static String setting(String file, String pattern) throws IOException {
    Matcher matcher =
        Pattern.compile(pattern, Pattern.MULTILINE)
            .matcher(Files.readString(PACKAGE.resolve(file)));
    assertThat(matcher.find()).as(pattern).isTrue();
    return matcher.group(1);
  }

  /** The command line of the unit, with the rights that the unit leaves. */
  private List<String> commandLine() throws IOException {
    String rights =
        Arrays.stream(setting("fdtrail.service", "^CapabilityBoundingSet=(.*)$").split(" "))
            .map(capability -> "+" + capability.substring("CAP_".length()).toLowerCase(Locale.ROOT))
            .collect(Collectors.joining(","));
    String line =
        setting("fdtrail.service", "^ExecStart=/usr/bin/fdtrail (.*)$")
            .replace("$FDTRAIL_OPTIONS", setting("fdtrail.default", OPTIONS) + " -v -n ^passfd$")
            .replace("/var/log/fdtrail", directory.toString());
    return Arrays.asList(
        ("setpriv --no-new-privs --bounding-set -all," + rights + " " + Layout.FDTRAIL + " " + line)
            .split(" "));
  }

  @Test
  void itTracesWithTheRightsOfTheUnit() throws IOException, InterruptedException {
    try (Program service = Fdtrail.tracing(commandLine())) {
      Fdtrail.pass(23);
      service.signal("TERM");
      Outcome outcome = service.await();
      assertThat(outcome.status()).as(outcome.err()).isZero();
    }
    Trace trace = Trace.parse(Files.readAllLines(directory.resolve("fdtrail.json")));
    assertThat(trace.faults()).isEmpty();
    assertThat(trace.events()).hasSize(46);
    long first = trace.events().get(0).path("seq").asLong();
    assertThat(trace.events())
        .extracting(event -> event.path("seq").asLong())
        .containsExactlyElementsOf(LongStream.range(first, first + 46).boxed().toList());
    assertThat(trace.events())
        .allSatisfy(event -> assertThat(event.has("host") && event.has("boot_id")).isTrue());
  }

  /** Else systemd calls a unit failed that is stopped before the JVM can listen for signals. */
  @ParameterizedTest
  @ValueSource(strings = {"fdtrail.service", "fdtrail-ship.service"})
  void whoStopsItWhileItStartsFindsNoFailure(String unit) throws IOException, InterruptedException {
    try (Program starting = Program.start(List.of(Layout.FDTRAIL.toString(), "-d", "60"))) {
      while (!Files.readString(Path.of("/proc/" + starting.pid() + "/comm")).equals("java\n")) {
        Thread.sleep(1);
      }
      starting.signal("TERM");
      assertThat(List.of("0", setting(unit, "^SuccessExitStatus=(.*)$")))
          .contains(Integer.toString(starting.await().status()));
    }
  }

  /** logrotate's rule names the file that the unit writes. */
  @Test
  void itsFileIsRotated() throws IOException {
    String written = setting("fdtrail.service", "--output (\\S+)");
    assertThat(setting("fdtrail.logrotate", "^(\\S+) \\{$")).isEqualTo(written);
    assertThat(setting("fdtrail.logrotate", "--signal=(\\w+)")).isEqualTo("HUP");
  }

  @Test
  void itsOptionsComeFromItsConfiguration() throws IOException {
    assertThat(setting("fdtrail.service", "^EnvironmentFile=-(.*)$"))
        .isEqualTo("/etc/default/fdtrail");
    assertThat(setting("fdtrail.default", OPTIONS)).startsWith("--");
  }
}
