package io.fdtrail.oracle;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A number and what strace says it is: {@code 5</dev/null<char 1:3>>}.
 *
 * @param what the text in the angle brackets, without escapes; empty when it says nothing
 * @param device such as {@code char 1:3}, of a device node
 */
record Descriptor(int number, String what, String device, boolean isDeleted) {
  private static final Pattern DECORATED =
      Pattern.compile("(\\d+)(?:<(.*)>)?(\\(deleted\\))?", Pattern.DOTALL);
  private static final Pattern WITHOUT_PATH =
      Pattern.compile("(pipe|socket|anon_inode|mnt|net|pid|user|uts|ipc|cgroup|time):\\[.*\\]");
  private static final Pattern DEVICE =
      Pattern.compile("(.*)<((?:char|block) \\d+:\\d+)(?: @.*)?>", Pattern.DOTALL);
  private static final Pattern SOCKET =
      Pattern.compile("([A-Z]\\w*(?:-[A-Z]+)?):\\[(.*)\\]", Pattern.DOTALL);
  private static final Pattern INODES =
      Pattern.compile("(\\d+)(?:->(\\d+))?(?:,.*)?", Pattern.DOTALL);

  static Descriptor parse(String text) {
    Matcher matcher = DECORATED.matcher(text);
    if (!matcher.matches()) {
      return new Descriptor(-1, "", "", false);
    }
    String what = matcher.group(2) == null ? "" : matcher.group(2);
    Matcher device = DEVICE.matcher(what);
    boolean isDevice = device.matches();
    return new Descriptor(
        Integer.parseInt(matcher.group(1)),
        unescaped(isDevice ? device.group(1) : what),
        isDevice ? device.group(2) : "",
        matcher.group(3) != null);
  }

  /** As the link in /proc says it; empty of what strace describes in words of its own. */
  String name() {
    if (what.startsWith("{eventfd-")) {
      return "anon_inode:[eventfd]";
    }
    boolean isPlain = what.startsWith("/") || WITHOUT_PATH.matcher(what).matches();
    return isPlain
        ? what + (isDeleted ? " (deleted)" : "")
        : isUnix() ? "socket:[" + inode() + "]" : "";
  }

  /** Such as TCP or UNIX-STREAM; empty of what is not a socket. */
  String protocol() {
    Matcher socket = SOCKET.matcher(what);
    return socket.matches() ? socket.group(1) : "";
  }

  /** What stands in the brackets of a socket. */
  String address() {
    Matcher socket = SOCKET.matcher(what);
    return socket.matches() ? socket.group(2) : "";
  }

  boolean isUnix() {
    return protocol().startsWith("UNIX");
  }

  /** Of a Unix socket; 0 when strace does not know it. */
  long inode() {
    return inode(1);
  }

  /** Of the socket at the other end of a Unix socket; 0 when strace does not know it. */
  long peer() {
    return inode(2);
  }

  private long inode(int group) {
    Matcher inodes =
        INODES.matcher(
            what.startsWith("socket:[") ? what.substring(8, what.length() - 1) : address());
    boolean isKnown =
        (isUnix() || what.startsWith("socket:["))
            && inodes.matches()
            && inodes.group(group) != null;
    return isKnown ? Long.parseLong(inodes.group(group)) : 0;
  }

  private static String unescaped(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '\\' || i + 1 == text.length()) {
        bytes.writeBytes(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
        continue;
      }
      int digits = 0;
      while (digits < 3
          && i + 1 + digits < text.length()
          && "01234567".indexOf(text.charAt(i + 1 + digits)) >= 0) {
        digits++;
      }
      if (digits > 0) {
        bytes.write(Integer.parseInt(text.substring(i + 1, i + 1 + digits), 8));
        i += digits;
      } else {
        i++;
        int named = "tnvfr".indexOf(text.charAt(i));
        bytes.write(named < 0 ? text.charAt(i) : "\t\n\u000b\f\r".charAt(named));
      }
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
