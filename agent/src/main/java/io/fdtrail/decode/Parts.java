package io.fdtrail.decode;

import static io.fdtrail.decode.RecordLayout.*;

import io.fdtrail.event.RawText;
import io.fdtrail.event.Sock;
import java.nio.ByteBuffer;

/** A record and the places of its parts, of each tag at most one. Unknown parts are skipped. */
final class Parts {
  private static final int TAGS = 1 << Byte.SIZE;

  /** The least and the greatest size of a part, by tag; 0 for unknown tags. */
  private static final int[] LEAST = new int[TAGS];

  private static final int[] GREATEST = new int[TAGS];

  private static final int[] NO_PARTS = new int[PART_CALLER + 1];

  static {
    know(PART_ACT, SIZEOF_ACT, SIZEOF_ACT);
    know(PART_BATCH, SIZEOF_BATCH, SIZEOF_BATCH);
    know(PART_REFUSAL, SIZEOF_REFUSAL, SIZEOF_REFUSAL);
    know(PART_PAIRING, SIZEOF_PAIRING, SIZEOF_PAIRING);
    know(PART_PROCESS, COMM + FDTRAIL_COMM_SIZE / 2, SIZEOF_PROCESS);
    know(PART_NAMESPACE, SIZEOF_NAMESPACE, SIZEOF_NAMESPACE);
    know(PART_SOCKET, SIZEOF_SOCKET, SIZEOF_SOCKET);
    know(PART_ADDRESS, SIZEOF_ADDRESS, SIZEOF_ADDRESS + FDTRAIL_PATH_SIZE + 1);
    know(PART_SENDER, SENDER_COMM + FDTRAIL_COMM_SIZE - Long.BYTES + Integer.BYTES, SIZEOF_SENDER);
    know(PART_FILE, SIZEOF_FILE, SIZEOF_FILE + FDTRAIL_NAME_SIZE);
    know(PART_QUEUE, SIZEOF_QUEUE, SIZEOF_QUEUE);
    know(PART_IDENTITY, SIZEOF_IDENTITY, SIZEOF_IDENTITY);
    know(PART_PEER, SIZEOF_PEER, SIZEOF_PEER);
    know(PART_CMDLINE, SIZEOF_CMDLINE, SIZEOF_CMDLINE + FDTRAIL_CMDLINE_SIZE);
    know(
        PART_ANCESTORS,
        SIZEOF_ANCESTORS,
        SIZEOF_ANCESTORS + FDTRAIL_MAX_ANCESTORS * SIZEOF_ANCESTOR);
    know(PART_CALLER, SIZEOF_CALLER, SIZEOF_CALLER);
  }

  private final Words words = new Words();
  private final int[] offsets = new int[NO_PARTS.length];

  private static void know(int tag, int least, int greatest) {
    LEAST[tag] = least;
    GREATEST[tag] = greatest;
  }

  /**
   * Reads a record out of the ring, and finds its parts.
   *
   * @param bytes little-endian
   * @param offset a multiple of 8
   * @param kind the kind that it must be of
   * @return false if we cannot read it: it is of another version or kind, or malformed
   */
  boolean read(ByteBuffer bytes, int offset, int length, int kind) {
    return readWhole(bytes, offset, length) && find(length, kind);
  }

  /** Reads it, but finds no parts. Returns false if it has not the size of a record. */
  boolean readWhole(ByteBuffer bytes, int offset, int length) {
    boolean fits = fits(length);
    if (fits) {
      words.read(bytes, offset, length);
    }
    return fits;
  }

  private static boolean fits(int length) {
    return length >= SIZEOF_HEAD && length <= FDTRAIL_RECORD_SIZE;
  }

  /**
   * Finds the parts of the record that {@link #readWhole} has read, if it did; false as {@link
   * #read}.
   */
  boolean find(int length, int kind) {
    return fits(length)
        && words.byteAt(VERSION) == FDTRAIL_VERSION
        && words.byteAt(KIND) == kind
        && words.shortAt(RECORD_SIZE) == length
        && find(length);
  }

  private boolean find(int length) {
    int[] places = offsets;
    System.arraycopy(NO_PARTS, 0, places, 0, NO_PARTS.length);
    long[] array = words.array();
    int start = words.place(0);
    int at = SIZEOF_HEAD;
    while (at < length) {
      int header = (int) array[start + (at >> 3)];
      int tag = header & 0xff;
      int size = header >>> (SIZE * Byte.SIZE);
      if (size < SIZEOF_HEADER || size > length - at) {
        return false;
      }
      if (LEAST[tag] > 0) {
        if (size < LEAST[tag] || size > GREATEST[tag] || places[tag] > 0) {
          return false;
        }
        places[tag] = at;
      }
      at += Words.whole(size);
    }
    return true;
  }

  /** The offset of the part with this tag; 0 if there is none. */
  int at(int tag) {
    return offsets[tag];
  }

  /** The record, until the next one is read. */
  Words words() {
    return words;
  }

  /** How many elements of this size follow the header of the part. */
  int elements(int part, int header, int size) {
    return (sizeAt(part) - header) / size;
  }

  /** The length in words of the part at this offset. */
  int wordsAt(int part) {
    return Words.whole(sizeAt(part)) / Long.BYTES;
  }

  private int sizeAt(int part) {
    return words.shortAt(part + SIZE);
  }

  /** The bytes of the part from this offset in it. */
  byte[] behind(int part, int offset) {
    return words.bytes(part + offset, sizeAt(part) - offset);
  }

  /** The position of a descriptor in its message. */
  int index() {
    int batch = at(PART_BATCH);
    return batch == 0 ? 0 : words.shortAt(batch + INDEX);
  }

  /** The number that ends a part of this full size, which omits it if it is 0. */
  long number(int part, int offset) {
    return sizeAt(part) < offset + Long.BYTES ? 0 : words.longAt(part + offset);
  }

  /** A thread's name, which ends at its NUL or at the end of its part. */
  RawText comm(int part, int offset) {
    int room = Math.min(FDTRAIL_COMM_SIZE, sizeAt(part) - offset);
    int length = 0;
    while (length < room && words.byteAt(part + offset + length) != 0) {
      length++;
    }
    return RawText.of(words.bytes(part + offset, length));
  }

  /** The Unix socket of a record that has a socket part. */
  Sock socket() {
    int part = at(PART_SOCKET);
    int address = at(PART_ADDRESS);
    return new Sock(
        words.intAt(part + SOCKET_FD),
        Integer.toUnsignedLong(words.intAt(part + SOCKET_INODE)),
        Integer.toUnsignedLong(words.intAt(part + PEER_INODE)),
        words.byteAt(part + SOCKET_TYPE),
        address == 0 ? RawText.EMPTY : SocketAddresses.unix(behind(address, SIZEOF_ADDRESS)));
  }
}
