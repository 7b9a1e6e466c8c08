package io.fdtrail.resolve;

import io.fdtrail.event.Container;

/** The readers of what others have named, for any bytes. */
public final class ForeignText {
  private ForeignText() {}

  /** Of the path of a cgroup, a character a byte. */
  public static Container container(String path) {
    return ContainerPath.parse(path);
  }
}
