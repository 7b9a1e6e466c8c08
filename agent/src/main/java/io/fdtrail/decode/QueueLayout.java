package io.fdtrail.decode;

/** Where {@code struct fdtrail_queue} keeps what; see {@link RecordLayout}. */
final class QueueLayout {
  static final long FDTRAIL_QUEUE_TAG = -1;
  static final int FDTRAIL_PEER_LIVES = 1;

  static final int TAG = 0;
  static final int MESSAGE = 8;
  static final int SOCKET = 16;
  static final int SENDER = 24;
  static final int ADDRESS = 32;
  static final int SOCKET_INODE = 40;
  static final int SENDER_INODE = 48;
  static final int USER_IN_FLIGHT = 56;
  static final int UID = 64;
  static final int PEER_PID = 68;
  static final int PEER_COMM = 72;
  static final int SOCKET_TYPE = 88;
  static final int PATH_SIZE = 90;
  static final int FLAGS = 91;
  static final int PAD = 92;
  /** Bytes before the address. */
  static final int FDTRAIL_QUEUE = 96;

  private QueueLayout() {}
}
