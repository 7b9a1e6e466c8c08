package io.fdtrail.bpf;

import io.fdtrail.bpf.User.Account;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** What Java cannot ask of the system by itself. */
public final class SystemCalls {
  private static final TimeNamespace TIME_NAMESPACE = TimeNamespace.read(Path.of("/proc/self"));

  private SystemCalls() {}

  /**
   * Returns once nobody can read any more what is written to a pipe or socket.
   *
   * @throws ProbeException when the library cannot be loaded
   */
  public static void awaitReaderGone(int fd) throws ProbeException {
    NativeLibrary.load();
    int result = SystemNative.awaitReaderGone0(fd);
    if (result < 0) {
      throw ProbeException.of("poll", result);
    }
  }

  /**
   * Makes an open directory the current one.
   *
   * @throws ProbeException when it is none, or the library cannot be loaded
   */
  public static void enterDirectory(int directory) throws ProbeException {
    NativeLibrary.load();
    int result = SystemNative.enterDirectory0(directory);
    if (result < 0) {
      throw ProbeException.of("fchdir", result);
    }
  }

  /**
   * Tells who started us as a service that we are ready (sd_notify(3)).
   *
   * @param socketName a path, or an abstract name after {@code @}, a character a byte: the variable NOTIFY_SOCKET
   * @throws ProbeException when nobody listens there
   */
  public static void notifyReady(String socketName) throws ProbeException {
    NativeLibrary.load();
    byte[] ready = "READY=1".getBytes(StandardCharsets.US_ASCII);
    int result = SystemNative.datagram0(socketName.getBytes(StandardCharsets.ISO_8859_1), ready);
    if (result < 0) {
      throw ProbeException.of("send to " + socketName, result);
    }
  }

  /**
   * Looks a user up where the system keeps them (nsswitch.conf).
   *
   * @return empty when there is no such user
   * @throws ProbeException when the library cannot be loaded
   */
  public static Optional<User> user(String name) throws ProbeException {
    NativeLibrary.load();
    int[] ids = SystemNative.user0(name);
    if (ids == null) {
      return Optional.empty();
    }
    return Optional.of(new User(ids[0], ids[1], Arrays.stream(ids).skip(2).boxed().toList(), account(ids[0])));
  }

  private static Optional<Account> account(int uid) {
    byte[][] texts = SystemNative.account0(uid);
    return texts == null ? Optional.empty() : Optional.of(new Account(texts[0], texts[1], texts[2]));
  }

  /**
   * A user by number, whom the system need not know.
   *
   * @throws ProbeException when the library cannot be loaded
   */
  public static User user(int uid) throws ProbeException {
    NativeLibrary.load();
    Optional<String> name = account(uid).map(account -> new String(account.name(), StandardCharsets.UTF_8));
    return name.isPresent() ? user(name.get()).orElse(User.ofNumber(uid)) : User.ofNumber(uid);
  }

  /**
   * The clock of the records: ns since boot, suspended time included (CLOCK_BOOTTIME), as outside of any time namespace.
   *
   * @throws ProbeException when the library cannot be loaded
   */
  public static long bootNanos() throws ProbeException {
    NativeLibrary.load();
    return SystemNative.bootNanos0() - TIME_NAMESPACE.bootNanos();
  }
}
