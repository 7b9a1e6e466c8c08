package io.fdtrail.cli.options;

import io.fdtrail.event.Action;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which events are shown. An empty set or list: any.
 *
 * @param pids acting processes
 * @param tids acting threads
 * @param comm found in the name of the acting thread, read as ISO 8859-1
 * @param users numbers or names
 * @param actions what happened
 * @param kinds kinds of files
 * @param failedOnly only what went wrong
 * @param inheritableOnly only numbers that were made without {@code FD_CLOEXEC}
 * @param withPeer also what the other end does with a chosen process's descriptors
 * @param containers beginnings of ids
 */
public record FilterOptions(
    Set<Integer> pids,
    Set<Integer> tids,
    Optional<Pattern> comm,
    List<String> users,
    Set<Action> actions,
    Set<String> kinds,
    boolean failedOnly,
    boolean inheritableOnly,
    boolean withPeer,
    Set<String> containers) {
  /** All events. */
  public static final FilterOptions ALL =
      new FilterOptions(
          Set.of(),
          Set.of(),
          Optional.empty(),
          List.of(),
          Set.of(),
          Set.of(),
          false,
          false,
          false,
          Set.of());
}
