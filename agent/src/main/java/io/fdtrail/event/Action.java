package io.fdtrail.event;

/** What happened to a descriptor. */
public enum Action {
  /** Queued to the receiving socket. */
  SEND(1),
  /** Installed in the receiver. */
  RECV(2),
  /** A copy installed by {@code MSG_PEEK}; the message stays queued. */
  PEEK(3),
  /** The send was refused. */
  FAIL(4),
  /** Sent, but installed nowhere. */
  DROP(5),
  /** Taken from another process by {@code pidfd_getfd(2)}. */
  GRAB(6),
  /** Planted by a seccomp supervisor ({@code SECCOMP_IOCTL_NOTIF_ADDFD}). */
  INJECT(7),
  /**
   * Planted by the kernel: a pidfd of the sender of a message, or of the process at the other end
   * of a socket.
   */
  PIDFD(8);

  private final int code;

  Action(int code) {
    this.code = code;
  }

  /**
   * {@return whether it can give the acting process a descriptor that it did not open} The kernel
   * side has the same in {@code is_receipt()}.
   */
  public boolean isReceipt() {
    return switch (this) {
      case RECV, PEEK, GRAB, INJECT, PIDFD -> true;
      case SEND, FAIL, DROP -> false;
    };
  }

  /** {@return the value of {@code enum fdtrail_action}} */
  public int code() {
    return code;
  }
}
