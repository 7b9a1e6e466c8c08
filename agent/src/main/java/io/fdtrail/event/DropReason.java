package io.fdtrail.event;

import java.util.Locale;

/** Why a descriptor was dropped, or was not sent with the message. */
public enum DropReason {
  /** Not dropped, or the reason is unknown. */
  NONE(0),
  /** The control buffer was too small: the receiver saw {@code MSG_CTRUNC}. */
  CTRUNC(1),
  /** The receiver reached its {@code RLIMIT_NOFILE}. */
  EMFILE(2),
  /** A security module refused it; the event's errno shows its answer. */
  LSM(3),
  /** The receiver read without a control buffer. */
  NOCONTROL(4),
  /** The socket was closed while the message was queued. */
  CLOSED(5),
  /** The garbage collector of Unix sockets freed a cycle of sockets in flight. */
  GC(6),
  /** The send carried nothing, or failed after the list was made. */
  UNSENT(7),
  /** The receiver disabled {@code SO_PASSRIGHTS}. */
  PASSRIGHTS(8),
  /** The receiver's buffers could not be written. */
  FAULT(9),
  /** For a FAIL: the socket is not a Unix socket, and ignored the descriptors. */
  IGNORED(10),
  /** The receiving datagram socket was disconnected from its peer, which empties its queue. */
  DISCONNECTED(11),
  /** The receiver's socket filter dropped it; the send succeeded. */
  FILTER(12),
  /** It was sent with an out-of-band byte that was read with {@code MSG_OOB}, or skipped. */
  OOB(13);

  private final int code;

  DropReason(int code) {
    this.code = code;
  }

  /** The value of {@code enum fdtrail_reason}. */
  public int code() {
    return code;
  }

  /** The word in the output, in lower case. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
