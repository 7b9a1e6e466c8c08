package io.fdtrail.cli.command;

/**
 * What the signals that end a program do. Not a shutdown hook: with one, the JVM would end with the signal's status, and
 * Ctrl-C is the way to end a trace well.
 */
final class Signals {
  static final int SIGHUP = 1;
  static final int SIGTERM = 15;

  private static final int ENDED_BY_SIGINT = 128 + 2;

  private Signals() {}

  /** The first one calls {@code stop}; SIGINT once more ends the process at once. */
  static void onEnd(Runnable stop) {
    handle("INT", new Runnable() {
      private boolean again;

      @Override
      public void run() {
        if (again) {
          Runtime.getRuntime().halt(ENDED_BY_SIGINT);
        }
        again = true;
        stop.run();
      }
    });
    handle("TERM", stop);
    handle("HUP", stop);
  }

  /** In place of the end. */
  static void onHangUp(Runnable action) {
    handle("HUP", action);
  }

  /** SIGINT reaches a command of ours by the terminal; the others are handed to {@code forward}, by number. */
  static void onEnd(java.util.function.IntConsumer forward) {
    handle("INT", () -> {});
    handle("TERM", () -> forward.accept(SIGTERM));
    handle("HUP", () -> forward.accept(SIGHUP));
  }

  private static void handle(String name, Runnable action) {
    try {
      sun.misc.Signal.handle(new sun.misc.Signal(name), signal -> action.run());
    } catch (IllegalArgumentException ignoredByOurParent) {
      // nohup: what was ignored at our start stays ignored
    }
  }
}
