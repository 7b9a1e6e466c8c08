package io.fdtrail.os;

import java.util.Optional;

/**
 * The terminal of our standard input and output, on all of which we draw. It is as before after
 * {@link #close}, after the end of the process, even by a crash, and while Ctrl-Z stops us. There
 * is one.
 */
public final class Screen implements AutoCloseable {
  private static final int FOR_EVER = -1;

  private Screen() {}

  /**
   * Takes the terminal, and its keys one by one.
   *
   * @return empty if there is none, or we are in its background
   * @throws SystemException if the library cannot be loaded
   */
  public static Optional<Screen> take() throws SystemException {
    NativeLibrary.load();
    return take0() ? Optional.of(new Screen()) : Optional.empty();
  }

  /**
   * Waits for keys, as the terminal sends them.
   *
   * @return none: all must be drawn again, as the size is another one, or we were stopped; empty:
   *     there is no terminal any more
   */
  public Optional<byte[]> keys() {
    return Optional.ofNullable(keys0(FOR_EVER));
  }

  /** The terminal is as before. */
  @Override
  public void close() {
    leave0();
  }

  private static native boolean take0();

  private static native byte[] keys0(int millis);

  private static native void leave0();
}
