package io.fdtrail.scm;

import io.fdtrail.os.Libc;
import io.fdtrail.os.SystemException;
import java.util.regex.Pattern;

/**
 * Why the kernel refuses us access to another process (ptrace(2), "Ptrace access mode checking").
 */
final class TraceRights {
  static final Pattern UIDS = Pattern.compile("^Uid:\\s*([0-9\\s]+)$", FileCalls.LINES);
  private static final Pattern PERMITTED =
      Pattern.compile("^CapPrm:\\s*([0-9a-f]+)$", FileCalls.LINES);
  private static final Pattern EFFECTIVE =
      Pattern.compile("^CapEff:\\s*([0-9a-f]+)$", FileCalls.LINES);

  private TraceRights() {}

  /**
   * The rules that forbid the access, as far as we can look them up.
   *
   * @param process its directory in /proc
   * @param attaches whether the access counts as attaching, to which Yama's rules apply
   *     (pidfd_getfd does)
   */
  static String missing(Libc libc, Descriptor process, boolean attaches) {
    try {
      String theirs = FileCalls.read(libc, process.number(), "status");
      String ours = FileCalls.read(libc, FileCalls.HERE, "/proc/self/status");
      int uid = libc.functions().geteuid();
      for (String other : FileCalls.find(theirs, UIDS).trim().split("\\s+")) {
        if (!other.equals(Integer.toString(uid))) {
          return "it belongs to user " + other + ", which requires CAP_SYS_PTRACE (sudo)";
        }
      }
      if ((capabilities(theirs, PERMITTED) & ~capabilities(ours, EFFECTIVE)) != 0) {
        return "it has capabilities that we lack, which requires CAP_SYS_PTRACE (sudo)";
      }
      return attaches ? yama(libc) : undumpable();
    } catch (SystemException e) {
      return "which requires CAP_SYS_PTRACE (sudo)";
    }
  }

  private static long capabilities(String status, Pattern set) {
    return Long.parseUnsignedLong("0" + FileCalls.find(status, set), 16);
  }

  private static String yama(Libc libc) {
    String scope = "0";
    try {
      scope = FileCalls.read(libc, FileCalls.HERE, "/proc/sys/kernel/yama/ptrace_scope").trim();
    } catch (SystemException noYama) {
      // the kernel was built without it
    }
    return switch (scope) {
      case "0" -> undumpable();
      case "1" ->
          "Yama allows it to parents only (kernel.yama.ptrace_scope is 1), or with CAP_SYS_PTRACE (sudo)";
      case "2" -> "Yama allows it only with CAP_SYS_PTRACE (kernel.yama.ptrace_scope is 2; sudo)";
      default -> "Yama forbids it until the next boot (kernel.yama.ptrace_scope is " + scope + ")";
    };
  }

  private static String undumpable() {
    return "it has made itself undumpable (PR_SET_DUMPABLE), or a security module refuses it; sudo may help";
  }
}
