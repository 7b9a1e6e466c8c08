package io.fdtrail.filter;

import io.fdtrail.event.Action;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which events are wanted. An empty set: whichever.
 *
 * @param pids acting processes
 * @param tids acting threads
 * @param comm found in the name of the acting thread, read as ISO 8859-1: a character a byte
 * @param uids users of the acting process
 * @param actions what happened
 * @param kinds sorts of file; {@code sock} or {@code sock:} is all of a family
 * @param failedOnly only what went wrong
 * @param inheritableOnly only numbers that were made without {@code FD_CLOEXEC}
 * @param followedOnly only the traced command and its descendants
 * @param withPeer also what the other end does with the descriptors of a wanted process
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
          Set.of(), Set.of(), Optional.empty(), Set.of(), Set.of(), Set.of(), false, false, false, false, Set.of());

  /** The same, of the traced command and its descendants only. */
  public Criteria ofFollowed() {
    return new Criteria(
        pids, tids, comm, uids, actions, kinds, failedOnly, inheritableOnly, true, withPeer, containers);
  }

  boolean chooseProcess() {
    return !pids.isEmpty() || !tids.isEmpty() || comm.isPresent() || !uids.isEmpty() || followedOnly || !containers.isEmpty();
  }
}
