package io.fdtrail.it;

import io.fdtrail.os.Capabilities;
import io.fdtrail.os.Fence;
import io.fdtrail.os.Fence.Refused;
import io.fdtrail.os.FileFence;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A process that puts the fence of a tracer around itself, and then tries what it should not be
 * able to do.
 */
final class Fenced {
  private interface Attempt {
    void run() throws IOException;
  }

  static final List<String> REPORTED =
      List.of(
          "counted all",
          "shadow is refused",
          "read works",
          "write is refused",
          "create is refused",
          "rename is refused",
          "delete is refused",
          "chmod is refused",
          "run is refused",
          "goes on");

  private static final String[] LOADED_LATE = {
    "java.util.concurrent.Phaser", "java.text.ChoiceFormat", "java.util.zip.Adler32"
  };

  private Fenced() {}

  /** Without Landlock, who opens a file again remains root, and can read what root owns. */
  static List<String> reportedWithOutput(boolean landlock) {
    return List.of(
        "counted all",
        "shadow " + (landlock ? "is refused" : "works"),
        "read works",
        "write works",
        "create works",
        "rename works",
        "delete works",
        "chmod is refused",
        "run is refused",
        "goes on");
  }

  /**
   * Does one of these under the fence.
   *
   * @param arguments {@code output}, {@code metrics}, {@code looks} or {@code rows}, and a
   *     directory with a file named {@code old}
   */
  public static void main(String[] arguments) throws Exception {
    boolean writes = arguments[0].equals("output");
    Path directory = Path.of(arguments[1]);
    Forbidden forbidden = new Forbidden(directory.resolve("old").toString());
    Thread before = new Thread(() -> sleep(500));
    before.start();
    try (FileFence files =
        FileFence.of(readable(directory), List.of(), writes ? List.of(directory) : List.of())) {
      Capabilities.giveUp(false, false, files.ruleset(), files.user());
      System.err.println(files);
    }
    Fence.put(
        new Fence.Needs(
            writes,
            arguments[0].equals("metrics"),
            arguments[0].equals("looks"),
            arguments[0].equals("draws"),
            OptionalInt.empty()));
    tryAll(forbidden, writes);
    report("shadow", () -> Files.readAllBytes(Path.of("/etc/shadow")));
    report("read", () -> Files.readString(directory.resolve("old")));
    report(
        "write", () -> Files.writeString(directory.resolve("old"), "x", StandardOpenOption.APPEND));
    report(
        "create",
        () -> Files.writeString(directory.resolve("new"), "x", StandardOpenOption.CREATE_NEW));
    report(
        "rename",
        () ->
            Files.move(
                directory.resolve("old"),
                directory.resolve("older"),
                StandardCopyOption.ATOMIC_MOVE));
    report("delete", () -> Files.delete(directory.resolve(writes ? "older" : "old")));
    report("chmod", () -> Files.setAttribute(directory, "unix:mode", 0777));
    report("run", () -> run(forbidden));
    goOn();
    before.join();
  }

  /** What Java needs, and the directory, as a trace's directory of proc would be. */
  private static List<Path> readable(Path directory) {
    String[] classes = System.getProperty("java.class.path").split(File.pathSeparator);
    Stream<String> others =
        Stream.of("/proc", System.getProperty("java.home"), directory.toString());
    return Stream.concat(others, Arrays.stream(classes)).map(Path::of).toList();
  }

  /** Prints what was let through, and what was not counted. */
  private static void tryAll(Forbidden forbidden, boolean writes) {
    List<Forbidden.Call> calls = new ArrayList<>(forbidden.ever());
    if (!writes) {
      calls.addAll(forbidden.withoutOutput());
    }
    for (Forbidden.Call call : calls) {
      report(forbidden, call);
    }
    Map<String, Long> tried =
        calls.stream().collect(Collectors.groupingBy(Forbidden.Call::name, Collectors.counting()));
    Map<String, Long> counted =
        Fence.refused().stream().collect(Collectors.toMap(Refused::call, Refused::count));
    System.out.println("counted " + (counted.equals(tried) ? "all" : counted + " of " + tried));
    forbidden.uncounted().forEach(call -> report(forbidden, call));
  }

  private static void report(Forbidden forbidden, Forbidden.Call call) {
    if (!forbidden.isRefused(call)) {
      System.out.println(call.name() + " is not refused");
    }
  }

  private static void run(Forbidden forbidden) throws IOException {
    if (!forbidden.runs("/bin/true")) {
      throw new IOException();
    }
  }

  /**
   * What a JVM does all the time still works: threads, the collector, the compilers, and classes
   * that are new.
   */
  private static void goOn() throws InterruptedException, ClassNotFoundException {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      threads.add(new Thread(Fenced::work));
    }
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    System.gc();
    for (String name : LOADED_LATE) {
      Class.forName(name);
    }
    System.out.println("goes on");
  }

  private static void work() {
    List<byte[]> kept = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = Integer.toString(i).repeat(10).getBytes(StandardCharsets.US_ASCII);
      if (i % 100 == bytes[0] % 100) {
        kept.add(bytes);
      }
    }
    if (kept.isEmpty()) {
      throw new IllegalStateException();
    }
  }

  private static void sleep(int millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void report(String what, Attempt attempt) {
    try {
      attempt.run();
      System.out.println(what + " works");
    } catch (NoSuchFileException e) {
      System.out.println(what + " is absent");
    } catch (IOException e) {
      System.out.println(what + " is refused");
    }
  }
}
