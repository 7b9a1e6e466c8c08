package io.fdtrail.event;

/** Whose user stacks are told. */
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
