package io.fdtrail.inflight;

import io.fdtrail.event.Sock;
import java.util.List;
import java.util.OptionalLong;

/**
 * A socket in whose queue something waits.
 *
 * @param socket with inode 0 as long as its connection is not accepted; its number is a matter of each holder
 * @param listener the inode of the socket that can accept it, where it is not accepted
 * @param holders who has it or, where it is not accepted, the listener
 */
public record Receiver(Sock socket, OptionalLong listener, List<Holder> holders) {
  /** What a process must have to get at it. */
  long inode() {
    return listener.orElse(socket.inode());
  }
}
