package io.fdtrail.decode;

/**
 * The layout of {@code fdtrail.h}: offsets in bytes from the beginning of the head or the part,
 * little-endian. A test compares each constant with the layout that the compiler of the BPF
 * programs chose.
 */
final class RecordLayout {
  static final int RECORD_SIZE = 0;
  static final int VERSION = 2;
  static final int KIND = 3;
  static final int FLAGS = 4;
  static final int BOOT_NS = 8;
  static final int SIZEOF_HEAD = 16;

  /** The header of each part. */
  static final int TAG = 0;

  static final int SIZE = 2;
  static final int SIZEOF_HEADER = 4;

  static final int ACTION = 1;
  static final int FD = 4;
  static final int MESSAGE = 8;
  static final int SIZEOF_ACT = 16;

  static final int INDEX = 4;
  static final int COUNT = 6;
  static final int SIZEOF_BATCH = 8;

  static final int REASON = 1;
  static final int ERROR = 4;
  static final int SIZEOF_REFUSAL = 8;

  static final int PAIRING = 8;
  static final int SIZEOF_PAIRING = 16;

  static final int PID = 4;
  static final int TID = 8;
  static final int UID = 12;
  static final int CGROUP_ID = 16;
  static final int COMM = 24;
  static final int PROCESS_NUMBER = 40;
  static final int SIZEOF_PROCESS = 48;

  static final int NS_PID = 4;
  static final int SIZEOF_NAMESPACE = 8;

  static final int SOCKET_TYPE = 1;
  static final int SOCKET_FD = 4;
  static final int SOCKET_INODE = 8;
  static final int PEER_INODE = 12;
  static final int SIZEOF_SOCKET = 16;

  static final int SIZEOF_ADDRESS = 4;

  static final int OTHER_PID = 4;
  static final int OTHER_COMM = 8;
  static final int SIZEOF_PEER = 24;

  static final int SENDER_FD = 4;
  static final int IN_FLIGHT_NS = 8;
  static final int SENDER_PID = 16;
  static final int SENDER_TID = 20;
  static final int SENDER_UID = 24;
  static final int SENDER_COMM = 28;
  static final int SENDER_NUMBER = 48;
  static final int SIZEOF_SENDER = 56;

  static final int FILE_FLAGS = 1;
  static final int MODE = 4;
  static final int FILE_TYPE = 6;
  static final int FILE_ID = 8;
  static final int INODE = 16;
  static final int DEV = 24;
  static final int FS_MAGIC = 28;
  static final int OPEN_FLAGS = 32;
  static final int RDEV = 36;
  static final int TARGET_PID = 36;
  static final int FILE_FAMILY = 36;
  static final int FILE_PROTOCOL = 38;
  static final int SIZEOF_FILE = 40;

  static final int QUEUE_FLAGS = 1;
  static final int QUEUE_UID = 4;
  static final int QUEUE_MESSAGE = 8;
  static final int RECEIVER_ID = 16;
  static final int SENDER_ID = 24;
  static final int ADDRESS_ID = 32;
  static final int USER_IN_FLIGHT = 40;
  static final int PEER_PID = 48;
  static final int PEER_COMM = 52;
  static final int SIZEOF_QUEUE = 72;

  static final int PARENT_PID = 4;
  static final int STARTED_NS = 8;
  static final int PID_NAMESPACE = 16;
  static final int SIZEOF_IDENTITY = 24;

  static final int CMDLINE_CUT = 1;
  static final int SIZEOF_CMDLINE = 4;

  static final int ANCESTORS_CUT = 1;
  static final int SIZEOF_ANCESTORS = 4;

  static final int ANCESTOR_PID = 0;
  static final int ANCESTOR_COMM = 4;
  static final int SIZEOF_ANCESTOR = 20;

  static final int CALLER_STACK = 8;
  static final int SIZEOF_CALLER = 16;

  static final int STACK_STATE = 1;
  static final int STACK_PID = 4;
  static final int STACK_NUMBER = 8;
  static final int START_CODE = 16;
  static final int START_STACK = 24;
  static final int STACK_MAPPINGS = 32;
  static final int STACK_REGISTERS = 40;
  static final int SIZEOF_STACK = 304;

  static final int MAPPINGS_CUT = 1;
  static final int MAPPINGS_PID = 4;
  static final int MAPPINGS_NUMBER = 8;
  static final int MOUNT_NAMESPACE = 16;
  static final int MAPPINGS_PARENT = 20;
  static final int SIZEOF_MAPPINGS = 24;

  static final int FDTRAIL_VERSION = 1;
  static final int FDTRAIL_KIND_EVENT = 1;
  static final int FDTRAIL_KIND_QUEUE = 2;
  static final int FDTRAIL_KIND_QUEUED = 3;
  static final int FDTRAIL_KIND_OPEN = 4;
  static final int FDTRAIL_KIND_PROCESS = 5;
  static final int FDTRAIL_KIND_STACK = 6;
  static final int FDTRAIL_KIND_MAPPINGS = 7;

  static final int PART_ACT = 1;
  static final int PART_BATCH = 2;
  static final int PART_REFUSAL = 3;
  static final int PART_PAIRING = 4;
  static final int PART_PROCESS = 5;
  static final int PART_NAMESPACE = 6;
  static final int PART_SOCKET = 7;
  static final int PART_ADDRESS = 8;
  static final int PART_SENDER = 9;
  static final int PART_FILE = 10;
  static final int PART_QUEUE = 11;
  static final int PART_IDENTITY = 12;
  static final int PART_CMDLINE = 13;
  static final int PART_ANCESTORS = 14;
  static final int PART_PEER = 15;
  static final int PART_CALLER = 16;
  static final int PART_STACK = 17;
  static final int PART_MAPPINGS = 18;

  static final int FDTRAIL_RECORD_SIZE = 5656;
  static final int FDTRAIL_MAX_PROCESSES = 8192;
  static final int FDTRAIL_CMDLINE_SIZE = 512;
  static final int FDTRAIL_MAX_ANCESTORS = 32;
  static final int FDTRAIL_STACK_SIZE = 16384;
  static final int FDTRAIL_COMM_SIZE = 16;
  static final int FDTRAIL_NAME_SIZE = 4096;
  static final int FDTRAIL_PATH_SIZE = 108;

  static final int FDTRAIL_F_SENDER = 1;
  static final int FDTRAIL_F_FOLLOWED = 1 << 1;
  static final int FDTRAIL_F_SENDER_FOLLOWED = 1 << 2;
  static final int FDTRAIL_F_UNPAIRED = 1 << 3;
  static final int FDTRAIL_F_CLOEXEC = 1 << 4;
  static final int FDTRAIL_F_INHERITABLE = 1 << 5;

  static final int FDTRAIL_FILE_KNOWN = 1;
  static final int FDTRAIL_FILE_DELETED = 1 << 1;
  static final int FDTRAIL_FILE_DYNAMIC_NAME = 1 << 2;
  static final int FDTRAIL_FILE_NAME_TRUNCATED = 1 << 3;

  static final int FDTRAIL_PEER_LIVES = 1;

  private RecordLayout() {}
}
