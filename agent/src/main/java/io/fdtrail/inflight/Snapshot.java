package io.fdtrail.inflight;

import java.util.List;

/**
 * What was in flight at one moment.
 *
 * @param users with something in flight; empty when only numbers are known
 * @param gaps why something may be missing, a sentence each; empty when nothing is
 */
public record Snapshot(List<SocketQueue> queues, List<UserLoad> users, List<String> gaps) {
  public long descriptors() {
    return queues.stream().mapToLong(SocketQueue::count).sum();
  }
}
