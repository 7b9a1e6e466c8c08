package io.fdtrail.bpf;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LibbpfLogTest {
  private static final String REFUSED =
      """
      libbpf: prog 'scm_send': BPF program load failed: Permission denied
      libbpf: prog 'scm_send': -- BEGIN PROG LOAD LOG --
      0: (79) r6 = *(u64 *)(r1 +0)
      R6 invalid mem access 'scalar'
      processed 5 insns (limit 1000000) max_states_per_insn 0 total_states 0 peak_states 0 mark_read 0
      -- END PROG LOAD LOG --
      libbpf: prog 'scm_send': failed to load: -13
      libbpf: failed to load object 'fdtrail'
      """;

  @Test
  void verifierHasTheLastWord() {
    assertThat(LibbpfLog.reason(REFUSED))
        .isEqualTo("prog 'scm_send': R6 invalid mem access 'scalar'");
  }

  @Test
  void verifierLogThatLostItsBeginning() {
    String tail = REFUSED.substring(REFUSED.indexOf("mem access"));

    assertThat(LibbpfLog.reason(tail)).isEqualTo("prog 'scm_send': mem access 'scalar'");
  }

  @Test
  void firstLineIsTheCauseOfTheOthers() {
    String log =
        "libbpf: failed to add legacy kprobe event for 'f+0x0': No such file or directory\nlibbpf: more\n";

    assertThat(LibbpfLog.reason(log))
        .isEqualTo("failed to add legacy kprobe event for 'f+0x0': No such file or directory");
  }

  @Test
  void silenceHasNoReason() {
    assertThat(LibbpfLog.reason("")).isEmpty();
  }

  @Test
  void exceptionIsOneLineAndKeepsTheLog() {
    ProbeException e = ProbeException.of("load fentry", -13, REFUSED);

    assertThat(e)
        .hasMessage("load fentry: EACCES: prog 'scm_send': R6 invalid mem access 'scalar'");
    assertThat(e.errno()).isEqualTo(13);
    assertThat(e.log()).isEqualTo(REFUSED);
    assertThat(ProbeException.of("attach x", -2)).hasMessage("attach x: ENOENT");
  }
}
