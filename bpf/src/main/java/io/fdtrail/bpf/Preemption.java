package io.fdtrail.bpf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether the kernel preempts itself, and thus a running program. */
public enum Preemption {
  OFF,
  ON,
  UNKNOWN;

  private static final Path VERSION = Path.of("/proc/sys/kernel/version");

  /**
   * @param isDecisive whether a choice depends on the answer: finding the kernel's variable takes
   *     30 ms
   */
  static Preemption read(boolean isDecisive) {
    String modes = ProbeNative.preemption0();
    Preemption reported = modes == null ? of(version()) : ofModes(modes);
    return reported == UNKNOWN && isDecisive ? ofMode(ProbeNative.preemptionMode0()) : reported;
  }

  private static String version() {
    try {
      return Files.readString(VERSION);
    } catch (IOException e) {
      return "";
    }
  }

  /**
   * @param modes as debugfs shows them, the present one in parentheses: {@code none voluntary
   *     (full)}
   */
  static Preemption ofModes(String modes) {
    return modes.matches("(?s).*\\((lazy|full)\\).*") ? ON : OFF;
  }

  /**
   * @param version as uname shows it: PREEMPT_DYNAMIC means that the mode can be chosen, and does
   *     not name it
   */
  static Preemption of(String version) {
    if (version.contains("PREEMPT_DYNAMIC")) {
      return UNKNOWN;
    }
    return version.contains("PREEMPT") ? ON : OFF;
  }

  /**
   * @param mode the kernel's preempt_dynamic_mode: 0 none, 1 voluntary, 2 full, 3 lazy (6.13);
   *     negative if unknown
   */
  static Preemption ofMode(int mode) {
    return mode < 0 ? UNKNOWN : mode < 2 ? OFF : ON;
  }

  public boolean isPossible() {
    return this != OFF;
  }
}
