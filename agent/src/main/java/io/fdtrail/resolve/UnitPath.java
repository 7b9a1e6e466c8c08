package io.fdtrail.resolve;

import io.fdtrail.event.RawText;
import io.fdtrail.event.Unit;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * Finds the unit in the path of a cgroup, as systemd itself does: slices in slices, then the unit.
 * What is below belongs to the unit, which may choose those names.
 */
final class UnitPath {
  private static final String PLAIN = "[a-zA-Z0-9:_.\\\\-]+";
  private static final String INSTANCE = PLAIN + "@[a-zA-Z0-9:_.\\\\@-]+";

  private static final Pattern SLICE = Pattern.compile(PLAIN + "\\.slice");

  /** Of the other types that have cgroups. */
  private static final Pattern UNIT =
      Pattern.compile("(" + PLAIN + "|" + INSTANCE + ")\\.(service|scope|mount|socket|swap)");

  private static final Pattern USERS_MANAGER =
      Pattern.compile("(user@[0-9]{1,10}|capsule@.+)\\.service");

  private static final String ROOT_SLICE = "-.slice";

  private final String[] names;
  private int next = 1;

  private UnitPath(String path) {
    this.names = path.split("/");
  }

  /**
   * @param path from the root of the hierarchy, as ISO 8859-1
   */
  static Unit parse(String path) {
    UnitPath unread = new UnitPath(path);
    String slice = unread.slices();
    String unit = unread.unit();
    String userUnit = "";
    if (USERS_MANAGER.matcher(unit).matches()) {
      unread.slices();
      userUnit = unread.unit();
    }
    boolean isInRootSlice = slice.isEmpty() && !unit.isEmpty();
    return new Unit(raw(unit), raw(userUnit), raw(isInRootSlice ? ROOT_SLICE : slice));
  }

  /** The innermost of the slices that come next; empty if none does. */
  private String slices() {
    String innermost = "";
    while (next < names.length && SLICE.matcher(name(next)).matches()) {
      innermost = name(next++);
    }
    return innermost;
  }

  /** The unit that comes next; empty if none does. */
  private String unit() {
    return next < names.length && UNIT.matcher(name(next)).matches() ? name(next++) : "";
  }

  /** systemd writes {@code _} before a name that the kernel could want for a file of its own. */
  private String name(int index) {
    return names[index].startsWith("_") ? names[index].substring(1) : names[index];
  }

  private static RawText raw(String name) {
    return name.isEmpty() ? RawText.EMPTY : RawText.of(name.getBytes(StandardCharsets.ISO_8859_1));
  }
}
