package io.fdtrail.scm;

import java.util.List;

/** The result of one recvmsg(2). */
public record Message(byte[] data, List<Descriptor> descriptors) {
  /** Whether the other end sends nothing more. */
  public boolean isEnd() {
    return data.length == 0 && descriptors.isEmpty();
  }

  public void close() {
    descriptors.forEach(Descriptor::close);
  }
}
