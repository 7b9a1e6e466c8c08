package io.fdtrail.resolve;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Reads {@code /proc}. A process that dies while it is read is as one that has no answer. */
public final class ProcFs {
  private static final char UNDECODABLE = '\ufffd'; // what Path.toString makes of bytes outside the charset of paths
  private static final Charset OF_PATHS = Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));

  private final Path root;

  /** @param root usually {@code /proc} */
  public ProcFs(Path root) {
    this.root = root;
  }

  /** A socket table of the network namespace of a process, such as {@code unix} or {@code tcp6}; empty when unreadable. */
  Optional<byte[]> socketTable(int pid, String name) {
    return read(pid + "/net/" + name);
  }

  /** Likewise, of our own network namespace. */
  Optional<byte[]> ownSocketTable(String name) {
    return read("self/net/" + name);
  }

  private Optional<byte[]> read(String file) {
    try {
      return Optional.of(Files.readAllBytes(root.resolve(file)));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Names the network namespace of a process; empty when unreadable. */
  Optional<String> networkNamespace(int pid) {
    return link(pid + "/ns/net");
  }

  /** Ours; empty when unreadable. */
  String ownNetworkNamespace() {
    return link("self/ns/net").orElse("");
  }

  private Optional<String> link(String file) {
    try {
      return Optional.of(Files.readSymbolicLink(root.resolve(file)).toString());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** What a descriptor's link says, if it still refers to this file and the locale can tell every byte of it. */
  Optional<byte[]> linkOf(int pid, int fd, int dev, long inode) {
    Path link = root.resolve(pid + "/fd/" + fd);
    try {
      Map<String, Object> status = Files.readAttributes(link, "unix:dev,ino");
      if ((Long) status.get("ino") != inode || (int) kernelDev((Long) status.get("dev")) != dev) {
        return Optional.empty();
      }
      String target = Files.readSymbolicLink(link).toString();
      return target.indexOf(UNDECODABLE) < 0 ? Optional.of(target.getBytes(OF_PATHS)) : Optional.empty();
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
