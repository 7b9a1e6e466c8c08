package io.fdtrail.inflight;

import java.util.List;

/**
 * What was in flight at one moment.
 *
 * @param users the users with descriptors in flight; empty if only numbers are known
 * @param gaps why something may be missing, one sentence each; empty if nothing is missing
 */
public record Snapshot(List<SocketQueue> queues, List<UserLoad> users, List<String> gaps) {
  public long descriptors() {
    return queues.stream().mapToLong(SocketQueue::count).sum();
  }
}
