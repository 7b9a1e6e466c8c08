package io.fdtrail.scm;

import io.fdtrail.os.Environment;
import io.fdtrail.os.Libc;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** Where a Unix socket is: what a SOCKSPEC means. */
public final class SocketName {
  private static final int SUN_PATH_SIZE = 108;
  private static final String OURS = "fdtrail";

  private final String name; // a character a byte
  private final boolean isAbstract;
  private final boolean isRuntime;

  private SocketName(String name, boolean isAbstract, boolean isRuntime) {
    this.name = name;
    this.isAbstract = isAbstract;
    this.isRuntime = isRuntime;
  }

  /**
   * Reads a SOCKSPEC.
   *
   * @param spec with a slash a path, without one a name in the user's runtime directory; a character a byte
   * @param isAbstract it is an abstract name instead
   */
  public static SocketName of(String spec, boolean isAbstract) throws PassingException {
    if (spec.isEmpty()) {
      throw PassingException.usage("a socket needs a name");
    }
    boolean isRuntime = !isAbstract && spec.indexOf('/') < 0;
    if (isRuntime && (spec.equals(".") || spec.equals(".."))) {
      throw PassingException.usage("'" + spec + "' is a directory");
    }
    String name = isRuntime ? runtimeDirectory(Environment.ofProcess()) + "/" + spec : spec;
    int room = isAbstract ? SUN_PATH_SIZE - 1 : SUN_PATH_SIZE;
    if (name.length() > room) {
      throw PassingException.usage(
          "the socket's name has " + name.length() + " bytes, and " + room + " are possible: " + name);
    }
    return new SocketName(name, isAbstract, isRuntime);
  }

  /** Where systemd and its like make a directory for each user; root may have none, and has /run. */
  private static String runtimeDirectory(Environment environment) throws PassingException {
    Optional<String> base = environment.get("XDG_RUNTIME_DIR").filter(directory -> directory.startsWith("/"));
    if (base.isEmpty() && LoadedLibc.get().functions().geteuid() == 0) {
      return "/run/" + OURS;
    }
    return base.map(directory -> directory.replaceAll("/+$", "") + "/" + OURS)
        .orElseThrow(() -> PassingException.usage(
            "XDG_RUNTIME_DIR is not set: name the socket by a path with a slash, or --abstract"));
  }

  boolean isAbstract() {
    return isAbstract;
  }

  /** Whether it is in the directory that is ours alone. */
  boolean isRuntime() {
    return isRuntime;
  }

  /** Of a socket that is a file. */
  byte[] path() {
    return name.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** The directory of a socket that is a file. */
  byte[] directory() {
    int slash = name.lastIndexOf('/');
    return name.substring(0, Math.max(1, slash)).getBytes(StandardCharsets.ISO_8859_1);
  }

  /** The struct sockaddr_un, just as long as the name needs it. */
  byte[] address() {
    byte[] bytes = path();
    int lead = isAbstract ? Short.BYTES + 1 : Short.BYTES;
    int size = isAbstract ? lead + bytes.length : Short.BYTES + Math.min(bytes.length + 1, SUN_PATH_SIZE);
    byte[] address = new byte[size];
    address[0] = Libc.AF_UNIX;
    System.arraycopy(bytes, 0, address, lead, bytes.length);
    return address;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SocketName that && isAbstract == that.isAbstract && Arrays.equals(path(), that.path());
  }

  @Override
  public int hashCode() {
    return name.hashCode();
  }

  /** For people; a character a byte. */
  @Override
  public String toString() {
    return isAbstract ? "@" + name : name;
  }
}
