package io.fdtrail.inflight;

import io.fdtrail.event.FdEvent;
import java.util.List;
import java.util.Optional;

/**
 * The descriptors of one sender that wait to be received from a socket.
 *
 * @param within the sockets in whose queues the receiving socket, or its listener, waits itself
 * @param senders who has the socket that they were sent from
 * @param peer who made the other end of the receiving socket; empty when that is not known
 * @param uid the user they count against (RLIMIT_NOFILE), {@link #UNKNOWN_USER} unknown
 * @param count how many wait
 * @param descriptors what they are, in the order of the queue; empty when only the number is known
 */
public record SocketQueue(
    Receiver receiver, List<Receiver> within, List<Holder> senders, Optional<Peer> peer, long uid, long count,
    List<FdEvent> descriptors) {
  public static final long UNKNOWN_USER = -1;
}
