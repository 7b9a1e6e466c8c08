package io.fdtrail.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is told where tracing is not possible. */
class RefusalLiveTest {
  private static final String NOBODY = "setpriv --reuid 65534 --regid 65534 --clear-groups ";

  private PublicCopy copy;

  @BeforeEach
  void copyCommand() throws IOException, InterruptedException {
    Fdtrail.assumeTracing();
    copy = PublicCopy.make();
  }

  @AfterEach
  void removeCopy() throws IOException {
    if (copy != null) {
      copy.close();
    }
  }

  @Test
  void notRoot() throws IOException, InterruptedException {
    Outcome outcome = Program.shell(NOBODY + copy.fdtrail() + " -d 1");
    assertThat(outcome.status()).isEqualTo(3);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.errLines()).singleElement().asString().startsWith("fdtrail: ").contains("root");
  }

  @Test
  void leaksCannotTrace() throws IOException, InterruptedException {
    Outcome outcome = Program.shell(NOBODY + copy.fdtrail() + " leaks -d 1");
    assertThat(outcome.status()).isEqualTo(3);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.errLines()).singleElement().asString().startsWith("fdtrail: ").contains("CAP_BPF");
  }

  @Test
  void inflightTellsWhatItMay() throws IOException, InterruptedException {
    Outcome outcome = Program.shell(NOBODY + copy.fdtrail() + " inflight");
    assertThat(outcome.status()).isZero();
    assertThat(outcome.errLines()).hasSize(2);
    assertThat(outcome.errLines().get(0)).startsWith("fdtrail: incomplete: numbers only").contains("CAP_BPF");
    assertThat(outcome.errLines().get(1)).matches("[0-9]+ queues?, [0-9]+ descriptors?");
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
  void noTypeInformation() throws IOException, InterruptedException {
    Outcome outcome =
        Program.run(
            "unshare", "--mount", "sh", "-c", "mount -t tmpfs tmpfs /sys/kernel/btf && exec " + Layout.FDTRAIL + " -d 1");
    assertThat(outcome.status()).isEqualTo(3);
    assertThat(outcome.errLines()).singleElement().asString().startsWith("fdtrail: ").contains("/sys/kernel/btf");
  }
}
