package io.fdtrail.scm;

import java.util.List;

/** What one recvmsg(2) gave. */
public record Message(byte[] data, List<Descriptor> descriptors) {
  /** The other end sends nothing more. */
  public boolean isEnd() {
    return data.length == 0 && descriptors.isEmpty();
  }

  public void close() {
    descriptors.forEach(Descriptor::close);
  }
}
