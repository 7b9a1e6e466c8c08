package io.fdtrail.event;

import java.util.Locale;

/** Why a descriptor was dropped, or was no part of what was sent. */
public enum DropReason {
  /** Not dropped, or not known why. */
  NONE(0),
  /** The control buffer was too small: the receiver saw {@code MSG_CTRUNC}. */
  CTRUNC(1),
  /** The receiver reached its {@code RLIMIT_NOFILE}. */
  EMFILE(2),
  /** A security module refused it; the event's errno says how. */
  LSM(3),
  /** The receiver read without a control buffer. */
  NOCONTROL(4),
  /** The socket was closed with the message queued. */
  CLOSED(5),
  /** The garbage collector of Unix sockets freed a cycle of sockets in flight. */
  GC(6),
  /** The send carried nothing, or failed after the list was made. */
  UNSENT(7),
  /** The receiver switched {@code SO_PASSRIGHTS} off. */
  PASSRIGHTS(8),
  /** The receiver's buffers could not be written. */
  FAULT(9),
  /** Of a FAIL: the socket is not a Unix one, and ignored them. */
  IGNORED(10),
  /** The receiving datagram socket was disconnected from its peer, which empties its queue. */
  DISCONNECTED(11),
  /** The receiver's socket filter dropped it; the send succeeded. */
  FILTER(12),
  /** It went with an out-of-band byte that was read by {@code MSG_OOB}, or skipped. */
  OOB(13);

  private final int code;

  DropReason(int code) {
    this.code = code;
  }

  /** The value of {@code enum fdtrail_reason}. */
  public int code() {
    return code;
  }

  /** The word used in the output: lower case. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
