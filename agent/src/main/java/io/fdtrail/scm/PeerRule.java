package io.fdtrail.scm;

import java.util.OptionalInt;

/**
 * Whom descriptors may come from, or go to.
 *
 * @param uid this user
 * @param pid this process; where both are given either will do, where none is, whoever may open the socket's file or,
 *     as an abstract socket has none, we ourselves and root
 */
public record PeerRule(OptionalInt uid, OptionalInt pid) {
  public static final PeerRule STANDARD = new PeerRule(OptionalInt.empty(), OptionalInt.empty());

  /** @throws PassingException when this peer may not */
  void require(Peer peer, SocketName socket, Libc libc) throws PassingException {
    boolean allowed =
        equals(STANDARD)
            ? !socket.isAbstract() || peer.uid() == 0 || peer.uid() == libc.functions().geteuid()
            : uid.equals(OptionalInt.of(peer.uid())) || pid.equals(OptionalInt.of(peer.pid()));
    if (!allowed) {
      throw PassingException.permission(
          "the other end of " + socket + " is process " + peer.pid() + " of user " + peer.uid() + ", which is not allowed");
    }
  }
}
