package io.fdtrail.event;

/**
 * The process at the other end of a socket: who connected, listened or made the pair.
 *
 * @param pid 0 unknown
 * @param process name of its first thread
 */
public record PeerProcess(int pid, RawText process) {
  /** Nobody, or it is not known who. */
  public static final PeerProcess UNKNOWN = new PeerProcess(0, RawText.EMPTY);
}
