package io.fdtrail.leaks;

/** Where a received file still is. */
public enum Place {
  /** At the number received, in the receiver. */
  OPEN,
  /** At other numbers of the receiver. */
  COPIES,
  /** At the number sent, in the sender. */
  HELD,
  /** At other numbers of the sender. */
  HELD_COPIES,
  /**
   * At numbers of processes that neither sent nor received it: they inherited it, or got it unseen.
   */
  ELSEWHERE,
  /** In the queue of a socket: sent, and not received. */
  QUEUED,
  /** Mapped by a process, whether a number is open or not. */
  MAPPED;
}
