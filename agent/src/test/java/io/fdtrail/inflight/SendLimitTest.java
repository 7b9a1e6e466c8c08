package io.fdtrail.inflight;

import static org.assertj.core.api.Assertions.assertThat;

import io.fdtrail.resolve.ProcFs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SendLimitTest {
  @TempDir Path root;

  private SendLimit limit(int user, String capabilities) throws IOException {
    Path directory = Files.createDirectories(root.resolve(user + capabilities + "/5"));
    Files.writeString(
        directory.resolve("status"),
        "Uid:\t" + user + "\t0\t0\t0\nCapEff:\t" + capabilities + "\n");
    Files.writeString(
        directory.resolve("limits"),
        "Max open files            1024                 4096                 files\n");
    Files.createSymbolicLink(
        Files.createDirectory(directory.resolve("ns")).resolve("user"),
        Path.of("user:[4026531837]"));
    return SendLimit.of(new ProcFs(directory.getParent()), 5, 1000);
  }

  @Test
  void ofWhoIsHeldToIt() throws IOException {
    assertThat(limit(1000, "0000000000000000"))
        .isEqualTo(new SendLimit(OptionalLong.of(1024), false));
  }

  @Test
  void ofWhoIsNot() throws IOException {
    assertThat(limit(1000, "0000000000200000"))
        .isEqualTo(new SendLimit(OptionalLong.empty(), true));
  }

  @Test
  void notOfWhoSendsAsSomebodyElse() throws IOException {
    assertThat(limit(1001, "0000000000000000")).isEqualTo(SendLimit.UNKNOWN);
    assertThat(SendLimit.of(new ProcFs(root), 6, 1000)).as("gone").isEqualTo(SendLimit.UNKNOWN);
  }

  @Test
  void theLowestOfSeveral() {
    SendLimit low = new SendLimit(OptionalLong.of(20), false);
    SendLimit high = new SendLimit(OptionalLong.of(1024), false);
    SendLimit exempt = new SendLimit(OptionalLong.empty(), true);
    assertThat(low.and(high)).isEqualTo(high.and(low)).isEqualTo(low);
    assertThat(exempt.and(low))
        .isEqualTo(low.and(exempt))
        .isEqualTo(new SendLimit(OptionalLong.of(20), true));
    assertThat(SendLimit.UNKNOWN.and(exempt)).isEqualTo(exempt);
  }
}
