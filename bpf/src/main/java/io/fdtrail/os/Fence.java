package io.fdtrail.os;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/**
 * What the kernel refuses this process from now on, in every thread and for good: each system call that a tracer which is
 * attached has no need of (seccomp(2)).
 */
public final class Fence {
  /**
   * What is still done behind it.
   *
   * @param writesFiles opens, renames and deletes files
   * @param answers serves metrics, from a socket that listens
   * @param command the process that signals are handed to
   */
  public record Needs(boolean writesFiles, boolean answers, OptionalInt command) {}

  private Fence() {}

  /**
   * Puts it up. After {@link Capabilities#giveUp}.
   *
   * @throws SystemException where the kernel has no such fence
   */
  public static void put(Needs needs) throws SystemException {
    NativeLibrary.load();
    loadChannels();
    SystemException.check(fence0(needs.writesFiles(), needs.answers(), needs.command().orElse(0)), "seccomp");
  }

  /** The JDK makes a socket pair when the first channel is opened. */
  private static void loadChannels() throws SystemException {
    try (FileChannel first = FileChannel.open(Path.of("/proc/self/status"), StandardOpenOption.READ)) {
      first.size();
    } catch (IOException e) {
      throw new SystemException("cannot read /proc/self/status: " + e.getMessage());
    }
  }

  /** The calls that it has refused, such as {@code socket}, each with how often. */
  public static List<Refused> refused() {
    return Arrays.stream(refused0()).map(Refused::parse).toList();
  }

  /** One of them. */
  public record Refused(String call, long count) {
    private static Refused parse(String text) {
      int space = text.indexOf(' ');
      return new Refused(text.substring(0, space), Long.parseLong(text.substring(space + 1)));
    }
  }

  private static native int fence0(boolean writesFiles, boolean answers, int command);

  private static native String[] refused0();
}
