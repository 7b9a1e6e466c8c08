package io.fdtrail.decode;

import static io.fdtrail.decode.RecordLayout.*;

import io.fdtrail.event.FileKind;
import io.fdtrail.event.OpenFile;
import io.fdtrail.event.RawText;
import io.fdtrail.files.FileKinds;
import io.fdtrail.files.FileMagic;
import java.util.function.IntUnaryOperator;

/**
 * Decodes the file of a record, with its name or addresses. Files with the same part are the same
 * object. For use by one thread.
 */
final class FileDecoder {
  private static final int AF_UNIX = 1;
  private static final int AF_INET = 2;
  private static final int AF_INET6 = 10;

  private static final int MODE_TYPE = 0170000;
  private static final int MODE_CHARACTER = 0020000;
  private static final int MODE_BLOCK = 0060000;

  private final IntUnaryOperator openFlags;
  private final Parts parts;
  private final Words words;
  private final Memo<OpenFile> files = new Memo<>();
  private final FileKinds kinds = new FileKinds();

  /** For records of this machine. */
  FileDecoder(Parts parts) {
    this(parts, IntUnaryOperator.identity());
  }

  /**
   * @param openFlags makes them those of this machine
   */
  FileDecoder(Parts parts, IntUnaryOperator openFlags) {
    this.openFlags = openFlags;
    this.parts = parts;
    words = parts.words();
  }

  /**
   * The file of the record that {@code parts} has read; {@link OpenFile#UNKNOWN} if it has none.
   */
  OpenFile file() {
    int at = parts.at(PART_FILE);
    if (at == 0) {
      return OpenFile.UNKNOWN;
    }
    long id = words.longAt(at + FILE_ID);
    int from = words.place(at);
    OpenFile known = files.find(id, words.array(), from, parts.wordsAt(at), 0);
    return known != null
        ? known
        : files.keep(id, words.array(), from, parts.wordsAt(at), 0, newFile(at, id));
  }

  private OpenFile newFile(int at, long id) {
    byte[] name = parts.behind(at, SIZEOF_FILE);
    int fileFlags = words.byteAt(at + FILE_FLAGS);
    int magic = words.intAt(at + FS_MAGIC);
    int type = words.shortAt(at + MODE) & MODE_TYPE;
    boolean dynamic = (fileFlags & FDTRAIL_FILE_DYNAMIC_NAME) != 0;
    boolean deleted = (fileFlags & FDTRAIL_FILE_DELETED) != 0;
    boolean isDevice = type == MODE_CHARACTER || type == MODE_BLOCK;
    boolean isSocket = magic == FileMagic.SOCKFS;
    return new OpenFile(
        dynamic
            ? FileNames.dynamic(magic, name, words.longAt(at + INODE))
            : FileNames.path(name, deleted),
        (fileFlags & FDTRAIL_FILE_NAME_TRUNCATED) != 0,
        isSocket ? socketKind(at) : kinds.of(magic, words.shortAt(at + MODE), dynamic, name),
        words.intAt(at + DEV),
        words.longAt(at + INODE),
        isDevice && !isSocket ? words.intAt(at + RDEV) : 0,
        words.shortAt(at + MODE),
        openFlags.applyAsInt(words.intAt(at + OPEN_FLAGS)),
        deleted,
        id,
        isDevice || isSocket ? 0 : words.intAt(at + TARGET_PID),
        isSocket ? endpoints(at, name) : RawText.EMPTY);
  }

  /** A socket's record has the addresses in the place of a name. */
  private RawText endpoints(int at, byte[] addresses) {
    return switch (words.shortAt(at + FILE_FAMILY)) {
      case AF_UNIX -> SocketAddresses.unix(addresses);
      case AF_INET, AF_INET6 -> SocketAddresses.inet(addresses);
      default -> RawText.EMPTY;
    };
  }

  private FileKind socketKind(int at) {
    return kinds.ofSocket(
        words.shortAt(at + FILE_FAMILY),
        words.shortAt(at + FILE_TYPE),
        words.shortAt(at + FILE_PROTOCOL));
  }
}
