package io.fdtrail.cli.command;

import io.fdtrail.os.Screen;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Waits for keys in a thread of its own. */
final class TopKeyboard {
  private static final int MOST_WAITING = 256;

  private final BlockingQueue<TopKey> keys = new LinkedBlockingQueue<>(MOST_WAITING);

  /**
   * @param wake called after each key
   * @param stop called when no key will come any more
   */
  static TopKeyboard start(Screen screen, Runnable wake, Runnable stop) {
    TopKeyboard keyboard = new TopKeyboard();
    Thread thread = new Thread(() -> keyboard.follow(screen, wake, stop), "keys");
    thread.setDaemon(true);
    thread.start();
    return keyboard;
  }

  private void follow(Screen screen, Runnable wake, Runnable stop) {
    Optional<byte[]> bytes = screen.keys();
    while (bytes.isPresent()) {
      List<TopKey> some = TopKey.decode(bytes.get());
      some.forEach(keys::offer); // nobody types as fast as that
      wake.run();
      bytes = screen.keys();
    }
    stop.run();
  }

  /** The next one, if it comes in time. */
  Optional<TopKey> next(long nanos) {
    try {
      return Optional.ofNullable(keys.poll(nanos, TimeUnit.NANOSECONDS));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
