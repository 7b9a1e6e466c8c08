package io.fdtrail;

import static org.assertj.core.api.Assertions.assertThat;

import io.fdtrail.bpf.Backend;
import java.util.List;
import org.junit.jupiter.api.Test;

class NoBackendExceptionTest {
  @Test
  void saysWhyForEachBackendInOneLine() {
    Refusal fentry = new Refusal(Backend.FENTRY, "not permitted", "line\nline\n");
    Refusal kprobe = new Refusal(Backend.KPROBE, "the kernel has no kprobes", "");
    NoBackendException exception = new NoBackendException(List.of(fentry, kprobe));

    assertThat(exception).hasMessage("fentry: not permitted; kprobe: the kernel has no kprobes");
    assertThat(exception.refusals()).containsExactly(fentry, kprobe);
  }
}
