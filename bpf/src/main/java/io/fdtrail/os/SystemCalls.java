package io.fdtrail.os;

import io.fdtrail.os.User.Account;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** System calls that Java does not offer. */
public final class SystemCalls {
  private static final TimeNamespace TIME_NAMESPACE = TimeNamespace.read(Path.of("/proc/self"));

  private SystemCalls() {}

  /**
   * Waits until the last reader of a pipe or socket is gone.
   *
   * @throws SystemException when the library cannot be loaded
   */
  public static void awaitReaderGone(int fd) throws SystemException {
    NativeLibrary.load();
    SystemException.check(awaitReaderGone0(fd), "poll");
  }

  /**
   * Changes the current directory to an open directory.
   *
   * @throws SystemException if it is not a directory, or the library cannot be loaded
   */
  public static void enterDirectory(int directory) throws SystemException {
    NativeLibrary.load();
    SystemException.check(enterDirectory0(directory), "fchdir");
  }

  /**
   * Reports to the service manager that we are ready (sd_notify(3)).
   *
   * @param socketName the variable NOTIFY_SOCKET, one character for each byte: a path, or an
   *     abstract name after {@code @}
   * @throws SystemException if nobody listens there
   */
  public static void notifyReady(String socketName) throws SystemException {
    NativeLibrary.load();
    byte[] ready = "READY=1".getBytes(StandardCharsets.US_ASCII);
    SystemException.check(
        datagram0(socketName.getBytes(StandardCharsets.ISO_8859_1), ready),
        "send to " + socketName);
  }

  /**
   * Looks up a user in the system's databases (nsswitch.conf).
   *
   * @return empty if there is no such user
   * @throws SystemException when the library cannot be loaded
   */
  public static Optional<User> user(String name) throws SystemException {
    NativeLibrary.load();
    int[] ids = user0(name);
    if (ids == null) {
      return Optional.empty();
    }
    return Optional.of(
        new User(ids[0], ids[1], Arrays.stream(ids).skip(2).boxed().toList(), account(ids[0])));
  }

  private static Optional<Account> account(int uid) {
    byte[][] texts = account0(uid);
    return texts == null
        ? Optional.empty()
        : Optional.of(new Account(texts[0], texts[1], texts[2]));
  }

  /**
   * A user by number, which the system's databases need not contain.
   *
   * @throws SystemException when the library cannot be loaded
   */
  public static User user(int uid) throws SystemException {
    NativeLibrary.load();
    Optional<String> name =
        account(uid).map(account -> new String(account.name(), StandardCharsets.UTF_8));
    return name.isPresent() ? user(name.get()).orElse(User.ofNumber(uid)) : User.ofNumber(uid);
  }

  /**
   * The clock of the records: ns since boot, including suspended time (CLOCK_BOOTTIME), without the
   * offset of a time namespace.
   *
   * @throws SystemException when the library cannot be loaded
   */
  public static long bootNanos() throws SystemException {
    NativeLibrary.load();
    return bootNanos0() - TIME_NAMESPACE.bootNanos();
  }

  /**
   * 64 bits that nobody can guess.
   *
   * <p>Requires that the library is loaded.
   */
  public static long random() {
    return random0();
  }

  /**
   * Ends the process at once (_exit(2)): no shutdown hook runs. The JVM's own end waits up to 300
   * ms for threads that are in native code (vm_exit), such as one that waits for a signal.
   *
   * <p>Requires that the library is loaded.
   */
  public static void exit(int status) {
    exit0(status);
  }

  private static native int awaitReaderGone0(int fd);

  private static native int enterDirectory0(int directory);

  private static native int datagram0(byte[] socketName, byte[] text);

  private static native byte[][] account0(int uid);

  private static native int[] user0(String name);

  private static native long random0();

  private static native long bootNanos0();

  private static native void exit0(int status);
}
