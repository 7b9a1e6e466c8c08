package io.fdtrail.cli.output;

/** The errors with which the kernel usually refuses a send, and what to do. */
enum SendRefusal {
  EBADF(
      "one of the numbers in the message is not open in the sender",
      "find what closes it before the send; the row shows the number"),
  EINVAL(
      "the message has more than 253 descriptors, or its control message is malformed",
      "send them in several messages"),
  ETOOMANYREFS(
      "the sender's user has more descriptors in flight than its RLIMIT_NOFILE",
      "find the process that does not read: fdtrail inflight"),
  EAGAIN(
      "the receiver's queue is full, and the sender does not wait",
      "find out why the receiver does not read: fdtrail inflight"),
  EPIPE(
      "the receiver has closed its end",
      "find out why the receiver ended or closed the connection"),
  ECONNREFUSED("no socket is open at the address", "check that the receiver runs"),
  ECONNRESET("the receiver closed its end with messages unread", "find out why the receiver ended"),
  ENOTCONN("the socket is not connected", "connect it first, or give an address"),
  EPERM(
      "the receiver or a security module does not permit it", "check the receiver's configuration"),
  EACCES("the permissions of the address or a security module do not permit it", "look at them"),
  ENOENT("the address does not exist", "check that the receiver runs");

  private final String why;
  private final String advice;

  SendRefusal(String why, String advice) {
    this.why = why;
    this.advice = advice;
  }

  String why() {
    return why;
  }

  String advice() {
    return advice;
  }
}
