package io.fdtrail.event;

/**
 * The Unix socket that a process acted on.
 *
 * @param fd its number in that process; -1 unknown (io_uring has none)
 * @param inode as in {@code socket:[inode]}; 0 unknown
 * @param peerInode inode of the socket at the other end; 0 unknown
 * @param type {@code SOCK_STREAM} 1, {@code SOCK_DGRAM} 2, {@code SOCK_SEQPACKET} 5, 0 unknown
 * @param path the address that it or its peer is bound to; empty if neither has one, or if unknown.
 *     An abstract name begins with {@code @}; a path that does gets the prefix {@code ./}
 * @param peer the process at the other end, of what is sent, or refused, and only if it is another
 */
public record Sock(int fd, long inode, long peerInode, int type, RawText path, PeerProcess peer) {
  private static final String[] TYPES = {"", "stream", "dgram", "", "", "seqpacket"};

  /**
   * A socket of which nobody knows whose the other end is.
   *
   * @param fd the component of this name
   * @param inode the component of this name
   * @param peerInode the component of this name
   * @param type the component of this name
   * @param path the component of this name
   */
  public Sock(int fd, long inode, long peerInode, int type, RawText path) {
    this(fd, inode, peerInode, type, path, PeerProcess.UNKNOWN);
  }

  /**
   * {@return the same, with the process at the other end}
   *
   * @param other at the other end
   */
  public Sock to(PeerProcess other) {
    return new Sock(fd, inode, peerInode, type, path, other);
  }

  /** {@return the word for its type; empty if unknown} */
  public String typeWord() {
    return type >= 0 && type < TYPES.length ? TYPES[type] : "";
  }
}
