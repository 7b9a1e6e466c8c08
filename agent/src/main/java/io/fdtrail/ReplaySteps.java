package io.fdtrail;

import io.fdtrail.event.Cgroup;
import io.fdtrail.kernel.LossReason;
import io.fdtrail.recording.Recorder;
import io.fdtrail.resolve.RecordedCgroups;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.ToLongFunction;

/**
 * Takes the entries of a recording to the stages from which the trace had them, in {@link Replay}.
 */
final class ReplaySteps implements Recorder {
  private static final int MOST_ENDS = 4096;

  /** Takes the end of a process. */
  interface ProcessEnd {
    void ended(int pid, long bootNs);
  }

  private final Stages stages;
  private final BootClock clock;
  private final RecordedCgroups cgroups;
  private final ProcessEnd ends;
  private ToLongFunction<LossReason> losses = reason -> 0;
  private IOException failure;
  private boolean ended;
  private int endedProcesses;
  private long unwritten;

  ReplaySteps(Stages stages, BootClock clock, RecordedCgroups cgroups, ProcessEnd ends) {
    this.stages = stages;
    this.clock = clock;
    this.cgroups = cgroups;
    this.ends = ends;
  }

  /** If a step failed, and not what was read. */
  void throwFailure() throws IOException {
    if (failure != null) {
      throw failure;
    }
  }

  /** {@return how many steps of the trace the recording lacks} */
  long unwritten() {
    return unwritten;
  }

  void finish() throws IOException {
    if (!ended) {
      stages.end(losses);
    }
  }

  private interface Step {
    void run() throws IOException;
  }

  /** Keeps the failure of a listener apart from one of the file. */
  private void guarded(Step step) throws IOException {
    try {
      step.run();
    } catch (IOException e) {
      failure = e;
      throw e;
    }
  }

  @Override
  public void record(ByteBuffer bytes, int offset, int length) throws IOException {
    guarded(() -> stages.record(bytes, offset, length));
  }

  @Override
  public void turn(long bootNs) throws IOException {
    guarded(() -> stages.turn(bootNs));
  }

  @Override
  public void tick(long bootNs, long offset, ToLongFunction<LossReason> soFar) throws IOException {
    clock.set(bootNs, offset);
    losses = soFar;
    guarded(() -> stages.reportLosses(soFar));
    guarded(stages::drained);
  }

  @Override
  public void end(long bootNs, long offset, ToLongFunction<LossReason> soFar) throws IOException {
    clock.set(bootNs, offset);
    losses = soFar;
    ended = true;
    guarded(() -> stages.end(soFar));
  }

  @Override
  public void cgroup(long id, int pid, Cgroup cgroup) {
    cgroups.put(id, pid, cgroup);
  }

  @Override
  public void ended(int pid, long bootNs) {
    if (endedProcesses++ < MOST_ENDS) {
      stages.ended(pid, bootNs);
      ends.ended(pid, bootNs);
    }
  }

  @Override
  public void unwritten(long steps) {
    unwritten = Math.max(unwritten, steps);
  }
}
