package io.fdtrail.event;

/**
 * What fdtrail knows of a process from the path of its cgroup.
 *
 * @param isKnown whether fdtrail looked for the path and found it: the process may then be in no
 *     container and no unit
 */
public record Cgroup(boolean isKnown, Container container, Unit unit) {
  /** It was not looked up, or not found. */
  public static final Cgroup UNKNOWN = new Cgroup(false, Container.NONE, Unit.NONE);
}
