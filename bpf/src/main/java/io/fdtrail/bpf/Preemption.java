package io.fdtrail.bpf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether the kernel preempts itself, and so a program midway. */
public enum Preemption {
  OFF,
  ON,
  UNKNOWN;

  private static final Path VERSION = Path.of("/proc/sys/kernel/version");

  /** @param isDecisive whether a choice depends on it, and not caution alone: the kernel's variable is searched for 30 ms */
  static Preemption read(boolean isDecisive) {
    String modes = ProbeNative.preemption0();
    Preemption told = modes == null ? of(version()) : ofModes(modes);
    return told == UNKNOWN && isDecisive ? ofMode(ProbeNative.preemptionMode0()) : told;
  }

  private static String version() {
    try {
      return Files.readString(VERSION);
    } catch (IOException e) {
      return "";
    }
  }

  /** @param modes as debugfs tells them, the present one in parentheses: {@code none voluntary (full)} */
  static Preemption ofModes(String modes) {
    return modes.matches("(?s).*\\((lazy|full)\\).*") ? ON : OFF;
  }

  /** @param version as uname tells it: PREEMPT_DYNAMIC names the modes that there are, not the present one */
  static Preemption of(String version) {
    if (version.contains("PREEMPT_DYNAMIC")) {
      return UNKNOWN;
    }
    return version.contains("PREEMPT") ? ON : OFF;
  }

  /** @param mode the kernel's preempt_dynamic_mode: 0 none, 1 voluntary, 2 full, 3 lazy (6.13); negative: not known */
  static Preemption ofMode(int mode) {
    return mode < 0 ? UNKNOWN : mode < 2 ? OFF : ON;
  }

  public boolean isPossible() {
    return this != OFF;
  }
}
