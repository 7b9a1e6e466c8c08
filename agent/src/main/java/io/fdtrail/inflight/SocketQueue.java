package io.fdtrail.inflight;

import io.fdtrail.event.QueuedDescriptor;
import java.util.List;
import java.util.Optional;

/**
 * The descriptors of one sender that wait to be received from a socket.
 *
 * @param within the sockets in whose queues the receiving socket, or its listener, itself waits
 * @param senders the processes that have the sending socket open
 * @param peer the process that created the other end of the receiving socket; empty if unknown
 * @param uid the user that they count against (RLIMIT_NOFILE), or {@link #UNKNOWN_USER}
 * @param count how many wait
 * @param descriptors in the order of the queue; empty if only their number is known
 */
public record SocketQueue(
    Receiver receiver,
    List<Receiver> within,
    List<Holder> senders,
    Optional<Peer> peer,
    long uid,
    long count,
    List<QueuedDescriptor> descriptors) {
  public static final long UNKNOWN_USER = -1;
}
