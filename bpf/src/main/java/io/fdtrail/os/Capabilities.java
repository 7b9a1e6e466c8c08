package io.fdtrail.os;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What the kernel lets this process do (capabilities(7)). */
public final class Capabilities {
  private static final int CAP_KILL = 5;
  private static final int CAP_SETGID = 6;
  private static final int CAP_SETUID = 7;
  private static final int CAP_SYS_ADMIN = 21;
  private static final int CAP_PERFMON = 38;
  private static final int CAP_BPF = 39;

  private static final Capabilities UNKNOWN = new Capabilities(0);

  private final long effective;

  private Capabilities(long effective) {
    this.effective = effective;
  }

  /**
   * Reads the effective capabilities of a process.
   *
   * @param status such as {@code /proc/self/status}
   */
  public static Capabilities read(Path status) {
    try {
      for (String line : Files.readAllLines(status, StandardCharsets.ISO_8859_1)) {
        if (line.startsWith("CapEff:")) {
          return new Capabilities(Long.parseUnsignedLong(line.substring(7).trim(), 16));
        }
      }
    } catch (IOException e) {
      // unknown
    }
    return UNKNOWN;
  }

  /** Whether the file showed them. */
  public boolean areKnown() {
    return this != UNKNOWN;
  }

  /**
   * Gives up, for good and in every thread, all capabilities that are no longer needed, and the
   * right to open files outside of a {@link FileFence}.
   *
   * @param kills keeps what sending signals to a command requires
   * @param readsMaps keeps what reading the kernel's maps requires
   * @param ruleset of the {@link FileFence}
   * @param user of the {@link FileFence}
   * @throws SystemException if that is not possible; some threads may have given them up by then
   */
  public static void giveUp(boolean kills, boolean readsMaps, int ruleset, int user)
      throws SystemException {
    NativeLibrary.load();
    long kept = (kills ? bit(CAP_KILL) : 0) | (readsMaps ? bit(CAP_BPF) : 0);
    SystemException.check(giveUp0(kept, ruleset, user), "giving up rights");
  }

  private static long bit(int capability) {
    return 1L << capability;
  }

  private boolean has(int capability) {
    return (effective & bit(capability)) != 0;
  }

  /**
   * The capabilities for loading and attaching programs that this process lacks. CAP_SYS_ADMIN
   * includes them all.
   */
  public List<String> missing() {
    List<String> missing = new ArrayList<>();
    if (!has(CAP_SYS_ADMIN)) {
      if (!has(CAP_BPF)) {
        missing.add("CAP_BPF");
      }
      if (!has(CAP_PERFMON)) {
        missing.add("CAP_PERFMON");
      }
    }
    return missing;
  }

  /** The capabilities for changing to another user that this process lacks. */
  public List<String> missingToRunAs() {
    List<String> missing = new ArrayList<>();
    if (!has(CAP_SETGID)) {
      missing.add("CAP_SETGID");
    }
    if (!has(CAP_SETUID)) {
      missing.add("CAP_SETUID");
    }
    return missing;
  }

  private static native int giveUp0(long keptCapabilities, int ruleset, int user);
}
