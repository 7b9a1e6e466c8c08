package io.fdtrail.scm;

import io.fdtrail.os.Environment;
import io.fdtrail.os.Libc;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** The address of a Unix socket, as a SOCKSPEC names it. */
public final class SocketName {
  private static final int SUN_PATH_SIZE = 108;
  private static final String OURS = "fdtrail";

  private final String name; // one character for each byte
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
   * @param spec with a slash a path, without one a name in the user's runtime directory; one
   *     character for each byte
   * @param isAbstract whether it is an abstract name instead
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
          "the socket's name has "
              + name.length()
              + " bytes, and "
              + room
              + " are possible: "
              + name);
    }
    return new SocketName(name, isAbstract, isRuntime);
  }

  /**
   * The user's runtime directory, which systemd or a similar program creates; root may have none,
   * and uses /run.
   */
  private static String runtimeDirectory(Environment environment) throws PassingException {
    Optional<String> base =
        environment.get("XDG_RUNTIME_DIR").filter(directory -> directory.startsWith("/"));
    if (base.isEmpty() && LoadedLibc.get().functions().geteuid() == 0) {
      return "/run/" + OURS;
    }
    return base.map(directory -> directory.replaceAll("/+$", "") + "/" + OURS)
        .orElseThrow(
            () ->
                PassingException.usage(
                    "XDG_RUNTIME_DIR is not set: name the socket by a path with a slash, or --abstract"));
  }

  boolean isAbstract() {
    return isAbstract;
  }

  /** Whether it is in our own runtime directory. */
  boolean isRuntime() {
    return isRuntime;
  }

  /** The path of a socket that is a file. */
  byte[] path() {
    return name.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** The directory of a socket that is a file. */
  byte[] directory() {
    int slash = name.lastIndexOf('/');
    return name.substring(0, Math.max(1, slash)).getBytes(StandardCharsets.ISO_8859_1);
  }

  /** The struct sockaddr_un, only as long as the name needs. */
  byte[] address() {
    byte[] bytes = path();
    int lead = isAbstract ? Short.BYTES + 1 : Short.BYTES;
    int size =
        isAbstract ? lead + bytes.length : Short.BYTES + Math.min(bytes.length + 1, SUN_PATH_SIZE);
    byte[] address = new byte[size];
    address[0] = Libc.AF_UNIX;
    System.arraycopy(bytes, 0, address, lead, bytes.length);
    return address;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SocketName that
        && isAbstract == that.isAbstract
        && Arrays.equals(path(), that.path());
  }

  @Override
  public int hashCode() {
    return name.hashCode();
  }

  /** For users; one character for each byte. */
  @Override
  public String toString() {
    return isAbstract ? "@" + name : name;
  }
}
