package io.fdtrail.inflight;

/**
 * How many descriptors a user has in flight in total. A send beyond the limit of the sender is
 * refused with ETOOMANYREFS ({@code too_many_unix_fds()} in the kernel), unless it has
 * CAP_SYS_RESOURCE or CAP_SYS_ADMIN.
 *
 * @param inFlight descriptors, as the kernel counts them
 * @param found those of them in the reported queues: others moved meanwhile or, before Linux 6.0,
 *     wait in sockets of a network namespace without a process
 * @param limit the limit of the user's senders
 */
public record UserLoad(long uid, long inFlight, long found, SendLimit limit) {
  UserLoad and(UserLoad other) {
    return new UserLoad(
        uid, Math.max(inFlight, other.inFlight), found + other.found, limit.and(other.limit));
  }
}
