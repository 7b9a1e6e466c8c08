package io.fdtrail.resolve;

import io.fdtrail.event.Container;
import io.fdtrail.event.RawText;
import java.util.Map;

/** The readers of what others have named, for any bytes. */
public final class ForeignText {
  private ForeignText() {}

  /** Of {@code /proc/net/unix}: addresses by inode. */
  public static Map<Long, RawText> unix(byte[] table) {
    return UnixTable.parse(table);
  }

  /** Of {@code /proc/net/tcp} and its like: addresses by inode. */
  public static Map<Long, RawText> inet(byte[] table) {
    return InetTable.parse(table);
  }

  /** Of the path of a cgroup, a character a byte. */
  public static Container container(String path) {
    return ContainerPath.parse(path);
  }
}
