package io.fdtrail.inflight;

import io.fdtrail.event.Sock;
import java.util.List;
import java.util.OptionalLong;

/**
 * A socket with descriptors in its queue.
 *
 * @param socket with inode 0 until its connection is accepted; its number is in each holder
 * @param listener the inode of the socket that can accept it, if it is not accepted
 * @param holders the processes that have it open or, if it is not accepted, the listener
 */
public record Receiver(Sock socket, OptionalLong listener, List<Holder> holders) {
  /** The inode of the socket that a process needs in order to receive from it. */
  long inode() {
    return listener.orElse(socket.inode());
  }
}
