package io.fdtrail.decode;

import static io.fdtrail.decode.RecordLayout.*;
import static io.fdtrail.decode.Words.whole;

import io.fdtrail.event.Action;
import io.fdtrail.event.DropReason;
import io.fdtrail.event.FdEvent;
import io.fdtrail.event.FileKind;
import io.fdtrail.event.FileKinds;
import io.fdtrail.event.FileMagic;
import io.fdtrail.event.OpenFile;
import io.fdtrail.event.Process;
import io.fdtrail.event.RawText;
import io.fdtrail.event.Sender;
import io.fdtrail.event.Sock;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * From the bytes of a record to an event. The process, socket, file and sender of an event are the very objects of an
 * earlier one where nothing about them differs. For one thread.
 */
public final class RecordDecoder {
  private static final Action[] ACTIONS = byCode(Action.values());
  private static final DropReason[] REASONS = DropReason.values();

  private static final int AF_UNIX = 1;
  private static final int AF_INET = 2;
  private static final int AF_INET6 = 10;

  private static final int PROCESS_WORDS = (SOCKET_INODE - CGROUP_ID) / Long.BYTES;
  private static final int SOCKET_WORDS = (SENDER_PID - SOCKET_INODE) / Long.BYTES;
  private static final int FILE_WORDS = (FDTRAIL_RECORD - INODE) / Long.BYTES;
  private static final int SENDER_WORDS = (INODE - SENDER_PID) / Long.BYTES;

  private final Words words = new Words();
  private final Memo<Process> processes = new Memo<>();
  private final Memo<Sock> sockets = new Memo<>();
  private final Memo<Sender> senders = new Memo<>();
  private final Memo<OpenFile> files = new Memo<>();
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
   * @param offset a multiple of 8
   * @return empty when this is no record of ours: of a wrong length, or of an unknown action
   */
  public Optional<FdEvent> decode(ByteBuffer bytes, int offset, int length) {
    if (length < FDTRAIL_RECORD || length > FDTRAIL_RECORD + whole(FDTRAIL_PATH_SIZE) + FDTRAIL_NAME_SIZE) {
      return Optional.empty();
    }
    words.copy(bytes, offset, length);
    int action = words.byteAt(ACTION);
    int reason = words.byteAt(REASON);
    if (action == 0 || action >= ACTIONS.length || reason >= REASONS.length || length != lengthSaid()) {
      return Optional.empty();
    }
    int flags = words.byteAt(FLAGS);
    boolean unpaired = (flags & FDTRAIL_F_UNPAIRED) != 0;
    return Optional.of(
        new FdEvent(
            words.longAt(BOOT_NS),
            ACTIONS[action],
            REASONS[reason],
            words.shortAt(ERROR),
            process(flags & FDTRAIL_F_FOLLOWED),
            socket(),
            words.longAt(MESSAGE),
            words.shortAt(INDEX),
            words.shortAt(COUNT),
            words.intAt(FD),
            (words.byteAt(FILE_FLAGS) & FDTRAIL_FILE_KNOWN) == 0 ? OpenFile.UNKNOWN : file(),
            (flags & FDTRAIL_F_SENDER) == 0 ? Sender.UNKNOWN : sender(flags & FDTRAIL_F_SENDER_FOLLOWED),
            unpaired ? 0 : words.longAt(IN_FLIGHT_NS),
            unpaired ? words.longAt(IN_FLIGHT_NS) : 0));
  }

  /** What the record says of its own length; 0 when it cannot be. */
  private int lengthSaid() {
    int pathSize = words.byteAt(SOCKET_PATH_SIZE);
    int nameSize = words.shortAt(NAME_SIZE);
    return pathSize > FDTRAIL_PATH_SIZE || nameSize > FDTRAIL_NAME_SIZE ? 0 : nameFrom() + nameSize;
  }

  private int nameFrom() {
    return FDTRAIL_RECORD + whole(words.byteAt(SOCKET_PATH_SIZE));
  }

  private Process process(int followed) {
    int tid = words.intAt(TID);
    Process known = processes.find(tid, words.array(), CGROUP_ID / Long.BYTES, PROCESS_WORDS, followed);
    if (known != null) {
      return known;
    }
    Process process =
        new Process(
            words.intAt(PID), tid, words.intAt(NS_PID), words.intAt(UID), words.comm(COMM), words.longAt(CGROUP_ID), followed != 0);
    return processes.keep(tid, words.array(), CGROUP_ID / Long.BYTES, PROCESS_WORDS, followed, process);
  }

