package io.fdtrail.scm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TraceRightsTest {
  /** The kernel escapes a newline in the name, and no carriage return (proc_task_name()). */
  @Test
  void aNameIsNoLineOfItsOwn() {
    String status = "Name:\tx\rUid:\t0\nUmask:\t0022\nUid:\t1000\t1000\t1000\t1000\nGid:\t5\n";
    assertThat(FileCalls.find(status, TraceRights.UIDS).trim().split("\\s+"))
        .containsOnly("1000")
        .hasSize(4);
  }
}
