package io.fdtrail.inflight;

import java.util.List;
import java.util.Optional;

/**
 * What was in flight at one moment.
 *
 * @param users the users with descriptors in flight; empty if only numbers are known
 * @param refusal why only numbers are known; empty if each descriptor is
 * @param gaps why something may be missing, one sentence each; empty if nothing is missing
 */
public record Snapshot(
    List<SocketQueue> queues, List<UserLoad> users, Optional<String> refusal, List<String> gaps) {
  public long descriptors() {
    return queues.stream().mapToLong(SocketQueue::count).sum();
  }
}
