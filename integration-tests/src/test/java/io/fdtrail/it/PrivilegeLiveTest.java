package io.fdtrail.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rights that a tracer keeps while it traces. */
class PrivilegeLiveTest {
  private static final Pattern RIGHTS =
      Pattern.compile(
          "^(Cap(?:Inh|Prm|Eff|Amb)|NoNewPrivs|Seccomp):\\s*([0-9a-f]+)$", Pattern.MULTILINE);
  private static final String NONE = "0000000000000000";
  private static final String KILL = "0000000000000020";

  private static final String BLOCK_ALL =
      "import os, signal as s, sys; s.pthread_sigmask(s.SIG_SETMASK, s.valid_signals()); os.execv(sys.argv[1], sys.argv[1:])";

  @BeforeAll
  static void assumeTracing() throws IOException, InterruptedException {
    Fdtrail.assumeTracing();
  }

  /** Of each thread, as {@code CapEff:...}; without duplicates. */
  private static List<String> rights(long pid) throws IOException {
    List<String> rights = new ArrayList<>();
    try (var threads = Files.newDirectoryStream(Path.of("/proc/" + pid + "/task"))) {
      for (Path thread : threads) {
        Matcher matcher = RIGHTS.matcher(status(thread));
        while (matcher.find()) {
          rights.add(matcher.group(1) + " " + matcher.group(2));
        }
      }
    }
    return rights.stream().distinct().sorted().toList();
  }

  /** Empty for a thread that has ended. */
  private static String status(Path thread) throws IOException {
    try {
      return Files.readString(thread.resolve("status"));
    } catch (NoSuchFileException e) {
      return "";
    }
  }

  private static void assertKeeps(String capabilities, String... options)
      throws IOException, InterruptedException {
    List<String> expected =
        List.of(
            "CapAmb " + NONE,
            "CapEff " + capabilities,
            "CapInh " + NONE,
            "CapPrm " + capabilities,
            "NoNewPrivs 1",
            "Seccomp 2");
    try (Program tracer = Fdtrail.trace(options)) {
      long deadline = System.nanoTime() + 10_000_000_000L;
      while (!rights(tracer.pid()).equals(expected) && System.nanoTime() < deadline) {
        Thread.onSpinWait();
      }
      assertThat(rights(tracer.pid())).isEqualTo(expected);
      Fdtrail.pass(23);
      assertThat(rights(tracer.pid())).isEqualTo(expected);
      tracer.signal("TERM");
      Outcome outcome = tracer.await();
      assertThat(outcome.status()).isZero();
      assertThat(outcome.out() + outcome.err()).contains("46").doesNotContain("all its rights");
    }
  }

  @Test
  void theTableNeedsNone() throws IOException, InterruptedException {
    assertKeeps(NONE);
  }

  @Test
  void jsonLinesNeedNone() throws IOException, InterruptedException {
    assertKeeps(NONE, "-o", "json");
  }

  @Test
  void withoutProcNoneIsKept() throws IOException, InterruptedException {
    assertKeeps(NONE, "-o", "json", "--no-proc");
  }

  /** What a caller without rights may set for a command that sudo runs. */
  @ParameterizedTest
  @ValueSource(strings = {"prlimit --sigpending=0", "python3 -c \"" + BLOCK_ALL + "\""})
  void noCallerCanHaveAllKept(String caller) throws IOException, InterruptedException {
    Outcome outcome =
        Program.shell(caller + " " + Layout.FDTRAIL + " -v -o json -d 0.1 -n ^passfd$");
    assertThat(outcome.status()).as(outcome.err()).isZero();
    assertThat(outcome.err())
        .contains("fenced: system calls by seccomp")
        .doesNotContain("all its rights");
  }

  @Test
  void theCommandKeepsItsOwn() throws IOException, InterruptedException {
    String status = "grep -E '^Cap(Eff|Prm)|^NoNew' /proc/self/status";
    Outcome outcome = Fdtrail.run("-o", "json", "--", "sh", "-c", status);
    assertThat(outcome.outLines().subList(0, 3)).isEqualTo(Program.shell(status).outLines());
  }

