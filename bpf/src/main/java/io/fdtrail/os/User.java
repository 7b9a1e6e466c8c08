package io.fdtrail.os;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The user as whom a command runs.
 *
 * @param account what the system's databases have about the user; empty for a mere number
 */
public record User(int uid, int gid, List<Integer> groups, Optional<Account> account) {
  /** A group that owns no files. */
  private static final int NO_GROUP = 65534;

  /** Name, home directory and shell, as arbitrary bytes. */
  @SuppressWarnings("ArrayRecordComponent")
  public record Account(byte[] name, byte[] home, byte[] shell) {}

  /** A user that the system's databases do not contain, in a group that nobody has. */
  static User ofNumber(int uid) {
    return new User(uid, NO_GROUP, List.of(), Optional.empty());
  }

  /** The ids in the form for start0. */
  int[] ids() {
    return IntStream.concat(IntStream.of(uid, gid), groups.stream().mapToInt(Integer::intValue))
        .toArray();
  }
}
