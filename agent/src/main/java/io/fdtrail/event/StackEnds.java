package io.fdtrail.event;

/** Whose user stacks are recorded. */
public enum StackEnds {
  /** No stacks. */
  NONE,
  /** Those of SEND and FAIL. */
  SEND,
  /** Those of all other acts. */
  RECV,
  /** All of them. */
  BOTH
}
