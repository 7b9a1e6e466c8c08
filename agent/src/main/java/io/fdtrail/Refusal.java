package io.fdtrail;

import io.fdtrail.kernel.Backend;
import java.util.List;

/**
 * A backend that does not work here.
 *
 * @param reason in one line
 * @param explained whether the cause is outside of the backend and the kernel, and affects the
 *     other backends too
 * @param log the lines from libbpf and the verifier; empty if there are none
 */
public record Refusal(Backend backend, String reason, boolean explained, String log) {
  private static final int LINES = 20; // the end of a verifier's log shows what was wrong

  /** {@return the last lines of the log, without those that are empty} */
  public List<String> lastLines() {
    List<String> lines = log.lines().filter(line -> !line.isBlank()).toList();
    return lines.subList(Math.max(0, lines.size() - LINES), lines.size());
  }

  @Override
  public String toString() {
    return backend.word() + ": " + reason;
  }
}
