package io.fdtrail.decode;

import io.fdtrail.event.RawText;
import io.fdtrail.event.Sock;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A message that waits in the queue of a Unix socket, or a listening socket.
 *
 * @param message identifies it, as does its descriptors' {@code message}; 0 for a listening socket
 * @param queue identifies the receiving socket
 * @param sender identifies the sending socket
 * @param address identifies the receiving socket's address, 0 none. An unaccepted connection has
 *     its listener's
 * @param socket the receiving socket, with inode 0 until the connection is accepted
 * @param uid the user that the message counts against
 * @param userInFlight how many descriptors that user has in flight in all
 * @param peerPid the process at the other end that connected, listened or created the pair
 *     (SO_PEERCRED)
 * @param peerComm its name; empty if it is gone
 */
public record QueueRecord(
    long message,
    long queue,
    long sender,
    long address,
    Sock socket,
    int uid,
    long userInFlight,
    OptionalInt peerPid,
    Optional<RawText> peerComm) {}
