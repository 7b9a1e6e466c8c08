package io.fdtrail.bpf;

/** Finds the line of libbpf's log that names the cause of a failure. */
final class LibbpfLog {
  private static final String PREFIX = "libbpf: ";
  private static final String VERIFIER_END = "-- END PROG LOAD LOG --";
  private static final String VERIFIER_SUMMARY = "processed ";

  private LibbpfLog() {}

  /**
   * The verifier's last line with the program's name, if it wrote any; else libbpf's first line,
   * the original cause.
   */
  static String reason(String log) {
    int end = log.lastIndexOf(VERIFIER_END);
    if (end < 0) {
      return firstLine(log);
    }
    String verdict = "";
    int from = 0;
    while (from < end) {
      int to = log.indexOf('\n', from);
      String line = log.substring(from, to < 0 ? end : Math.min(to, end)).strip();
      if (!line.isEmpty() && !line.startsWith(VERIFIER_SUMMARY) && !line.startsWith("--")) {
        verdict = line;
      }
      from = to < 0 ? end : to + 1;
    }
    return program(log) + verdict;
  }

  private static String firstLine(String log) {
    int end = log.indexOf('\n');
    return withoutPrefix(end < 0 ? log : log.substring(0, end));
  }

  /** {@code prog 'NAME': }, from the line that follows the verifier's log. */
  private static String program(String log) {
    int at = log.lastIndexOf("': failed to load");
    int line = at < 0 ? -1 : log.lastIndexOf(PREFIX, at);
    return line < 0 ? "" : withoutPrefix(log.substring(line, at)) + "': ";
  }

  private static String withoutPrefix(String line) {
    return (line.startsWith(PREFIX) ? line.substring(PREFIX.length()) : line).strip();
  }
}
