package io.fdtrail.event;

/**
 * What systemd started a process for, according to the path of its cgroup.
 *
 * @param name the unit of the system's manager, such as {@code sshd.service}; empty if it is in
 *     none
 * @param userName the unit of a user's own manager, if that started it: {@code name} is then the
 *     manager's own, such as {@code user@1000.service}
 * @param slice the slice of the unit
 */
public record Unit(RawText name, RawText userName, RawText slice) {
  /** For a process that systemd did not start, or whose unit is unknown. */
  public static final Unit NONE = new Unit(RawText.EMPTY, RawText.EMPTY, RawText.EMPTY);
}
