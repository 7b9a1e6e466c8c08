package io.fdtrail.event;

/**
 * Who sent a descriptor, as it was at the send.
 *
 * @param pid process, 0 when the sender is not known (sent before the trace began)
 * @param tid thread
 * @param uid user
 * @param comm name of the thread
 * @param fd the number the descriptor had there, -1 unknown
 * @param followed whether it descends from the command being traced
 */
public record Sender(int pid, int tid, int uid, RawText comm, int fd, boolean followed) {
  public static final Sender UNKNOWN = new Sender(0, 0, 0, RawText.EMPTY, -1, false);

  public boolean isKnown() {
    return pid != 0;
  }
}
