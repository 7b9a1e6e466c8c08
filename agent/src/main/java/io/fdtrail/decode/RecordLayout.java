package io.fdtrail.decode;

/**
 * Where {@code struct fdtrail_record} keeps what: offsets in bytes, little-endian. A test compares each constant with what
 * the compiler of the BPF programs made of {@code fdtrail.h}.
 */
final class RecordLayout {
  static final int BOOT_NS = 0;
  static final int MESSAGE = 8;
  static final int IN_FLIGHT_NS = 16;
  static final int FD = 24;
  static final int ERROR = 28;
  static final int FLAGS = 30;
  static final int SOCKET_PATH_SIZE = 31;
  static final int INDEX = 32;
  static final int COUNT = 34;
  static final int NAME_SIZE = 36;
  static final int ACTION = 38;
  static final int REASON = 39;

  static final int CGROUP_ID = 40;
  static final int PID = 48;
  static final int TID = 52;
  static final int UID = 56;
  static final int NS_PID = 60;
  static final int COMM = 64;

  static final int SOCKET_INODE = 80;
  static final int PEER_INODE = 88;
  static final int SOCKET_FD = 96;
  static final int SOCKET_TYPE = 100;

  static final int SENDER_PID = 104;
  static final int SENDER_TID = 108;
  static final int SENDER_UID = 112;
  static final int SENDER_FD = 116;
  static final int SENDER_COMM = 120;

  static final int INODE = 136;
  static final int FILE_ID = 144;
  static final int DEV = 152;
  static final int RDEV = 156;
  static final int OPEN_FLAGS = 160;
  static final int FS_MAGIC = 164;
  static final int TARGET_PID = 168;
  static final int MODE = 172;
  static final int FILE_FAMILY = 174;
  static final int FILE_TYPE = 176;
  static final int FILE_PROTOCOL = 178;
  static final int FILE_FLAGS = 180;
  static final int FILE_PAD = 181;
  /** Bytes before the socket's address, which fills whole words, and the name. */
  static final int FDTRAIL_RECORD = 184;

  static final int FDTRAIL_COMM_SIZE = 16;
  static final int FDTRAIL_NAME_SIZE = 4096;
  static final int FDTRAIL_PATH_SIZE = 108;

  static final int FDTRAIL_F_SENDER = 1;
  static final int FDTRAIL_F_FOLLOWED = 1 << 1;
  static final int FDTRAIL_F_SENDER_FOLLOWED = 1 << 2;
  static final int FDTRAIL_F_UNPAIRED = 1 << 3;

  static final int FDTRAIL_FILE_KNOWN = 1;
  static final int FDTRAIL_FILE_DELETED = 1 << 1;
  static final int FDTRAIL_FILE_DYNAMIC_NAME = 1 << 2;
  static final int FDTRAIL_FILE_NAME_TRUNCATED = 1 << 3;

  private RecordLayout() {}
}
