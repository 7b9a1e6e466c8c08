package io.fdtrail.decode;

/**
 * Where {@code struct fdtrail_record} keeps what: offsets in bytes, little-endian. A test compares each constant with what
 * the compiler of the BPF programs made of {@code fdtrail.h}.
 */
final class RecordLayout {
  static final int BOOT_NS = 0;
  static final int MESSAGE = 8;
  static final int CGROUP_ID = 16;
  static final int SOCKET_INODE = 24;
  static final int PEER_INODE = 32;
  static final int INODE = 40;
  static final int FILE_ID = 48;
  static final int IN_FLIGHT_NS = 56;
  static final int PID = 64;
  static final int TID = 68;
  static final int UID = 72;
  static final int NS_PID = 76;
  static final int SOCKET_FD = 80;
  static final int FD = 84;
  static final int DEV = 88;
  static final int RDEV = 92;
  static final int OPEN_FLAGS = 96;
  static final int FS_MAGIC = 100;
  static final int TARGET_PID = 104;
  static final int SENDER_PID = 108;
  static final int SENDER_TID = 112;
  static final int SENDER_UID = 116;
  static final int SENDER_FD = 120;
  static final int ERROR = 124;
  static final int MODE = 128;
  static final int INDEX = 130;
  static final int COUNT = 132;
  static final int NAME_SIZE = 134;
  static final int FILE_FAMILY = 136;
  static final int FILE_TYPE = 138;
  static final int FILE_PROTOCOL = 140;
  static final int SOCKET_TYPE = 142;
  static final int ACTION = 143;
  static final int REASON = 144;
  static final int FLAGS = 145;
  static final int PAD = 146;
  static final int COMM = 152;
  static final int SENDER_COMM = 168;

  /** Bytes before the name. */
  static final int FDTRAIL_RECORD = 184;

  static final int FDTRAIL_COMM_SIZE = 16;
  static final int FDTRAIL_NAME_SIZE = 4096;

  static final int FDTRAIL_F_SENDER = 1;
  static final int FDTRAIL_F_DELETED = 1 << 1;
  static final int FDTRAIL_F_DYNAMIC_NAME = 1 << 2;
  static final int FDTRAIL_F_NAME_TRUNCATED = 1 << 3;
  static final int FDTRAIL_F_FOLLOWED = 1 << 4;
  static final int FDTRAIL_F_SENDER_FOLLOWED = 1 << 5;
  static final int FDTRAIL_F_FILE = 1 << 6;

  private RecordLayout() {}
}
