package io.fdtrail.recording;

import io.fdtrail.event.Cgroup;
import io.fdtrail.kernel.LossReason;
import java.nio.ByteBuffer;
import java.util.function.ToLongFunction;

/** Keeps nothing. */
public final class NoRecorder implements Recorder {
  @Override
  public void record(ByteBuffer bytes, int offset, int length) {}

  @Override
  public void turn(long bootNs) {}

  @Override
  public void tick(long bootNs, long offset, ToLongFunction<LossReason> losses) {}

  @Override
  public void end(long bootNs, long offset, ToLongFunction<LossReason> losses) {}

  @Override
  public void cgroup(long id, int pid, Cgroup cgroup) {}

  @Override
  public void ended(int pid, long bootNs) {}
}
