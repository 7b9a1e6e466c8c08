package io.fdtrail.inflight;

import java.util.OptionalLong;

/**
 * What a user has in flight in all. A send beyond the limit of the sender is refused with ETOOMANYREFS ({@code
 * too_many_unix_fds()} in the kernel), unless it has CAP_SYS_RESOURCE or CAP_SYS_ADMIN.
 *
 * @param inFlight descriptors
 * @param limit of its senders
 */
public record UserLoad(long uid, long inFlight, SendLimit limit) {}
