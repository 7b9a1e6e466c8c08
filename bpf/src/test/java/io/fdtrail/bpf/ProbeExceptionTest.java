package io.fdtrail.bpf;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProbeExceptionTest {
  private static final String LIBBPF =
      "libbpf: prog 'scm_send': failed to attach: ERROR: strerror_r(-524)=22\n";

  @Test
  void arm64BeforeDirectCalls() {
    assertThat(ProbeException.of("attach scm_send", -524, LIBBPF))
        .hasMessage(
            "attach scm_send: ENOTSUPP: this kernel calls no programs from functions on this processor: use kprobe, which reports the same, "
                + "or boot Linux 6.4 or later");
  }

  @Test
  void whatLibbpfSaysOfOtherErrors() {
    assertThat(
            ProbeException.of(
                "attach scm_send",
                -16,
                "libbpf: prog 'scm_send': failed to attach: Device or resource busy\n"))
        .hasMessage(
            "attach scm_send: EBUSY: prog 'scm_send': failed to attach: Device or resource busy");
  }
}
