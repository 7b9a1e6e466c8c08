package io.fdtrail.it;

import io.fdtrail.bpf.Capabilities;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** A process that puts the fence of a tracer around itself, and then tries what it should not be able to do. */
final class Fenced {
  private interface Attempt {
    void run() throws IOException;
  }

  private Fenced() {}

  /** @param arguments {@code true} when files are written, and a directory with a file named {@code old} */
  public static void main(String[] arguments) throws Exception {
    boolean writes = Boolean.parseBoolean(arguments[0]);
    Path directory = Path.of(arguments[1]);
    Thread before = new Thread(() -> sleep(500));
    before.start();
    Capabilities.giveUp(false, false);
    Capabilities.fence(writes, false);
    tell("read", () -> Files.readString(directory.resolve("old")));
    tell("thread", () -> new Thread(() -> { }).start());
    tell("write", () -> Files.writeString(directory.resolve("old"), "x", StandardOpenOption.APPEND));
    tell("create", () -> Files.writeString(directory.resolve("new"), "x"));
    tell("rename", () -> Files.move(directory.resolve("old"), directory.resolve("older"), StandardCopyOption.ATOMIC_MOVE));
    tell("delete", () -> Files.delete(directory.resolve("older")));
    tell("chmod", () -> Files.setAttribute(directory, "unix:mode", 0777));
    tell("run", () -> new ProcessBuilder("/bin/true").start());
    before.join();
  }

  private static void sleep(int millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void tell(String what, Attempt attempt) {
    try {
      attempt.run();
      System.out.println(what + " works");
    } catch (IOException e) {
      System.out.println(what + " is refused");
    }
  }
}
