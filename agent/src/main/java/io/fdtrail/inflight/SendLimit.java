package io.fdtrail.inflight;

import io.fdtrail.resolve.ProcFs;
import java.util.OptionalLong;

/**
 * How many descriptors a sender's user may have in flight.
 *
 * @param lowest the lowest soft RLIMIT_NOFILE of the senders to which the limit applies; empty if
 *     none is known
 * @param isExempt whether there are known senders to which the limit does not apply
 */
public record SendLimit(OptionalLong lowest, boolean isExempt) {
  static final SendLimit UNKNOWN = new SendLimit(OptionalLong.empty(), false);

  /** The limit of a process, if it sends as this user. */
  static SendLimit of(ProcFs proc, int pid, long uid) {
    if (!proc.realUser(pid).equals(OptionalLong.of(uid))) {
      return UNKNOWN;
    }
    return proc.exceedsLimits(pid)
        ? new SendLimit(OptionalLong.empty(), true)
        : new SendLimit(proc.openFilesLimit(pid), false);
  }

  SendLimit and(SendLimit other) {
    OptionalLong both =
        lowest.isPresent() && other.lowest.isPresent()
            ? OptionalLong.of(Math.min(lowest.getAsLong(), other.lowest.getAsLong()))
            : lowest.isPresent() ? lowest : other.lowest;
    return new SendLimit(both, isExempt || other.isExempt);
  }
}
