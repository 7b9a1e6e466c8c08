package io.fdtrail.os;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/**
 * A seccomp(2) filter: in every thread and for good, the kernel refuses each system call that a
 * tracer does not need once it is attached.
 */
public final class Fence {
  /**
   * What the process still needs to do inside the fence.
   *
   * @param writesFiles opens, renames and deletes files
   * @param answers serves metrics, from a listening socket
   * @param looks runs a BPF iterator that is loaded, again and again
   * @param draws on a {@link Screen}
   * @param command the process to which signals are passed on
   */
  public record Needs(
      boolean writesFiles, boolean answers, boolean looks, boolean draws, OptionalInt command) {}

  private Fence() {}

  /**
   * Installs the fence. Call it after {@link Capabilities#giveUp}.
   *
   * @throws SystemException if the kernel does not support it
   */
  public static void put(Needs needs) throws SystemException {
    NativeLibrary.load();
    loadChannels();
    SystemException.check(
        fence0(
            needs.writesFiles(),
            needs.answers(),
            needs.looks(),
            needs.draws(),
            needs.command().orElse(0)),
        "seccomp");
  }

  /**
   * The JDK creates a socket pair when it opens the first channel, which the fence would refuse.
   */
  private static void loadChannels() throws SystemException {
    try (FileChannel first =
        FileChannel.open(Path.of("/proc/self/status"), StandardOpenOption.READ)) {
      first.size();
    } catch (IOException e) {
      throw new SystemException("cannot read /proc/self/status: " + e.getMessage());
    }
  }

  /** The calls that the fence refused, such as {@code socket}, with their counts. */
  public static List<Refused> refused() {
    return Arrays.stream(refused0()).map(Refused::parse).toList();
  }

  /** A refused call. */
  public record Refused(String call, long count) {
    private static Refused parse(String text) {
      int space = text.indexOf(' ');
      return new Refused(text.substring(0, space), Long.parseLong(text.substring(space + 1)));
    }
  }

  private static native int fence0(
      boolean writesFiles, boolean answers, boolean looks, boolean draws, int command);

  private static native String[] refused0();
}
