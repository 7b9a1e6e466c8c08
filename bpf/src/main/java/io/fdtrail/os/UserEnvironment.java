package io.fdtrail.os;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The environment of a command that runs as another user, without the caller's values of what su(1)
 * sets.
 */
public final class UserEnvironment {
  private static final Set<String> OF_THE_CALLER =
      Set.of(
          "HOME",
          "USER",
          "LOGNAME",
          "SHELL",
          "MAIL",
          "XDG_RUNTIME_DIR",
          "XDG_SESSION_ID",
          "XDG_CONFIG_HOME",
          "XDG_DATA_HOME",
          "XDG_CACHE_HOME",
          "XDG_STATE_HOME",
          "DBUS_SESSION_BUS_ADDRESS");

  private UserEnvironment() {}

  /**
   * The environment of a command that runs as the user.
   *
   * @param variables of the caller, each {@code NAME=VALUE}
   * @param runtime the directory with a directory for each user who is logged in: {@code /run/user}
   */
  public static List<byte[]> of(List<byte[]> variables, User user, Path runtime) {
    List<byte[]> result = new ArrayList<>(variables);
    result.removeIf(variable -> OF_THE_CALLER.contains(name(variable)));
    user.account()
        .ifPresent(
            account -> {
              result.add(variable("HOME", account.home()));
              result.add(variable("USER", account.name()));
              result.add(variable("LOGNAME", account.name()));
              result.add(
                  variable(
                      "SHELL", account.shell().length > 0 ? account.shell() : bytes("/bin/sh")));
            });
    Path directory = runtime.resolve(Integer.toUnsignedString(user.uid()));
    if (belongsTo(user, directory)) {
      result.add(variable("XDG_RUNTIME_DIR", bytes(directory.toString())));
    }
    return result;
  }

  private static String name(byte[] variable) {
    String text = new String(variable, StandardCharsets.ISO_8859_1);
    int end = text.indexOf('=');
    return end < 0 ? text : text.substring(0, end);
  }

  private static boolean belongsTo(User user, Path directory) {
    try {
      return Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)
          && Files.getAttribute(directory, "unix:uid", LinkOption.NOFOLLOW_LINKS)
              .equals(user.uid());
    } catch (IOException e) {
      return false;
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] variable(String name, byte[] value) {
    byte[] head = bytes(name + "=");
    byte[] result = new byte[head.length + value.length];
    System.arraycopy(head, 0, result, 0, head.length);
    System.arraycopy(value, 0, result, head.length, value.length);
    return result;
  }
}
