package io.fdtrail.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CheckTest {
  @Test
  void whatIsWellNeedsNoAdvice() {
    assertThat(Check.ok("BTF", "there")).isEqualTo(new Check(Check.Status.OK, "BTF", "there", ""));
  }

  @Test
  void whatIsNotComesWithIt() {
    assertThat(Check.warn("/proc", "hidden", "be root"))
        .isEqualTo(new Check(Check.Status.WARN, "/proc", "hidden", "be root"));
    assertThat(Check.fail("BTF", "absent", "boot"))
        .isEqualTo(new Check(Check.Status.FAIL, "BTF", "absent", "boot"));
  }
}
