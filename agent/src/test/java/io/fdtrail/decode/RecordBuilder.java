package io.fdtrail.decode;

import io.fdtrail.event.FdEvent;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The bytes of a {@code struct fdtrail_record}: of a SEND of {@code /dev/null}, until told otherwise. */
final class RecordBuilder {
  private static final int CAPACITY = RecordLayout.FDTRAIL_RECORD + 256 + RecordLayout.FDTRAIL_NAME_SIZE + 64;

  private final ByteBuffer record = ByteBuffer.allocate(CAPACITY).order(ByteOrder.LITTLE_ENDIAN);
  private String path = "";
  private String name;

  RecordBuilder() {
    u8(RecordLayout.ACTION, 1);
    u64(RecordLayout.BOOT_NS, 81_234_567_890L).u64(RecordLayout.MESSAGE, 0xfedc_ba98_7654_3210L);
    u32(RecordLayout.PID, 5128).u32(RecordLayout.TID, 5129).u32(RecordLayout.UID, 101).text(RecordLayout.COMM, "client");
    u64(RecordLayout.CGROUP_ID, 1204).u32(RecordLayout.NS_PID, 7);
    u32(RecordLayout.SOCKET_FD, 107).u32(RecordLayout.SOCKET_TYPE, 1);
    u64(RecordLayout.SOCKET_INODE, 8_629_627).u64(RecordLayout.PEER_INODE, 8_629_628);
    u32(RecordLayout.FD, 3).u16(RecordLayout.INDEX, 1).u16(RecordLayout.COUNT, 2);
    u8(RecordLayout.FILE_FLAGS, RecordLayout.FDTRAIL_FILE_KNOWN);
    u64(RecordLayout.INODE, 4).u64(RecordLayout.FILE_ID, -2).u32(RecordLayout.DEV, 5).u32(RecordLayout.RDEV, 1 << 20 | 3);
    u16(RecordLayout.MODE, 0020666).u32(RecordLayout.OPEN_FLAGS, 0100002).u32(RecordLayout.FS_MAGIC, 0x01021994);
    name("null\0dev\0");
  }

  RecordBuilder u64(int offset, long value) {
    record.putLong(offset, value);
    return this;
  }

  RecordBuilder u32(int offset, int value) {
    record.putInt(offset, value);
    return this;
  }

  RecordBuilder u16(int offset, int value) {
    record.putShort(offset, (short) value);
    return this;
  }

  RecordBuilder u8(int offset, int value) {
    record.put(offset, (byte) value);
    return this;
  }

  /** A character a byte. What was there after it stays. */
  RecordBuilder text(int offset, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    record.put(offset, bytes);
    return this;
  }

  RecordBuilder name(String name) {
    this.name = name;
    return tail();
  }

  /** The address of the socket that was acted on. */
  RecordBuilder path(String path) {
    this.path = path;
    return tail();
  }

  private RecordBuilder tail() {
    String filled = path + "\0".repeat(Words.whole(path.length()) - path.length());
    u8(RecordLayout.SOCKET_PATH_SIZE, path.length()).u16(RecordLayout.NAME_SIZE, name.length());
    return text(RecordLayout.FDTRAIL_RECORD, filled + name);
  }

  int length() {
    return RecordLayout.FDTRAIL_RECORD + Words.whole(path.length()) + name.length();
  }

  /** As in a ring: somewhere, with something else before and after it. */
  ByteBuffer placedAt(int offset) {
    ByteBuffer ring = ByteBuffer.allocateDirect(offset + CAPACITY).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = 0; at < ring.capacity(); at++) {
      ring.put(at, (byte) 0xa5);
    }
    for (int at = 0; at < length(); at++) {
      ring.put(offset + at, record.get(at));
    }
    return ring;
  }

  Optional<FdEvent> decodedBy(RecordDecoder decoder) {
    return decoder.decode(placedAt(64), 64, length());
  }

  FdEvent decoded() {
    return decodedBy(new RecordDecoder()).orElseThrow();
  }
}
