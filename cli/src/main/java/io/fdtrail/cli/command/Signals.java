package io.fdtrail.cli.command;

import io.fdtrail.cli.output.Patience;
import io.fdtrail.cli.output.StandardError;
import io.fdtrail.os.CaughtSignals;
import io.fdtrail.os.Signal;
import io.fdtrail.os.SystemCalls;
import io.fdtrail.os.SystemException;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What the signals that end a program do. Not a shutdown hook: with one, the JVM would end with the
 * signal's status, but Ctrl-C is the normal way to end a trace.
 */
public final class Signals {
  private static final int ENDED_BY = 128;

  /** make-archive sets it: the JVM writes the list of its classes as it ends. */
  static final String LISTS_CLASSES = "fdtrail.lists.classes";

  private static Consumer<Signal> end = Signals::halt;
  private static Optional<Runnable> hangUp = Optional.empty();
  private static volatile boolean caught;

  private Signals() {}

  /**
   * The first one calls {@code stop}, and bounds how long we wait for a reader; a second SIGINT or
   * SIGQUIT ends the process at once.
   */
  static synchronized void onEnd(Runnable stop) {
    end =
        new Consumer<>() {
          private boolean again;

          @Override
          public void accept(Signal signal) {
            if (signal.isKey() && again) {
              halt(signal);
            }
            again |= signal.isKey();
            Patience.OURS.beginToEnd();
            stop.run();
          }
        };
  }

  private static void halt(Signal signal) {
    Runtime.getRuntime().halt(ENDED_BY + signal.number());
  }

  /** Instead of the end. */
  static synchronized void onHangUp(Runnable action) {
    hangUp = Optional.of(action);
  }

  /** They are for a command that we run. */
  static synchronized void onEnd(Consumer<Signal> command) {
    end = command;
  }

  /** Until {@link #onEnd} they end us at once. */
  static void listen() throws SystemException {
    StandardError.losePatience();
    CaughtSignals.catchAll();
    caught = true;
    Thread thread = new Thread(Signals::follow, "signals");
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Ends the process. Not by the JVM if a thread waits for signals in native code: it would wait
   * for that thread, for 300 ms.
   */
  public static void exit(int status) {
    if (caught && !Boolean.getBoolean(LISTS_CLASSES)) {
      SystemCalls.exit(status);
    }
    System.exit(status);
  }

  private static void follow() {
    while (true) {
      handle(CaughtSignals.await());
    }
  }

  /**
   * With the lock: whoever has set another action knows that the one before has been done, or never
   * will be.
   */
  private static synchronized void handle(Signal signal) {
    if (signal.number() == Signal.SIGHUP && hangUp.isPresent()) {
      hangUp.get().run();
    } else {
      end.accept(signal);
    }
  }
}
