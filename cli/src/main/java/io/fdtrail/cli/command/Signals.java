package io.fdtrail.cli.command;

import io.fdtrail.bpf.ProbeException;
import io.fdtrail.bpf.Signal;
import io.fdtrail.cli.output.Patience;
import io.fdtrail.cli.output.StandardError;
import java.util.function.Consumer;

/**
 * What the signals that end a program do. Not a shutdown hook: with one, the JVM would end with the signal's status, and
 * Ctrl-C is the way to end a trace well.
 */
final class Signals {
  private static final int ENDED_BY = 128;

  private static volatile Consumer<Signal> end = Signals::halt;
  private static volatile Runnable hangUp;

  private Signals() {}

  /**
   * The first one calls {@code stop}, and a reader is waited for no more than that; SIGINT or SIGQUIT once more ends
   * the process at once.
   */
  static void onEnd(Runnable stop) {
    end = new Consumer<>() {
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

  /** In place of the end. */
  static void onHangUp(Runnable action) {
    hangUp = action;
  }

  /** They are a command's of ours. */
  static void onEnd(Consumer<Signal> command) {
    end = command;
  }

  /** Until {@link #onEnd} they end us at once. */
  static void listen() throws ProbeException {
    StandardError.losePatience();
    Signal.catchAll();
    Thread thread = new Thread(Signals::follow, "signals");
    thread.setDaemon(true);
    thread.start();
  }

  private static void follow() {
    while (true) {
      Signal signal = Signal.await();
      Runnable instead = hangUp;
      if (signal.number() == Signal.SIGHUP && instead != null) {
        instead.run();
      } else {
        end.accept(signal);
      }
    }
  }
}
