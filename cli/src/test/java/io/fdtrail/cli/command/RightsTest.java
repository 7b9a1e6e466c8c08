package io.fdtrail.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.fdtrail.os.Fence.Refused;
import java.util.List;
import org.junit.jupiter.api.Test;

class RightsTest {
  @Test
  void whatWasRefusedIsCountedAndNamed() {
    assertThat(Rights.refused(List.of())).isEqualTo("the fence refused 0 calls");
    assertThat(Rights.refused(List.of(new Refused("socket", 1))))
        .isEqualTo("the fence refused 1 call: socket");
    assertThat(Rights.refused(List.of(new Refused("socket", 2), new Refused("mkdir", 1))))
        .isEqualTo("the fence refused 3 calls: mkdir, socket");
  }
}