  @Test
  void aCommandOfAnotherUserIsStillSignalled() throws IOException, InterruptedException {
    List<String> command = List.of("-v", "-o", "json", "--run-as", "nobody", "--", "sleep", "60");
    List<String> all = new ArrayList<>(List.of(Layout.FDTRAIL.toString()));
    all.addAll(command);
    try (Program tracer = Fdtrail.tracing(all)) {
      long deadline = System.nanoTime() + 10_000_000_000L;
      while (!rights(tracer.pid()).contains("CapEff " + KILL) && System.nanoTime() < deadline) {
        Thread.onSpinWait();
      }
      assertThat(rights(tracer.pid())).contains("CapEff " + KILL);
      tracer.signal("TERM");
      assertThat(tracer.await().status()).isEqualTo(143);
    }
  }

  @Test
  void whatTwoOptionsContradictIsAUsageError() throws IOException, InterruptedException {
    Outcome outcome = Fdtrail.run("--no-proc", "--container", "abc");
    assertThat(outcome.status()).isEqualTo(2);
    assertThat(outcome.errLines()).singleElement().asString().contains("--no-proc");
  }

  /** Another user with these capabilities, and no other right of root's. */
  private static Outcome withCapabilities(PublicCopy copy, String capabilities, String options)
      throws IOException, InterruptedException {
    return Program.shell(
        "setpriv --reuid 65534 --regid 65534 --clear-groups --inh-caps -all%s --ambient-caps -all%s --bounding-set -all%s %s %s"
            .formatted(capabilities, capabilities, capabilities, copy.fdtrail(), options));
  }

  @Test
  void twoCapabilitiesAreEnough() throws IOException, InterruptedException {
    try (PublicCopy copy = PublicCopy.make()) {
      Outcome outcome = withCapabilities(copy, ",+bpf,+perfmon", "demo -o json");
      assertThat(outcome.status()).as(outcome.err()).isZero();
      assertThat(outcome.err()).isEmpty();
      assertThat(Trace.parse(outcome.outLines()).events()).hasSizeGreaterThanOrEqualTo(38);
    }
  }

  /** Without root there is no change of the user that takes them away by itself. */
  @Test
  void aCommandOfAnotherUserHasNone() throws IOException, InterruptedException {
    try (PublicCopy copy = PublicCopy.make()) {
      String options =
          "-o json --run-as 51234 -- grep -E '^(Uid|Cap(Inh|Prm|Eff|Amb))' /proc/self/status";
      assertThat(withCapabilities(copy, ",+bpf,+perfmon,+setuid,+setgid,+kill", options))
          .satisfies(
              outcome -> {
                assertThat(outcome.status()).as(outcome.err()).isZero();
                assertThat(outcome.outLines().subList(0, 5))
                    .containsExactly(
                        "Uid:\t51234\t51234\t51234\t51234",
                        "CapInh:\t" + NONE,
                        "CapPrm:\t" + NONE,
                        "CapEff:\t" + NONE,
                        "CapAmb:\t" + NONE);
              });
    }
  }

  private static void assertThatOneIsMissing(Outcome outcome, String missing, String present) {
    assertThat(outcome.status()).isEqualTo(3);
    assertThat(outcome.errLines())
        .singleElement()
        .asString()
        .contains(missing)
        .doesNotContain(present);
  }

  @Test
  void whichOneIsMissingIsSaid() throws IOException, InterruptedException {
    try (PublicCopy copy = PublicCopy.make()) {
      assertThatOneIsMissing(withCapabilities(copy, ",+bpf", "-d 1"), "CAP_PERFMON", "CAP_BPF");
      assertThatOneIsMissing(withCapabilities(copy, ",+perfmon", "-d 1"), "CAP_BPF", "CAP_PERFMON");
      assertThat(withCapabilities(copy, ",+bpf,+perfmon", "-d 0.1 -o json"))
          .satisfies(
              outcome -> {
                assertThat(outcome.status()).isZero();
                assertThat(outcome.err()).isEmpty();
              });
    }
  }
}
