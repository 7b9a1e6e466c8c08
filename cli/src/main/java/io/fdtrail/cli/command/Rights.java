package io.fdtrail.cli.command;

import io.fdtrail.os.Capabilities;
import io.fdtrail.os.Fence;
import io.fdtrail.os.Fence.Refused;
import io.fdtrail.os.FileFence;
import io.fdtrail.os.NativeLibrary;
import io.fdtrail.os.SystemException;
import java.io.File;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a trace gives up once everything is attached and the command has started, and what it still
 * tries after that.
 */
final class Rights {
  private static final Logger LOG = LoggerFactory.getLogger("fdtrail");

  private boolean fenced;

  /**
   * To be called once.
   *
   * @param readsMaps reads maps of the kernel, which requires a capability
   * @param needed what is read once more
   * @param useful what may be read, if that is possible
   * @param written the directories and files that stay writable
   */
  void giveUp(
      Fence.Needs needs,
      boolean readsMaps,
      List<Path> needed,
      List<Path> useful,
      List<Path> written,
      PrintWriter messages) {
    List<Path> read = Stream.concat(readable().stream(), needed.stream()).toList();
    try (FileFence files = FileFence.of(read, useful, written)) {
      giveUp(needs, readsMaps, files, messages);
      putFence(needs, files);
    } catch (SystemException e) {
      throw new IllegalStateException(e); // whatever has attached is loaded
    }
  }

  private static void giveUp(
      Fence.Needs needs, boolean readsMaps, FileFence files, PrintWriter messages) {
    try {
      Capabilities.giveUp(needs.command().isPresent(), readsMaps, files.ruleset(), files.user());
    } catch (SystemException e) {
      messages.println(
          "fdtrail: continues with all its rights, because it cannot give them up: "
              + e.getMessage());
    }
  }

  private void putFence(Fence.Needs needs, FileFence files) {
    try {
      Fence.put(needs);
      fenced = true;
      LOG.info("fenced: system calls by seccomp, {}", files);
    } catch (SystemException e) {
      LOG.info("without a fence around system calls: {}; {}", e.getMessage(), files);
    }
  }

  /** The files about processes and containers, and what Java loads when it first needs it. */
  private static List<Path> readable() {
    Stream<String> system =
        Stream.of(
            "/proc", "/sys/fs/cgroup", "/sys/devices/system/cpu", "/dev/null", "/dev/urandom");
    Stream<String> ours =
        Stream.of(System.getProperty("java.home"), System.getProperty(NativeLibrary.PROPERTY));
    Stream<String> classes =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator));
    return Stream.of(system, ours, classes).flatMap(paths -> paths).map(Path::of).toList();
  }

  /**
   * With -v: a refused call is either missing on the list of the fence, or should not have been
   * tried.
   */
  void reportRefused() {
    if (fenced && LOG.isInfoEnabled()) {
      LOG.info("{}", refused(Fence.refused()));
    }
  }

  static String refused(List<Refused> calls) {
    long sum = calls.stream().mapToLong(Refused::count).sum();
    String list = calls.stream().map(Refused::call).sorted().collect(Collectors.joining(", "));
    return "the fence refused "
        + sum
        + (sum == 1 ? " call" : " calls")
        + (list.isEmpty() ? "" : ": " + list);
  }
}
