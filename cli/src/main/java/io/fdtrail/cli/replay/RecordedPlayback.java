package io.fdtrail.cli.replay;

import io.fdtrail.BootClock;
import io.fdtrail.Replay;
import io.fdtrail.TraceListener;
import io.fdtrail.TraceStats;
import io.fdtrail.cli.output.Origin;
import io.fdtrail.filter.Filter;
import io.fdtrail.kernel.Backend;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** Of a recording. */
final class RecordedPlayback implements Playback {
  private static final long NANOS_PER_MICRO = 1000;

  private final Replay replay;
  private final Optional<Follower> follower;

  /**
   * @param follower whose files these are; empty: they do not grow
   */
  RecordedPlayback(Replay replay, Optional<Follower> follower) {
    this.replay = replay;
    this.follower = follower;
  }

  @Override
  public Optional<Backend> backend() throws IOException {
    return Optional.of(replay.backend());
  }

  @Override
  public boolean follows() {
    return replay.follows();
  }

  @Override
  public Map<String, String> facts() {
    return replay.facts();
  }

  @Override
  public Origin origin() {
    return Origin.reported(facts(), firstNumber());
  }

  @Override
  public long firstNumber() {
    return clock().now() / NANOS_PER_MICRO;
  }

  @Override
  public BootClock clock() {
    return replay.clock();
  }

  @Override
  public void stop() {
    replay.stop();
    follower.ifPresent(Follower::stop);
  }

  @Override
  public String fault() {
    return replay.fault();
  }

  @Override
  public TraceStats run(Filter filter, TraceListener listener, Losses losses, Replay.Ends ends)
      throws IOException {
    return replay.run(filter, listener, ends);
  }

  @Override
  public void close() throws IOException {
    replay.close();
  }
}
