package io.fdtrail.os;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Whom a command runs as.
 *
 * @param account what the system knows of the user; empty: a mere number
 */
public record User(int uid, int gid, List<Integer> groups, Optional<Account> account) {
  /** Of nobody's files. */
  private static final int NO_GROUP = 65534;

  /** The name, the home directory and the shell: any bytes. */
  @SuppressWarnings("ArrayRecordComponent")
  public record Account(byte[] name, byte[] home, byte[] shell) {}

  /** A number that the system knows nothing of: with no group that anybody has. */
  static User ofNumber(int uid) {
    return new User(uid, NO_GROUP, List.of(), Optional.empty());
  }

  /** As start0 takes it. */
  int[] ids() {
    return IntStream.concat(IntStream.of(uid, gid), groups.stream().mapToInt(Integer::intValue)).toArray();
  }
}
