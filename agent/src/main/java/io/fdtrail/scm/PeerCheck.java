package io.fdtrail.scm;

import static io.fdtrail.scm.ErrnoException.EINVAL;
import static io.fdtrail.scm.ErrnoException.ENODATA;
import static io.fdtrail.scm.ErrnoException.ENOPROTOOPT;
import static io.fdtrail.scm.ErrnoException.ENOSYS;
import static io.fdtrail.scm.ErrnoException.ESRCH;

import java.util.Optional;

/** Looks who is at the other end of a connection: behind the connection, as what a path means may change. */
public final class PeerCheck implements AutoCloseable {
  private final Libc libc;
  private final PeerRule rule;
  private final UserNamespace users;
  private final Optional<Pidfd> process;

  private PeerCheck(Libc libc, PeerRule rule, Optional<Pidfd> process) {
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
    Libc libc = Libc.get();
    if (rule.kind() != PeerRule.Kind.PROCESS) {
      return new PeerCheck(libc, rule, Optional.empty());
    }
    try {
      return new PeerCheck(libc, rule, Optional.of(Pidfd.open(libc, rule.id())));
    } catch (ErrnoException e) {
      if (e.is(ESRCH)) {
        throw PassingException.failure("there is no process " + rule.id());
      }
      if (e.is(EINVAL)) {
        throw PassingException.failure(rule.id() + " is a thread, and no process");
      }
      throw e.is(ENOSYS)
          ? PassingException.permission("this kernel has no pidfd_open, which came with Linux 5.3")
          : PassingException.of("look at process " + rule.id(), e);
    }
  }

  /**
   * Why the other end may not; empty: it may.
   *
   * @param isPrivate whether nobody but those whom the name of the socket trusts can have put it there
   */
  Optional<String> refusal(SocketName socket, int fd, boolean isPrivate) throws ErrnoException {
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
    return allows(peer, fd, isPrivate) ? Optional.empty() : Optional.of(who + peer + ", which is not allowed");
  }

  private boolean allows(Peer peer, int fd, boolean isPrivate) throws ErrnoException {
    return switch (rule.kind()) {
      case STANDARD -> isPrivate || peer.uid() == 0 || peer.uid() == libc.functions().geteuid();
      case USER -> peer.uid() == rule.id();
      case PROCESS -> peer.pid() == rule.id() && isHeld(fd);
      case ANYBODY -> true;
    };
  }

  /** The number is the right one, but a process that had it before us, or got it since, is another. */
  private boolean isHeld(int fd) throws ErrnoException {
    Pidfd held = process.orElseThrow();
    try (Pidfd peer = Pidfd.ofPeer(libc, fd)) {
      return held.hasInode() ? held.inode() == peer.inode() : held.isAlive() && peer.isAlive();
    } catch (ErrnoException e) {
      if (e.is(ESRCH, EINVAL, ENODATA)) {
        return false; // it has ended
      }
      if (e.is(ENOPROTOOPT)) {
        return held.isAlive();
      }
      throw e;
    }
  }

  @Override
  public void close() {
    process.ifPresent(Pidfd::close);
  }
}
