package io.fdtrail.cli.command;

import io.fdtrail.Refusal;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reports with -v why a backend does not work here, and what libbpf and the verifier said. */
final class Refusals {
  private static final int LINES = 20; // the end of a verifier's log shows what was wrong

  private Refusals() {}

  static void tell(List<Refusal> refusals) {
    Logger log = LoggerFactory.getLogger("fdtrail");
    for (Refusal refusal : refusals) {
      log.info("not {}: {}", refusal.backend().word(), refusal.reason());
      lastLines(refusal.log()).forEach(line -> log.info("    {}", line));
    }
  }

  /** The last lines of a log, without those that are empty. */
  static List<String> lastLines(String log) {
    List<String> lines = log.lines().filter(line -> !line.isBlank()).toList();
    return lines.subList(Math.max(0, lines.size() - LINES), lines.size());
  }
}
