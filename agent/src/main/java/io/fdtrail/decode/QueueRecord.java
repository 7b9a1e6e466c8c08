package io.fdtrail.decode;

import io.fdtrail.event.RawText;
import io.fdtrail.event.Sock;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A message that waits in the queue of a Unix socket, or a socket that listens.
 *
 * @param message names it, as its descriptors' {@code message}; 0: a socket that listens
 * @param queue names the receiving socket
 * @param sender names the sending socket
 * @param address names the receiving socket's address, 0 none. A connection that is not accepted shares its listener's
 * @param socket the receiving one, with inode 0 as long as the connection is not accepted
 * @param uid the user the message counts against
 * @param userInFlight how many descriptors that user has in flight in all
 * @param peerPid the process at the other end, as it connected, listened or made the pair (SO_PEERCRED)
 * @param peerComm its name; empty when it is gone
 */
public record QueueRecord(
    long message, long queue, long sender, long address, Sock socket, int uid, long userInFlight, OptionalInt peerPid,
    Optional<RawText> peerComm) {}
