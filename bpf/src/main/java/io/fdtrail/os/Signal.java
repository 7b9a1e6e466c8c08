package io.fdtrail.os;

/**
 * A signal that ends a program, as we received it.
 *
 * @param byKernel whether no process sent it, but a key of the terminal or the terminal's hangup
 */
public record Signal(int number, boolean byKernel) {
  public static final int SIGHUP = 1;
  public static final int SIGINT = 2;
  public static final int SIGQUIT = 3;
  public static final int SIGTERM = 15;

  /** Whether a key of the terminal sends it. */
  public boolean isKey() {
    return number == SIGINT || number == SIGQUIT;
  }
}
