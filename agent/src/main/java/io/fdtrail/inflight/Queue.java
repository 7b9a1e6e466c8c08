package io.fdtrail.inflight;

import io.fdtrail.event.FdEvent;
import io.fdtrail.event.Sock;
import java.util.List;

/**
 * The descriptors of one sender that wait to be received from a socket.
 *
 * @param socket with inode 0 as long as its connection is not accepted; its number is a matter of each holder
 * @param holders who can receive from it
 * @param senders who has the socket that they were sent from
 * @param uid the user they count against (RLIMIT_NOFILE), {@link #UNKNOWN_USER} unknown
 * @param count how many wait
 * @param descriptors what they are, in the order of the queue; empty when only the number is known
 */
public record Queue(
    Sock socket, List<Holder> holders, List<Holder> senders, long uid, long count, List<FdEvent> descriptors) {
  public static final long UNKNOWN_USER = -1;
}
