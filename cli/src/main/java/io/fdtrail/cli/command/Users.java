package io.fdtrail.cli.command;

import io.fdtrail.cli.options.Digits;
import io.fdtrail.os.SystemCalls;
import io.fdtrail.os.SystemException;
import io.fdtrail.os.User;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Users by name or number. */
final class Users {
  private static final long LAST_UID = 0xffffffffL;

  /** For setuid(2) it means: leave it unchanged. */
  private static final int NOBODY_AT_ALL = -1;

  private Users() {}

  /** Its number. */
  static int uid(String user) throws Nonsense, SystemException {
    OptionalInt number = number(user);
    return number.isPresent() ? number.getAsInt() : named(user).uid();
  }

  private static OptionalInt number(String user) {
    OptionalLong number = Digits.number(user, LAST_UID);
    return number.isPresent() ? OptionalInt.of((int) number.getAsLong()) : OptionalInt.empty();
  }

  private static User named(String name) throws Nonsense, SystemException {
    return SystemCalls.user(name).orElseThrow(() -> new Nonsense("no user '" + name + "'"));
  }

  /** Looks a user up by name, or by number. */
  static User user(String user) throws Nonsense, SystemException {
    OptionalInt number = number(user);
    if (number.equals(OptionalInt.of(NOBODY_AT_ALL))) {
      throw new Nonsense("no user can have the number " + user);
    }
    return number.isPresent() ? SystemCalls.user(number.getAsInt()) : named(user);
  }
}
