package io.fdtrail.scm;

import io.fdtrail.os.Libc;
import io.fdtrail.os.SystemException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads small files and links of /proc, as bytes. */
final class FileCalls {
  /** Paths are relative to the working directory (AT_FDCWD). */
  static final int HERE = -100;

  /** A process may have a carriage return in its name, which ends no line of these files. */
  static final int LINES = Pattern.MULTILINE | Pattern.UNIX_LINES;

  private static final int SIZE = 4096;
  private static final int LONGEST_LINK = 4096;

  private FileCalls() {}

  static Descriptor open(Libc libc, int directory, String path, int flags) throws SystemException {
    byte[] name = Libc.terminated(path);
    int all = flags | Libc.O_CLOEXEC;
    return new Descriptor(
        libc, libc.call("open", () -> libc.functions().openat(directory, name, all, 0)));
  }

  /** The beginning of a file, one character for each byte. */
  static String read(Libc libc, int directory, String path) throws SystemException {
    try (Descriptor file = open(libc, directory, path, Libc.O_RDONLY)) {
      byte[] bytes = new byte[SIZE];
      int size = libc.call("read", () -> libc.functions().read(file.number(), bytes, SIZE));
      return new String(bytes, 0, size, StandardCharsets.ISO_8859_1);
    }
  }

  /** The text of the pattern's group in a file; empty if the pattern is not found. */
  static String find(String text, Pattern pattern) {
    Matcher matcher = pattern.matcher(text);
    return matcher.find() ? matcher.group(1) : "";
  }

  static byte[] link(Libc libc, int directory, String path) throws SystemException {
    byte[] name = Libc.terminated(path);
    byte[] target = new byte[LONGEST_LINK];
    int size =
        libc.call(
            "readlink", () -> libc.functions().readlinkat(directory, name, target, LONGEST_LINK));
    return Arrays.copyOf(target, size);
  }
}
