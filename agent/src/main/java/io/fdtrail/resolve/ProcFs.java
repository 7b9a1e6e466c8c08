package io.fdtrail.resolve;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Reads {@code /proc}. A process that dies while it is read is as one that has no answer. */
public final class ProcFs {
  private final Path root;

  /** @param root usually {@code /proc} */
  public ProcFs(Path root) {
    this.root = root;
  }

  /** A socket table of the network namespace of a process, such as {@code unix} or {@code tcp6}; empty when unreadable. */
  byte[] socketTable(int pid, String name) {
    try {
      return Files.readAllBytes(root.resolve(pid + "/net/" + name));
    } catch (IOException e) {
      return new byte[0];
    }
  }

  /** What a descriptor's link says, if it still refers to this file. */
  Optional<byte[]> linkOf(int pid, int fd, int dev, long inode) {
    Path link = root.resolve(pid + "/fd/" + fd);
    try {
      Map<String, Object> status = Files.readAttributes(link, "unix:dev,ino");
      if ((Long) status.get("ino") != inode || (int) kernelDev((Long) status.get("dev")) != dev) {
        return Optional.empty();
      }
      return Optional.of(Files.readSymbolicLink(link).toString().getBytes(StandardCharsets.UTF_8));
    } catch (IOException | InvalidPathException e) {
      return Optional.empty();
    }
  }

  /** From {@code st_dev} as the C library packs it to {@code major << 20 | minor}. */
  private static long kernelDev(long dev) {
    long major = dev >>> 8 & 0xfff;
    long minor = dev & 0xff | dev >>> 12 & 0xfff00;
    return major << 20 | minor;
  }
}
