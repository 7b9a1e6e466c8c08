package io.fdtrail.files;

import io.fdtrail.event.FileKind;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** Finds the kind of a file from its filesystem, mode and name. */
public final class FileKinds {
  private static final int S_IFMT = 0170000;
  // Of anonymous inodes and namespaces, whose names are in the kernel's code.
  private static final int MAX_NAMES = 1024;

  private static final Map<Integer, FileKind> BY_TYPE =
      Map.of(
          0010000, FileKind.FIFO,
          0020000, FileKind.CHR,
          0040000, FileKind.DIR,
          0060000, FileKind.BLK,
          0100000, FileKind.REG,
          0120000, FileKind.LNK,
          0140000, new FileKind("sock"));

  private static final int AF_INET = 2;
  private static final int AF_INET6 = 10;
  private static final int SOCK_RAW = 3;

  /** Address families by their {@code AF_*} number; the inet families are divided by protocol. */
  private static final Map<Integer, String> FAMILIES =
      Map.of(
          1,
          "unix",
          16,
          "netlink",
          17,
          "packet",
          29,
          "can",
          31,
          "bluetooth",
          38,
          "alg",
          40,
          "vsock",
          44,
          "xdp");

  /** {@code IPPROTO_*} */
  private static final Map<Integer, String> PROTOCOLS =
      Map.of(1, "icmp", 6, "tcp", 17, "udp", 58, "icmp", 132, "sctp", 136, "udplite", 262, "mptcp");

  private final Map<String, FileKind> named = new HashMap<>();

  /**
   * The kind of a file that is no socket.
   *
   * @param dynamic whether the file has no path
   * @param dentry the name of its dentry, if dynamic
   */
  public FileKind of(int magic, int mode, boolean dynamic, byte[] dentry) {
    switch (magic) {
      case FileMagic.ANON_INODE:
        String name = withoutBrackets(dentry);
        return name.equals("pidfd") ? FileKind.PIDFD : namedByKernel("anon:", name);
      case FileMagic.PIDFS:
        return FileKind.PIDFD;
      case FileMagic.DMABUF:
        return FileKind.DMABUF;
      case FileMagic.NSFS:
        return dynamic ? namedByKernel("ns:", withoutBrackets(dentry)) : FileKind.OTHER;
      case FileMagic.TMPFS, FileMagic.HUGETLBFS:
        if (dynamic && startsWith(dentry, "memfd:")) {
          return FileKind.MEMFD;
        }
        if (dynamic && startsWith(dentry, "SYSV")) {
          return FileKind.SHM;
        }
        break;
      default:
        break;
    }
    return BY_TYPE.getOrDefault(mode & S_IFMT, FileKind.OTHER);
  }

  /**
   * The kind of a socket.
   *
   * @param family {@code AF_*}, with the {@code SOCK_*} type and {@code IPPROTO_*} protocol of
   *     socket(2)
   */
  public FileKind ofSocket(int family, int type, int protocol) {
    if (family != AF_INET && family != AF_INET6) {
      String name = FAMILIES.get(family);
      return named("sock:", name == null ? Integer.toString(family) : name);
    }
    if (type == SOCK_RAW) {
      return named("sock:", "raw");
    }
    String name = PROTOCOLS.get(protocol);
    return named("sock:", name == null ? "inet" : name);
  }

  /**
   * Kinds are printed unescaped. A name that would need escaping does not come from the kernel's
   * code.
   */
  private FileKind namedByKernel(String family, String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c < ' ' || c > '~' || c == '"' || c == '\\') {
        return FileKind.OTHER;
      }
    }
    return named(family, name);
  }

  private FileKind named(String family, String name) {
    String word = family + name;
    FileKind kind = named.get(word);
    if (kind == null) {
      kind = new FileKind(word);
      if (named.size() < MAX_NAMES) {
        named.put(word, kind);
      }
    }
    return kind;
  }

  private static String withoutBrackets(byte[] dentry) {
    boolean bracketed = dentry.length > 2 && dentry[0] == '[' && dentry[dentry.length - 1] == ']';
    int from = bracketed ? 1 : 0;
    return new String(dentry, from, dentry.length - 2 * from, StandardCharsets.US_ASCII);
  }

  private static boolean startsWith(byte[] name, String prefix) {
    if (name.length < prefix.length()) {
      return false;
    }
    for (int i = 0; i < prefix.length(); i++) {
      if (name[i] != prefix.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
