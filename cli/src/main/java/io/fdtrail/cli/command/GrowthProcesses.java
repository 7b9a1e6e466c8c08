package io.fdtrail.cli.command;

import io.fdtrail.leaks.Growth;
import io.fdtrail.resolve.ProcFs;
import java.util.OptionalLong;

/** What {@code /proc} says of processes that received descriptors. */
record GrowthProcesses(ProcFs proc) implements Growth.Processes {
  @Override
  public OptionalLong start(int pid) {
    return proc.start(pid);
  }

  @Override
  public OptionalLong limit(int pid) {
    return proc.openFilesLimit(pid);
  }
}
