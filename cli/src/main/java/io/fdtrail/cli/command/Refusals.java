package io.fdtrail.cli.command;

import io.fdtrail.Refusal;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reports with -v why a backend does not work here, and what libbpf and the verifier said. */
final class Refusals {
  private Refusals() {}

  static void report(List<Refusal> refusals) {
    Logger log = LoggerFactory.getLogger("fdtrail");
    for (Refusal refusal : refusals) {
      log.info("not {}: {}", refusal.backend().word(), refusal.reason());
      refusal.lastLines().forEach(line -> log.info("    {}", line));
    }
  }
}
