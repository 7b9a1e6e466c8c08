package io.fdtrail.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is reported where tracing is not possible. */
class RefusalLiveTest {
  private static final String NOBODY = "setpriv --reuid 65534 --regid 65534 --clear-groups ";

  @AutoClose private final PublicCopy copy;

  RefusalLiveTest() throws IOException, InterruptedException {
    Fdtrail.assumeTracing();
    copy = PublicCopy.make();
  }

  @Test
  void notRoot() throws IOException, InterruptedException {
    Outcome outcome = Program.shell(NOBODY + copy.fdtrail() + " -d 1");
    outcome.assertRefused(3, "", "root");
  }

  @Test
  void leaksCannotTrace() throws IOException, InterruptedException {
    Outcome outcome = Program.shell(NOBODY + copy.fdtrail() + " leaks -d 1");
    outcome.assertRefused(3, "", "CAP_BPF");
  }

  @Test
  void inflightReportsWhatItMay() throws IOException, InterruptedException {
    Outcome outcome = Program.shell(NOBODY + copy.fdtrail() + " inflight");
    assertThat(outcome.status()).isZero();
    assertThat(outcome.errLines()).hasSize(3);
    assertThat(outcome.errLines().get(0))
        .startsWith("fdtrail: incomplete: numbers only")
        .contains("CAP_BPF");
    assertThat(outcome.errLines().get(1))
        .startsWith("fdtrail: incomplete: omitted are connections that nobody has accepted");
    assertThat(outcome.errLines().get(2)).matches("[0-9]+ queues?, [0-9]+ descriptors?");
  }

  @Test
  void doctorSaysWhatIsMissing() throws IOException, InterruptedException {
    Outcome outcome = Program.shell(NOBODY + copy.fdtrail() + " doctor");
    assertThat(outcome.status()).isEqualTo(3);
    assertThat(outcome.out()).contains("root");
  }

  @Test
  void doctorIsContentHere() throws IOException, InterruptedException {
    Outcome outcome = Fdtrail.run("doctor");
    assertThat(outcome.status()).isZero();
    assertThat(outcome.out()).contains("BTF", "ring buffer", "tracefs");
  }

  @Test
  void doctorSaysTheSameToAProgram() throws IOException, InterruptedException {
    Outcome outcome = Fdtrail.run("doctor", "-o", "json");
    assertThat(outcome.status()).isZero();
    JsonNode report = Json.parse(outcome.out());
    assertThat(report.path("can_trace").asBoolean()).isTrue();
    String used = report.path("backend").asText() + " +works, and is used";
    assertThat(Fdtrail.run("doctor").out()).containsPattern(used);
    assertThat(report.findValuesAsText("subject"))
        .contains("privilege", "BTF", "ring buffer", "lockdown", "tracefs", "iterator", "mappings");
  }

  @ParameterizedTest
  @ValueSource(strings = {"table", "json"})
  void aReportThatCannotBeWrittenIsAnError(String format) throws IOException, InterruptedException {
    Outcome outcome = Program.shell(Layout.FDTRAIL + " doctor -o " + format + " >/dev/full");
    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.err()).startsWith("fdtrail: ").hasLineCount(1);
  }

  /** Each is a way to be started in, and what is reported of it; by doctor, too. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
      unshare --pid --fork --mount-proc              | pid namespace   | --pid=host
      unshare --pid --fork                           | pid namespace   | --pid=host
      unshare --user --map-root-user                 | user namespace  | root of the host
      unshare --user                                 | user namespace  | root of the host
      unshare --user --map-root-user --pid --fork    | user namespace  | root of the host
      prlimit --nofile=40                            | ulimit -n       | ulimit -n 1024
      prlimit --nofile=44                            | ulimit -n       | ulimit -n 1024
      """)
  void theCauseIsNamed(String way, String cause, String advice)
      throws IOException, InterruptedException {
    Outcome trace = Program.shell(way + ' ' + Layout.FDTRAIL + " -d 0.1");
    trace.assertRefused(3, "", cause, advice);
    assertThat(trace.err())
        .doesNotContain("EPERM", "EMFILE", "saw nothing", "trampoline", "mount /proc");
    Outcome doctor = Program.shell(way + ' ' + Layout.FDTRAIL + " doctor");
    assertThat(doctor.status()).isEqualTo(3);
    assertThat(doctor.out()).contains(cause, advice).doesNotContain("sudo fdtrail");
  }

  /** As the default profile of a container does. */
  @Test
  void aSeccompFilterIsNamed() throws IOException, InterruptedException {
    String filter =
        """
        import ctypes, os, struct, sys
        rules = [(0x20, 0, 0, 0), (0x15, 0, 1, int(sys.argv[1])), (6, 0, 0, 0x50001), (6, 0, 0, 0x7fff0000)]
        code = ctypes.create_string_buffer(b''.join(struct.pack('HBBI', *rule) for rule in rules))
        program = ctypes.create_string_buffer(struct.pack('HxxxxxxQ', len(rules), ctypes.addressof(code)))
        libc = ctypes.CDLL(None)
        assert libc.prctl(38, 1, 0, 0, 0) == 0 and libc.prctl(22, 2, program, 0, 0) == 0
        os.execv(sys.argv[2], sys.argv[2:])
        """;
    String bpf = System.getProperty("os.arch").equals("aarch64") ? "280" : "321";
    Outcome outcome =
        Program.run("/usr/bin/python3", "-c", filter, bpf, Layout.FDTRAIL.toString(), "-d", "0.1");
    assertThat(outcome.status()).isEqualTo(3);
    assertThat(outcome.errLines())
        .singleElement()
        .asString()
        .contains("seccomp", "bpf(2)")
        .doesNotContain("EPERM");
  }

  @Test
  void noTypeInformation() throws IOException, InterruptedException {
    Outcome outcome =
        Program.withMountsOfItsOwn(
            "mount -t tmpfs tmpfs /sys/kernel/btf && exec " + Layout.FDTRAIL + " -d 1");
    outcome.assertRefused(3, "", "/sys/kernel/btf");
  }
}
