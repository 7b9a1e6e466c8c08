package io.fdtrail.event;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which events are wanted. An empty set means any.
 *
 * @param pids acting processes
 * @param tids acting threads
 * @param comm matched in the name of the acting thread, as ISO 8859-1: one character for each byte
 * @param uids users of the acting process
 * @param actions what happened
 * @param kinds kinds of file; {@code sock} or {@code sock:} means the whole family
 * @param failedOnly only failures and drops
 * @param inheritableOnly only numbers that were created without {@code FD_CLOEXEC}
 * @param followedOnly only the traced command and its descendants
 * @param withPeer also the acts of the other end with the descriptors of a wanted process
 * @param containers beginnings of the ids of the acting process's container
 */
public record Criteria(
    Set<Integer> pids,
    Set<Integer> tids,
    Optional<Pattern> comm,
    Set<Integer> uids,
    Set<Action> actions,
    Set<String> kinds,
    boolean failedOnly,
    boolean inheritableOnly,
    boolean followedOnly,
    boolean withPeer,
    Set<String> containers) {
  /** Every event. */
  public static final Criteria ALL =
      new Criteria(
          Set.of(),
          Set.of(),
          Optional.empty(),
          Set.of(),
          Set.of(),
          Set.of(),
          false,
          false,
          false,
          false,
          Set.of());

  /** The same criteria, but only for the traced command and its descendants. */
  public Criteria ofFollowed() {
    return new Criteria(
        pids,
        tids,
        comm,
        uids,
        actions,
        kinds,
        failedOnly,
        inheritableOnly,
        true,
        withPeer,
        containers);
  }

  /** Whether they choose processes, and not only acts. */
  public boolean chooseProcess() {
    return !pids.isEmpty()
        || !tids.isEmpty()
        || comm.isPresent()
        || !uids.isEmpty()
        || followedOnly
        || !containers.isEmpty();
  }
}
