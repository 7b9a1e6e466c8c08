package io.fdtrail.event;

/**
 * Who sent a descriptor, as it was at the send.
 *
 * @param pid process, 0 when the sender is not known (sent before the trace began)
 * @param tid thread, 0 when it is not known which of the process
 * @param uid user
 * @param comm name of the thread, empty when it is not known
 * @param fd the number the descriptor had there, -1 unknown
 * @param followed whether it descends from the command being traced
 */
public record Sender(int pid, int tid, int uid, RawText comm, int fd, boolean followed) {
  public static final Sender UNKNOWN = new Sender(0, 0, 0, RawText.EMPTY, -1, false);

  public boolean isKnown() {
    return pid != 0;
  }

  /** Whether it is known down to the thread, and so which send it was. */
  public boolean isThreadKnown() {
    return tid != 0;
  }

  /** What is certain when it was this sender or another one of the same process. */
  public Sender or(Sender other) {
    return new Sender(
        pid,
        tid == other.tid ? tid : 0,
        uid,
        comm.equals(other.comm) ? comm : RawText.EMPTY,
        fd == other.fd ? fd : -1,
        followed);
  }
}
