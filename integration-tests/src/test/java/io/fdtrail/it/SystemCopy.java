package io.fdtrail.it;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A copy of this machine's system, into which a test installs: what changes is gone at the end. */
final class SystemCopy {
  private static final String MOUNTS =
      """
      set -e
      mount --make-rprivate /
      mount -t tmpfs -o mode=755 tmpfs %1$s
      cd %1$s
      mkdir changed work root
      mount -t overlay overlay -o lowerdir=/,upperdir=changed,workdir=work root
      for directory in proc sys dev; do mount --rbind "/$directory" "root/$directory"; done
      """;

  private SystemCopy() {}

  /**
   * Runs a script in a directory where {@code root} is the copy, and {@code changed} has the files
   * that are not as here.
   */
  static Outcome run(Path directory, String script, Duration limit)
      throws IOException, InterruptedException {
    return Program.run(
        limit, List.of("unshare", "--mount", "bash", "-c", MOUNTS.formatted(directory) + script));
  }
}
