package io.fdtrail.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import io.fdtrail.event.RawText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcFsTest {
  private static final int PID = 42;

  @TempDir Path root;
  private FakeProc proc;

  @BeforeEach
  void oneProcess() throws IOException {
    proc = new FakeProc(root).process(PID, "net:[4026531840]");
  }

  @Test
  void aProcessThatIsGoneHasNoAnswer() {
    assertThat(proc.files().networkNamespace(43)).isEmpty();
  }

  @Test
  void networkNamespaces() {
    assertThat(proc.files().networkNamespace(PID)).contains("net:[4026531840]");
  }

  @Test
  void processesAndTheirDescriptors() throws IOException {
    proc.process(7, "net:[1]")
        .link(PID, 10, Path.of("socket:[99]"))
        .link(PID, 3, Path.of("pipe:[5]"));
    Files.createDirectory(root.resolve("sys"));

    assertThat(proc.files().processes()).containsExactly(7, PID);
    assertThat(proc.files().descriptors(PID))
        .containsExactly(Map.entry(3, "pipe:[5]"), Map.entry(10, "socket:[99]"));
    assertThat(proc.files().descriptors(43)).isEmpty();
  }

  @Test
  void namesMayHoldALineFeed() throws IOException {
    Files.writeString(root.resolve(PID + "/comm"), "two\nlines\n");

    assertThat(proc.files().comm(PID)).isEqualTo(RawText.of("two\nlines"));
    assertThat(proc.files().comm(43)).isEqualTo(RawText.EMPTY);
  }

  /** The kernel escapes the line feed in the name of a thread, and refuses it in a cgroup's. */
  @Test
  void aCarriageReturnInANameBeginsNoLine() throws IOException {
    Files.writeString(root.resolve(PID + "/status"), "Name:\tx\rUid:\t0\t\nUid:\t1000\t0\t0\t0\n");
    Files.writeString(
        root.resolve(PID + "/cgroup"),
        "4:memory:/x\r1:name=systemd:/forged\r0::/forged\n1:name=systemd:/own\n0::/own\n");

    assertThat(proc.files().realUser(PID)).hasValue(1000);
    assertThat(proc.files().cgroup(PID)).contains("/own");
    assertThat(proc.files().systemdCgroup(PID)).contains("/own");
  }

  @Test
  void theSoftLimitOfOpenFiles() throws IOException {
    Files.writeString(
        root.resolve(PID + "/limits"),
        "Limit                     Soft Limit           Hard Limit           Units     \n"
            + "Max processes             94949                94949                processes \n"
            + "Max open files            1024                 524288               files     \n");

    assertThat(proc.files().openFilesLimit(PID)).hasValue(1024);
    assertThat(proc.files().openFilesLimit(43)).isEmpty();
  }

  private void capabilities(String effective, String userNamespace) throws IOException {
    Files.deleteIfExists(root.resolve(PID + "/ns/user"));
    Files.createSymbolicLink(root.resolve(PID + "/ns/user"), Path.of(userNamespace));
    Files.writeString(
        root.resolve(PID + "/status"),
        "Name:\tx\\nUid:\t1\nUid:\t1000\t0\t0\t0\nCapPrm:\tffffffffffffffff\nCapEff:\t"
            + effective
            + "\n");
  }

  @Test
  void theUserThatItCountsAgainst() throws IOException {
    capabilities("0000000000000000", "user:[4026531837]");

    assertThat(proc.files().realUser(PID)).hasValue(1000);
    assertThat(proc.files().realUser(43)).isEmpty();
  }

  @Test
  void limitsAreExceededWithEitherCapabilityInTheInitialUserNamespace() throws IOException {
    assertThat(proc.files().exceedsLimits(PID)).as("unreadable").isFalse();
    capabilities("fffffffffedfffff", "user:[4026531837]");
    assertThat(proc.files().exceedsLimits(PID)).as("all others").isFalse();
    capabilities("0000000001000000", "user:[4026531837]");
    assertThat(proc.files().exceedsLimits(PID)).as("CAP_SYS_RESOURCE").isTrue();
    capabilities("0000000000200000", "user:[4026531837]");
    assertThat(proc.files().exceedsLimits(PID)).as("CAP_SYS_ADMIN").isTrue();
    capabilities("ffffffffffffffff", "user:[4026532999]");
    assertThat(proc.files().exceedsLimits(PID)).as("in a user namespace").isFalse();
  }

  @Test
  void queuedDescriptorsOfASocket() throws IOException {
    Files.createDirectory(root.resolve(PID + "/fdinfo"));
    Files.writeString(
        root.resolve(PID + "/fdinfo/3"),
        "pos:\t0\nflags:\t02\nmnt_id:\t9\nino:\t99\nscm_fds: 17\n");
    Files.writeString(root.resolve(PID + "/fdinfo/4"), "pos:\t0\nflags:\t02\n");

    assertThat(proc.files().queuedDescriptors(PID, 3)).isEqualTo(17);
    assertThat(proc.files().queuedDescriptors(PID, 4)).isZero();
    assertThat(proc.files().queuedDescriptors(PID, 5)).isZero();
  }
}
