package io.fdtrail.bpf;

import static org.assertj.core.api.Assertions.assertThat;

import io.fdtrail.kernel.Backend;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** The kernel side does not write what is not chosen. */
class ChoiceLiveTest {
  private static final int SIZEOF_HEAD = 16;
  private static final int KIND = 3; // of struct fdtrail_head
  private static final int EVENT = 1;
  private static final int PID = (int) ProcessHandle.current().pid();
  private static final int RECEIVES = 1 << 2 | 1 << 3;
  private static final int ALL = -1;

  /** Records of a descriptor that this thread passes to itself. */
  private static int records(Probe probe) throws ProbeException {
    probe.ring().poll((bytes, offset, length) -> {}, Integer.MAX_VALUE);
    probe.canary();
    List<Integer> sizes = new ArrayList<>();
    probe
        .ring()
        .poll(
            (bytes, offset, length) -> {
              if (bytes.get(offset + KIND) == EVENT && length > SIZEOF_HEAD) {
                sizes.add(length);
              }
            },
            Integer.MAX_VALUE);
    return sizes.size();
  }

  private static int records(Probe probe, Choice choice) throws ProbeException {
    probe.choose(choice);
    return records(probe);
  }

  private static Probe open() {
    try {
      return Probe.open(
          Backend.TRACEPOINT, new Knobs(1 << 20, false, false, false, false, 0, true));
    } catch (ProbeException e) {
      Assumptions.abort(e.getMessage());
      throw new IllegalStateException(e);
    }
  }

  /** With tracepoints a send is always reported, because a receive may come before it. */
  @Test
  void whatIsNotChosenIsNotWritten() throws ProbeException {
    Set<Integer> any = Set.of();
    try (Probe probe = open()) {
      assertThat(records(probe)).isEqualTo(2);
      assertThat(records(probe, new Choice(Set.of(PID), any, any, ALL))).isEqualTo(2);
      assertThat(records(probe, new Choice(Set.of(PID), any, any, RECEIVES))).isEqualTo(2);
      assertThat(records(probe, new Choice(Set.of(PID), any, any, ~RECEIVES))).isEqualTo(1);
      assertThat(records(probe, new Choice(any, Set.of(12345), any, ALL))).isEqualTo(1);
      assertThat(records(probe, new Choice(any, Set.of(12345, 0), any, ALL))).isEqualTo(2);
      assertThat(records(probe, new Choice(any, any, Set.of(-1), ALL))).isEqualTo(1);
      assertThat(records(probe, Choice.ALL)).isEqualTo(2);
    }
  }

  @Test
  void aNumberIsChosenOnlyAsWhatItIs() throws ProbeException {
    try (Probe probe = open()) {
      Choice choice = new Choice(Set.of(0), Set.of(PID), Set.of(), ALL);
      assertThat(records(probe, choice)).isEqualTo(1);
    }
  }
}
