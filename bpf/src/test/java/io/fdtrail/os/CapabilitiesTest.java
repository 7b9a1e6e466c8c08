package io.fdtrail.os;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CapabilitiesTest {
  private static final long SYS_PTRACE = 1L << 19;
  private static final long SYS_ADMIN = 1L << 21;
  private static final long PERFMON = 1L << 38;
  private static final long BPF = 1L << 39;

  @TempDir Path directory;

  private Capabilities of(long effective) throws IOException {
    return ofStatus(
        "Name:\tjava\nCapPrm:\t000001ffffffffff\nCapEff:\t%016x\nCapBnd:\t000001ffffffffff\n"
            .formatted(effective));
  }

  private Capabilities ofStatus(String status) throws IOException {
    return Capabilities.read(
        Files.writeString(directory.resolve("status"), status, StandardCharsets.ISO_8859_1));
  }

  @Test
  void rootLacksNothing() throws IOException {
    Capabilities root = of(0x1ffffffffffL);

    assertThat(root.missing()).isEmpty();
  }

  @Test
  void nobodyLacksBoth() throws IOException {
    assertThat(of(0).missing()).containsExactly("CAP_BPF", "CAP_PERFMON");
  }

  @Test
  void theTwoAreEnough() throws IOException {
    assertThat(of(BPF | PERFMON).missing()).isEmpty();
    assertThat(of(BPF | SYS_PTRACE).missing()).containsExactly("CAP_PERFMON");
    assertThat(of(PERFMON | SYS_PTRACE).missing()).containsExactly("CAP_BPF");
  }

  @Test
  void sysAdminStandsForBoth() throws IOException {
    assertThat(of(SYS_ADMIN).missing()).isEmpty();
  }

  @Test
  void theHighestBitIsACapabilityToo() throws IOException {
    assertThat(of(-1).missing()).isEmpty();
  }

  @Test
  void ourNameMayHoldAnyByte() throws IOException {
    assertThat(ofStatus("Name:\tja\u00ffva\nCapEff:\t000001ffffffffff\n").missing()).isEmpty();
  }

  @Test
  void withoutAnAnswerWeHaveNone() throws IOException {
    assertThat(Capabilities.read(directory.resolve("absent")).missing()).hasSize(2);
    assertThat(ofStatus("Name:\tjava\n").missing()).hasSize(2);
    assertThat(ofStatus("Name:\tjava\n").areKnown()).isFalse();
    assertThat(of(0).areKnown()).isTrue();
  }
}
