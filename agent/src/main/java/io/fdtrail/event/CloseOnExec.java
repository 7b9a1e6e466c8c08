package io.fdtrail.event;

/** Whether a number is made to be closed by {@code execve}: {@code FD_CLOEXEC}, the only flag that numbers have. */
public enum CloseOnExec {
  /** No number was made, or it is not known how. */
  UNKNOWN,
  /** Not so: what the process executes inherits it. */
  CLEAR,
  SET
}
