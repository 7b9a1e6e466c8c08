package io.fdtrail.decode;

import static io.fdtrail.decode.RecordLayout.*;

import io.fdtrail.event.Action;
import io.fdtrail.event.DropReason;
import io.fdtrail.event.FdEvent;
import io.fdtrail.event.FileKind;
import io.fdtrail.event.OpenFile;
import io.fdtrail.event.Process;
import io.fdtrail.event.RawText;
import io.fdtrail.event.Sender;
import io.fdtrail.event.Sock;
import java.nio.ByteBuffer;
import java.util.Optional;

/** From the bytes of a record to an event. For one thread. */
public final class RecordDecoder {
  private static final Action[] ACTIONS = byCode(Action.values());
  private static final DropReason[] REASONS = DropReason.values();
  private static final byte[] NO_NAME = new byte[0];

  private final CommCache comms = new CommCache();
  private final FileKinds kinds = new FileKinds();

  private static Action[] byCode(Action[] actions) {
    Action[] byCode = new Action[actions.length + 1];
    for (Action action : actions) {
      byCode[action.code()] = action;
    }
    return byCode;
  }

  /**
   * @param bytes little-endian
   * @return empty when this is no record of ours: too short, or of an unknown action
   */
  public Optional<FdEvent> decode(ByteBuffer bytes, int offset, int length) {
    if (length < FDTRAIL_RECORD) {
      return Optional.empty();
    }
    int action = Byte.toUnsignedInt(bytes.get(offset + ACTION));
    int reason = Byte.toUnsignedInt(bytes.get(offset + REASON));
    int nameSize = Short.toUnsignedInt(bytes.getShort(offset + NAME_SIZE));
    if (action == 0 || action >= ACTIONS.length || reason >= REASONS.length || nameSize > length - FDTRAIL_RECORD) {
      return Optional.empty();
    }
    int flags = bytes.get(offset + FLAGS);
    return Optional.of(
        new FdEvent(
            bytes.getLong(offset + BOOT_NS),
            ACTIONS[action],
            REASONS[reason],
            bytes.getInt(offset + ERROR),
            process(bytes, offset, flags),
            new Sock(
                bytes.getInt(offset + SOCKET_FD),
                bytes.getLong(offset + SOCKET_INODE),
                bytes.getLong(offset + PEER_INODE),
                bytes.get(offset + SOCKET_TYPE),
                RawText.EMPTY),
            bytes.getLong(offset + MESSAGE),
            Short.toUnsignedInt(bytes.getShort(offset + INDEX)),
            Short.toUnsignedInt(bytes.getShort(offset + COUNT)),
            bytes.getInt(offset + FD),
            (flags & FDTRAIL_F_FILE) == 0 ? OpenFile.UNKNOWN : file(bytes, offset, nameSize, flags),
            (flags & FDTRAIL_F_SENDER) == 0 ? Sender.UNKNOWN : sender(bytes, offset, flags),
            bytes.getLong(offset + IN_FLIGHT_NS)));
  }

  private Process process(ByteBuffer bytes, int offset, int flags) {
    return new Process(
        bytes.getInt(offset + PID),
        bytes.getInt(offset + TID),
        bytes.getInt(offset + NS_PID),
        bytes.getInt(offset + UID),
        comms.at(bytes, offset + COMM),
        bytes.getLong(offset + CGROUP_ID),
        (flags & FDTRAIL_F_FOLLOWED) != 0);
  }

  private Sender sender(ByteBuffer bytes, int offset, int flags) {
    return new Sender(
        bytes.getInt(offset + SENDER_PID),
        bytes.getInt(offset + SENDER_TID),
        bytes.getInt(offset + SENDER_UID),
        comms.at(bytes, offset + SENDER_COMM),
        bytes.getInt(offset + SENDER_FD),
        (flags & FDTRAIL_F_SENDER_FOLLOWED) != 0);
  }

  private OpenFile file(ByteBuffer bytes, int offset, int nameSize, int flags) {
    int magic = bytes.getInt(offset + FS_MAGIC);
    int mode = Short.toUnsignedInt(bytes.getShort(offset + MODE));
    long inode = bytes.getLong(offset + INODE);
    boolean dynamic = (flags & FDTRAIL_F_DYNAMIC_NAME) != 0;
    boolean deleted = (flags & FDTRAIL_F_DELETED) != 0;
    byte[] dentry = NO_NAME;
    RawText name;
    if (dynamic) {
      dentry = new byte[nameSize];
      bytes.get(offset + FDTRAIL_RECORD, dentry);
      name = FileNames.dynamic(magic, dentry, inode);
    } else {
      name = FileNames.path(bytes, offset + FDTRAIL_RECORD, nameSize, deleted);
    }
    return new OpenFile(
        name,
        (flags & FDTRAIL_F_NAME_TRUNCATED) != 0,
        kind(bytes, offset, magic, mode, dynamic, dentry),
        bytes.getInt(offset + DEV),
        inode,
        bytes.getInt(offset + RDEV),
        mode,
        bytes.getInt(offset + OPEN_FLAGS),
        deleted,
        bytes.getLong(offset + FILE_ID),
        bytes.getInt(offset + TARGET_PID),
        RawText.EMPTY);
  }

  private FileKind kind(ByteBuffer bytes, int offset, int magic, int mode, boolean dynamic, byte[] dentry) {
    if (magic != FileMagic.SOCKFS) {
      return kinds.of(magic, mode, dynamic, dentry);
    }
    return kinds.ofSocket(
        Short.toUnsignedInt(bytes.getShort(offset + FILE_FAMILY)),
        Short.toUnsignedInt(bytes.getShort(offset + FILE_TYPE)),
        Short.toUnsignedInt(bytes.getShort(offset + FILE_PROTOCOL)));
  }
}
