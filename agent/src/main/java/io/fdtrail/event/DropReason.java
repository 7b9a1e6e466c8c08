package io.fdtrail.event;

import java.util.Locale;

/** Why a descriptor was dropped, or was not sent with the message. */
public enum DropReason {
  /** Not dropped, or the reason is unknown. */
  NONE(0, "the kernel did not say why", "look at the errno of the row, if it has one"),
  /** The control buffer was too small: the receiver saw {@code MSG_CTRUNC}. */
  CTRUNC(
      1,
      "the receiver's control buffer was too small for all descriptors: it saw MSG_CTRUNC",
      "give recvmsg a larger control buffer: CMSG_SPACE for all descriptors that may come"),
  /** The receiver reached its {@code RLIMIT_NOFILE}. */
  EMFILE(
      2,
      "the receiver had as many open files as its RLIMIT_NOFILE allows",
      "find what the receiver does not close (fdtrail leaks), or raise its limit"),
  /** A security module refused it; the event's errno shows its answer. */
  LSM(
      3,
      "a security module (SELinux, AppArmor ...) did not let the receiver have it",
      "read the log of the security module, which names its rule"),
  /** The receiver read without a control buffer. */
  NOCONTROL(
      4,
      "the receiver read the message without room for descriptors: read, recv or splice",
      "let the receiver use recvmsg with a control buffer"),
  /** The socket was closed while the message was queued. */
  CLOSED(
      5,
      "the receiver closed the socket, or ended, before it read the message",
      "find out why the receiver left messages unread"),
  /** The garbage collector of Unix sockets freed a cycle of sockets in flight. */
  GC(
      6,
      "sockets were sent through each other in a cycle that no process holds any more",
      "do not send a Unix socket through itself or its peer"),
  /** The send carried nothing, or failed after the list was made. */
  UNSENT(
      7,
      "the message had no data, or its send failed afterwards",
      "send at least one byte with the descriptors"),
  /** The receiver disabled {@code SO_PASSRIGHTS}. */
  PASSRIGHTS(
      8,
      "the receiver has switched SO_PASSRIGHTS off: it refuses descriptors",
      "check the receiver's settings; the send fails with EPERM"),
  /** The receiver's buffers could not be written. */
  FAULT(
      9,
      "the receiver's buffers could not be written, and its call failed",
      "look at the addresses that the receiver gives to recvmsg"),
  /** For a FAIL: the socket is not a Unix socket, and ignored the descriptors. */
  IGNORED(
      10,
      "the socket is not a Unix socket: the data was sent without the descriptors",
      "pass descriptors over a Unix socket"),
  /** The receiving datagram socket was disconnected from its peer, which empties its queue. */
  DISCONNECTED(
      11,
      "the receiving datagram socket was connected elsewhere, which empties its queue",
      "let the receiver read before it connects again"),
  /** The receiver's socket filter dropped it; the send succeeded. */
  FILTER(
      12,
      "the receiver's socket filter dropped the message, while the send succeeded",
      "look at the filter that the receiver attached (SO_ATTACH_FILTER)"),
  /** It was sent with an out-of-band byte that was read with {@code MSG_OOB}, or skipped. */
  OOB(
      13,
      "the descriptors came with an out-of-band byte, which was read alone or skipped",
      "do not send descriptors with MSG_OOB");

  private final int code;
  private final String why;
  private final String advice;

  DropReason(int code, String why, String advice) {
    this.code = code;
    this.why = why;
    this.advice = advice;
  }

  /** {@return the value of {@code enum fdtrail_reason}} */
  public int code() {
    return code;
  }

  /** {@return what happened, as a sentence for somebody who does not know the word} */
  public String why() {
    return why;
  }

  /** {@return what helps against it} */
  public String advice() {
    return advice;
  }

  /** {@return the word in the output, in lower case} */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
