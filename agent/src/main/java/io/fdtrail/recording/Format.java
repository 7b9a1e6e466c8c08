package io.fdtrail.recording;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/** Numbers of the file's format, which docs/recording.md describes. */
final class Format {
  static final int VERSION = 1;

  /** A line that people can read, too; the version follows. */
  static final String BEGINNING = "fdtrail recording ";

  static final byte[] FIRST_LINE = line(VERSION);

  /** Of a block: the size in the file, the size of its entries, the checksum. */
  static final int BLOCK_HEAD = 3 * Integer.BYTES;

  /** Of an entry: the tag, and the size of what follows. */
  static final int ENTRY_HEAD = Byte.BYTES + Short.BYTES;

  static final int LARGEST_ENTRY = 0xffff;

  /** No block has more bytes of entries: whoever reads needs no more memory than this for one. */
  static final int LARGEST_BLOCK = 1 << 20;

  /** Of a cgroup: parts of its path have at most 255 bytes (NAME_MAX), an image a digest, too. */
  static final int LONGEST_TEXT = 1024;

  static final int HEADER = 1;
  static final int RECORD = 2;
  static final int TURN = 3;
  static final int TICK = 4;
  static final int END = 5;
  static final int CGROUP = 6;
  static final int ENDED = 7;
  static final int UNWRITTEN = 8;

  private Format() {}

  static byte[] line(int version) {
    return (BEGINNING + version + "\n").getBytes(StandardCharsets.US_ASCII);
  }

  /** Of the two sizes of a block and its bytes. */
  static int checksum(byte[] sizes, byte[] bytes, int from, int length) {
    CRC32C sum = new CRC32C();
    sum.update(sizes, 0, 2 * Integer.BYTES);
    sum.update(bytes, from, length);
    return (int) sum.getValue();
  }
}
