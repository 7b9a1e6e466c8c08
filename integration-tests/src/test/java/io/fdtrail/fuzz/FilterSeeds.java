package io.fdtrail.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** Expressions for the fuzzer to begin with. */
final class FilterSeeds {
  private static final String[] EXPRESSIONS = {
    "count > 4 and not sender.comm == \"Xwayland\"",
    "kind == memfd and (comm ~ \"^(gnome|kwin)\" or uid == 1000)",
    "in_flight_ns > 1.5ms or reason in [gc, closed]",
    "name =* \"/home/*[!a-z]?\" and sender.uid != 0 and uid not in [0, 1]",
    "errno == EMFILE and time >= 2026-11-20T21:40:00Z",
    "has container and not (container.id =* '0123*' or container.runtime != podman)",
    "name_truncated == false and mode == 0600 or deleted",
    "comm !~ '(?i)a{2,3}b*?[\\d\\x41-z]+|^$' or name == \"\\xff\\n\\\"\"",
    "flags ~ O_NONBLOCK and dev == 8:1 and file_id == 0000000000000abc",
    "((((pid == 1))))",
    "not not not not fd",
    "comm ~ \"((a*)*)*b\"",
    "pid = 1",
    "comn == x",
    "",
  };

  private FilterSeeds() {}

  /** By name of the file. */
  static Map<String, byte[]> all() {
    Map<String, byte[]> seeds = new TreeMap<>();
    for (int i = 0; i < EXPRESSIONS.length; i++) {
      seeds.put("expression-" + i, EXPRESSIONS[i].getBytes(StandardCharsets.UTF_8));
    }
    return seeds;
  }
}
