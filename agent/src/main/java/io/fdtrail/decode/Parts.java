package io.fdtrail.decode;

import static io.fdtrail.decode.RecordLayout.*;

import io.fdtrail.event.RawText;
import io.fdtrail.event.Sock;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** A record, and where its parts are, each but once. Those that we do not know are skipped. */
final class Parts {
  private static final int TAGS = 1 << Byte.SIZE;

  /** By tag: the least and the greatest size of those that we know; 0 of the others. */
  private static final int[] LEAST = new int[TAGS];

  private static final int[] GREATEST = new int[TAGS];

  static {
    know(PART_ACT, SIZEOF_ACT, SIZEOF_ACT);
    know(PART_BATCH, SIZEOF_BATCH, SIZEOF_BATCH);
    know(PART_REFUSAL, SIZEOF_REFUSAL, SIZEOF_REFUSAL);
    know(PART_PAIRING, SIZEOF_PAIRING, SIZEOF_PAIRING);
    know(PART_PROCESS, COMM + FDTRAIL_COMM_SIZE / 2, SIZEOF_PROCESS);
    know(PART_NAMESPACE, SIZEOF_NAMESPACE, SIZEOF_NAMESPACE);
    know(PART_SOCKET, SIZEOF_SOCKET, SIZEOF_SOCKET);
    know(PART_ADDRESS, SIZEOF_ADDRESS, SIZEOF_ADDRESS + FDTRAIL_PATH_SIZE + 1);
    know(PART_SENDER, SIZEOF_SENDER - Long.BYTES, SIZEOF_SENDER);
    know(PART_FILE, SIZEOF_FILE, SIZEOF_FILE + FDTRAIL_NAME_SIZE);
    know(PART_QUEUE, SIZEOF_QUEUE, SIZEOF_QUEUE);
  }

  private final Words words = new Words();
  private final int[] offsets = new int[PART_QUEUE + 1];

  private static void know(int tag, int least, int greatest) {
    LEAST[tag] = least;
    GREATEST[tag] = greatest;
  }

  /**
   * Takes the record out of the ring.
   *
   * @param bytes little-endian
   * @param offset a multiple of 8
   * @param kind that it must be of
   * @return false when this is nothing we can read: of another version or kind, or malformed
   */
  boolean read(ByteBuffer bytes, int offset, int length, int kind) {
    if (length < SIZEOF_HEAD || length > FDTRAIL_RECORD_SIZE) {
      return false;
    }
    words.copy(bytes, offset, length);
    return words.byteAt(VERSION) == FDTRAIL_VERSION
        && words.byteAt(KIND) == kind
        && words.shortAt(RECORD_SIZE) == length
        && find(length);
  }

  private boolean find(int length) {
    Arrays.fill(offsets, 0);
    int at = SIZEOF_HEAD;
    while (at < length) {
      int tag = words.byteAt(at + TAG);
      int size = words.shortAt(at + SIZE);
      if (size < SIZEOF_HEADER || size > length - at) {
        return false;
      }
      if (LEAST[tag] > 0) {
        if (size < LEAST[tag] || size > GREATEST[tag] || offsets[tag] > 0) {
          return false;
        }
        offsets[tag] = at;
      }
      at += Words.whole(size);
    }
    return true;
  }

  /** Of the part with this tag; 0 there is none. */
  int at(int tag) {
    return offsets[tag];
  }

  /** The record, until the next one is read. */
  Words words() {
    return words;
  }

  /** How many words the part at this offset takes. */
  int wordsAt(int part) {
    return Words.whole(sizeAt(part)) / Long.BYTES;
  }

  private int sizeAt(int part) {
    return words.shortAt(part + SIZE);
  }

  /** What the part has from there on. */
  byte[] behind(int part, int offset) {
    return words.bytes(part + offset, sizeAt(part) - offset);
  }

  /** A thread's name: up to its NUL, or to the end of its part. */
  RawText comm(int part, int offset) {
    int room = Math.min(FDTRAIL_COMM_SIZE, sizeAt(part) - offset);
    int length = 0;
    while (length < room && words.byteAt(part + offset + length) != 0) {
      length++;
    }
    return RawText.of(words.bytes(part + offset, length));
  }

  /** The Unix socket that the record is about; it has a part for it. */
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
