package io.fdtrail.decode;

import static io.fdtrail.decode.RecordLayout.*;

import java.util.Arrays;

/** Where the parts of a record are, each but once. Those that we do not know are skipped. */
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
  }

  private final int[] offsets = new int[PART_FILE + 1];

  private static void know(int tag, int least, int greatest) {
    LEAST[tag] = least;
    GREATEST[tag] = greatest;
  }

  /** Looks for the parts of a record of this length; false when they cannot be. */
  boolean find(Words words, int length) {
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
}
