package io.fdtrail.cli.command;

import io.fdtrail.os.HeldProcesses;
import io.fdtrail.os.SystemException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;

/** The processes of {@code -p}. A trace of them ends with the last of them. */
final class ChosenProcesses {
  private static final long LINGER_NS = 1_000_000_000;

  private final HeldProcesses held;
  private final boolean isChoice;
  private final PrintWriter messages;

  private ChosenProcesses(HeldProcesses held, boolean isChoice, PrintWriter messages) {
    this.held = held;
    this.isChoice = isChoice;
    this.messages = messages;
  }

  /**
   * Holds those that exist, and reports those that do not.
   *
   * @param pids empty: all processes are traced
   */
  static ChosenProcesses of(Set<Integer> pids, PrintWriter messages) throws SystemException {
    HeldProcesses held = HeldProcesses.of(pids);
    held.absent().stream().sorted().forEach(pid -> messages.println("fdtrail: " + absence(pid)));
    return new ChosenProcesses(held, !pids.isEmpty(), messages);
  }

  private static String absence(int pid) {
    boolean isThread = Files.exists(Path.of("/proc", Integer.toString(pid)));
    return isThread
        ? pid + " is a thread of another process: -t " + pid
        : "there is no process " + pid;
  }

  /** Whether processes are chosen, and none exists. */
  boolean areAbsent() {
    return isChoice && held.isEmpty();
  }

  /**
   * Waits for their ends, in a separate thread, and reports when none is left.
   *
   * @param onEnd called with the number of each that has ended
   * @param withPeer waits a moment until what they have sent is received
   * @param stop called when none is left
   */
  void watch(IntConsumer onEnd, boolean withPeer, Runnable stop) {
    held.absent().forEach(onEnd::accept);
    if (isChoice) {
      Thread thread = new Thread(() -> follow(onEnd, withPeer, stop), "process-watch");
      thread.setDaemon(true);
      thread.start();
    }
  }

  private void follow(IntConsumer onEnd, boolean withPeer, Runnable stop) {
    SortedSet<Integer> ended = new TreeSet<>();
    while (!held.isEmpty()) {
      int pid = held.awaitEnd();
      onEnd.accept(pid);
      ended.add(pid);
    }
    if (withPeer) {
      LockSupport.parkNanos(LINGER_NS);
    }
    messages.println("fdtrail: " + end(ended));
    stop.run();
  }

  /** {@code process 1234 has ended}. */
  static String end(SortedSet<Integer> ended) {
    String numbers = ended.stream().map(String::valueOf).collect(Collectors.joining(", "));
    return ended.size() == 1
        ? "process " + numbers + " has ended"
        : "processes " + numbers + " have ended";
  }
}
