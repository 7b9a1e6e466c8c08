package io.fdtrail.event;

/** Whether {@code execve} closes a new number: {@code FD_CLOEXEC}, the only flag of numbers. */
public enum CloseOnExec {
  /** No number was created, or its flag is unknown. */
  UNKNOWN,
  /** Not closed: a program that the process executes inherits it. */
  CLEAR,
  /** {@code FD_CLOEXEC}: {@code execve} closes it. */
  SET
}
