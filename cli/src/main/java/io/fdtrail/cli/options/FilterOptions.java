package io.fdtrail.cli.options;

import java.util.List;

/**
 * Which events are shown.
 *
 * @param pids acting processes
 * @param tids acting threads
 * @param names regular expressions for the name of the acting thread
 * @param users numbers or names
 * @param actions what happened
 * @param kinds kinds of files
 * @param paths globs for the names of files
 * @param containers beginnings of ids
 * @param failedOnly only what went wrong
 * @param inheritableOnly only numbers that were made without {@code FD_CLOEXEC}
 * @param withPeer also what the other end does with a chosen process's descriptors
 * @param expressions all of which must be true
 */
public record FilterOptions(
    Choice pids,
    Choice tids,
    Choice names,
    Choice users,
    Choice actions,
    Choice kinds,
    Choice paths,
    Choice containers,
    boolean failedOnly,
    boolean inheritableOnly,
    boolean withPeer,
    List<String> expressions) {
  /** All events. */
  public static final FilterOptions ALL =
      new FilterOptions(
          Choice.ANY,
          Choice.ANY,
          Choice.ANY,
          Choice.ANY,
          Choice.ANY,
          Choice.ANY,
          Choice.ANY,
          Choice.ANY,
          false,
          false,
          false,
          List.of());
}
