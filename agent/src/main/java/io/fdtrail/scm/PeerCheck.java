package io.fdtrail.scm;

import io.fdtrail.os.Libc;
import io.fdtrail.os.SystemException;
import java.util.Optional;

/** Looks who is at the other end of a connection: behind the connection, as what a path means may change. */
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
   * Takes hold of the process that the rule names, if it does: while we wait its number may be given to another.
   *
   * @throws PassingException when there is none
   */
  public static PeerCheck open(PeerRule rule) throws PassingException {
    Libc libc = LoadedLibc.get();
    if (rule.kind() != PeerRule.Kind.PROCESS) {
      return new PeerCheck(libc, rule, Optional.empty());
    }
    return new PeerCheck(libc, rule, Optional.of(MeantProcess.open(libc, rule.id())));
  }

  /**
   * Why who came in may not; empty: it may.
   *
   * @param socket ours: as its file is there, nobody can have put another one in its place
   */
  Optional<String> refusalOfCaller(SocketName socket, int fd) throws SystemException {
    // First of all: it may end while we look.
    boolean isThere = process.isPresent() && process.get().isThere();
    return refusal(socket, fd, !socket.isAbstract(), isThere);
  }

  /**
   * Why who listens may not; empty: it may. Its number is of when it began to listen.
   *
   * @param isPrivate whether nobody but those whom the name of the socket trusts can have put it there
   */
  Optional<String> refusalOfListener(SocketName socket, int fd, boolean isPrivate) throws SystemException {
    return refusal(socket, fd, isPrivate, false);
  }

  /** @param isProof whether the number of the process that is meant can be nobody else's */
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
    return process.isEmpty() || isProof ? Optional.empty() : process.get().doubt(fd).map(who::concat);
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