  private Sock socket() {
    long inode = words.longAt(SOCKET_INODE);
    int pathSize = words.byteAt(SOCKET_PATH_SIZE);
    int tail = FDTRAIL_RECORD / Long.BYTES;
    int tailCount = whole(pathSize) / Long.BYTES;
    Sock known =
        sockets.find(inode, words.array(), SOCKET_INODE / Long.BYTES, SOCKET_WORDS, tail, tailCount, pathSize);
    if (known != null) {
      return known;
    }
    Sock socket =
        new Sock(
            words.intAt(SOCKET_FD), inode, words.longAt(PEER_INODE), words.intAt(SOCKET_TYPE),
            SocketAddresses.unix(words.bytes(FDTRAIL_RECORD, pathSize)));
    return sockets.keep(
        inode, words.array(), SOCKET_INODE / Long.BYTES, SOCKET_WORDS, tail, tailCount, pathSize, socket);
  }

  private Sender sender(int followed) {
    long hash = words.longAt(SENDER_PID) + words.intAt(SENDER_FD);
    Sender known = senders.find(hash, words.array(), SENDER_PID / Long.BYTES, SENDER_WORDS, followed);
    if (known != null) {
      return known;
    }
    Sender sender =
        new Sender(
            words.intAt(SENDER_PID), words.intAt(SENDER_TID), words.intAt(SENDER_UID), words.comm(SENDER_COMM),
            words.intAt(SENDER_FD), followed != 0);
    return senders.keep(hash, words.array(), SENDER_PID / Long.BYTES, SENDER_WORDS, followed, sender);
  }

  private OpenFile file() {
    long id = words.longAt(FILE_ID);
    int nameSize = words.shortAt(NAME_SIZE);
    int tail = nameFrom() / Long.BYTES;
    int tailCount = whole(nameSize) / Long.BYTES;
    OpenFile known = files.find(id, words.array(), INODE / Long.BYTES, FILE_WORDS, tail, tailCount, nameSize);
    if (known != null) {
      return known;
    }
    OpenFile file = newFile(id, words.bytes(nameFrom(), nameSize));
    return files.keep(id, words.array(), INODE / Long.BYTES, FILE_WORDS, tail, tailCount, nameSize, file);
  }

  private OpenFile newFile(long id, byte[] name) {
    int fileFlags = words.byteAt(FILE_FLAGS);
    boolean dynamic = (fileFlags & FDTRAIL_FILE_DYNAMIC_NAME) != 0;
    boolean deleted = (fileFlags & FDTRAIL_FILE_DELETED) != 0;
    return new OpenFile(
        dynamic
            ? FileNames.dynamic(words.intAt(FS_MAGIC), name, words.longAt(INODE))
            : FileNames.path(name, deleted),
        (fileFlags & FDTRAIL_FILE_NAME_TRUNCATED) != 0,
        kind(dynamic, name),
        words.intAt(DEV),
        words.longAt(INODE),
        words.intAt(RDEV),
        words.shortAt(MODE),
        words.intAt(OPEN_FLAGS),
        deleted,
        id,
        words.intAt(TARGET_PID),
        endpoints(name));
  }

  /** Of a socket, which has its addresses in the place of a name. */
  private RawText endpoints(byte[] addresses) {
    if (words.intAt(FS_MAGIC) != FileMagic.SOCKFS) {
      return RawText.EMPTY;
    }
    return switch (words.shortAt(FILE_FAMILY)) {
      case AF_UNIX -> SocketAddresses.unix(addresses);
      case AF_INET, AF_INET6 -> SocketAddresses.inet(addresses);
      default -> RawText.EMPTY;
    };
  }

  private FileKind kind(boolean dynamic, byte[] name) {
    int magic = words.intAt(FS_MAGIC);
    return magic == FileMagic.SOCKFS
        ? kinds.ofSocket(words.shortAt(FILE_FAMILY), words.shortAt(FILE_TYPE), words.shortAt(FILE_PROTOCOL))
        : kinds.of(magic, words.shortAt(MODE), dynamic, name);
  }
}
