package io.fdtrail.scm;

import io.fdtrail.os.Libc;
import io.fdtrail.os.SystemException;
import java.util.Optional;

/**
 * Checks the process at the other end of a connection, after connecting, because the meaning of a
 * path may change.
 */
public final class PeerCheck implements AutoCloseable {
  private final Libc libc;
  private final PeerRule rule;
  private final UserNamespace users;
  private final Optional<MeantProcess> process;

  private PeerCheck(Libc libc, PeerRule rule, Optional<MeantProcess> process) {
    this.libc = libc;
    this.rule = rule;
    this.users = UserNamespace.ours(libc);
    this.process = process;
  }

  /**
   * Holds the process that the rule names, if any: while we wait, its number may go to another
   * process.
   *
   * @throws PassingException if there is no such process
   */
  public static PeerCheck open(PeerRule rule) throws PassingException {
    Libc libc = LoadedLibc.get();
    if (rule.kind() != PeerRule.Kind.PROCESS) {
      return new PeerCheck(libc, rule, Optional.empty());
    }
    return new PeerCheck(libc, rule, Optional.of(MeantProcess.open(libc, rule.id())));
  }

  /**
   * Why a caller is not allowed; empty if it is.
   *
   * @param socket ours: because its file exists, nobody can have put another one in its place
   */
  Optional<String> refusalOfCaller(SocketName socket, int fd) throws SystemException {
    // Check this first: the process may end while we check the rest.
    boolean isThere = process.isPresent() && process.get().isThere();
    return refusal(socket, fd, !socket.isAbstract(), isThere);
  }

  /**
   * Why a listener is not allowed; empty if it is. Its number is from the time when it began to
   * listen.
   *
   * @param isPrivate whether only those whom the name of the socket trusts can have put it there
   */
  Optional<String> refusalOfListener(SocketName socket, int fd, boolean isPrivate)
      throws SystemException {
    return refusal(socket, fd, isPrivate, false);
  }

  /**
   * @param isProof whether the number of the expected process can belong to no other process
   */
  private Optional<String> refusal(SocketName socket, int fd, boolean isPrivate, boolean isProof)
      throws SystemException {
    if (rule.kind() == PeerRule.Kind.ANYBODY) {
      return Optional.empty();
    }
    Peer peer = Peer.of(libc, fd);
    String who = "the other end of " + socket + " is ";
    if (peer.pid() == 0) {
      return Optional.of(who + "a process outside of our pid namespace, which only 'any' allows");
    }
    if (!users.knows(peer.uid())) {
      String stranger = "process " + peer.pid() + " of a user outside of our user namespace";
      return Optional.of(who + stranger + ", which only 'any' allows");
    }
    if (!allows(peer, isPrivate)) {
      return Optional.of(who + peer + ", which is not allowed");
    }
    return process.isEmpty() || isProof
        ? Optional.empty()
        : process.get().doubt(fd).map(who::concat);
  }

  private boolean allows(Peer peer, boolean isPrivate) {
    return switch (rule.kind()) {
      case STANDARD -> isPrivate || peer.uid() == 0 || peer.uid() == libc.functions().geteuid();
      case USER -> peer.uid() == rule.id();
      case PROCESS -> peer.pid() == rule.id();
      case ANYBODY -> true;
    };
  }

  @Override
  public void close() {
    process.ifPresent(MeantProcess::close);
  }
}
