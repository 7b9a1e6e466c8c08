package io.fdtrail;

import static org.assertj.core.api.Assertions.assertThat;

import io.fdtrail.kernel.Backend;
import java.util.List;
import org.junit.jupiter.api.Test;

class NoBackendExceptionTest {
  @Test
  void saysWhyForEachBackendInOneLine() {
    Refusal fentry = new Refusal(Backend.FENTRY, "not permitted", false, "line\nline\n");
    Refusal kprobe = new Refusal(Backend.KPROBE, "the kernel has no kprobes", false, "");
    NoBackendException exception = new NoBackendException(List.of(fentry, kprobe));

    assertThat(exception).hasMessage("fentry: not permitted; kprobe: the kernel has no kprobes");
    assertThat(exception.refusals()).containsExactly(fentry, kprobe);
  }

  @Test
  void aCauseIsReportedAlone() {
    Refusal fentry = new Refusal(Backend.FENTRY, "in a namespace: leave it", true, "EPERM");
    Refusal kprobe = new Refusal(Backend.KPROBE, "the kernel has no kprobes", false, "");
    Refusal tracepoint = new Refusal(Backend.TRACEPOINT, "in a namespace: leave it", true, "EPERM");

    assertThat(new NoBackendException(List.of(fentry, kprobe, tracepoint)))
        .hasMessage("in a namespace: leave it");
  }
}
