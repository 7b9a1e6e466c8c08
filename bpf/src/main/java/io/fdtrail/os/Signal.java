package io.fdtrail.os;

/**
 * A signal that ends a program, as it came to us.
 *
 * @param byKernel no process sent it: it was a key of the terminal, or the terminal's end
 */
public record Signal(int number, boolean byKernel) {
  public static final int SIGHUP = 1;
  public static final int SIGINT = 2;
  public static final int SIGQUIT = 3;
  public static final int SIGTERM = 15;

  /** Whether there is a key for it. */
  public boolean isKey() {
    return number == SIGINT || number == SIGQUIT;
  }
}
