package io.fdtrail.decode;

import static io.fdtrail.decode.RecordLayout.*;
import static java.util.Map.entry;

import io.fdtrail.event.FdEvent;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The bytes of a record: of a SEND of {@code /dev/null}, until told otherwise. */
public final class RecordBuilder {
  private static final Map<Integer, Integer> SIZES =
      Map.ofEntries(
          entry(PART_ACT, SIZEOF_ACT),
          entry(PART_BATCH, SIZEOF_BATCH),
          entry(PART_REFUSAL, SIZEOF_REFUSAL),
          entry(PART_PAIRING, SIZEOF_PAIRING),
          entry(PART_PROCESS, SIZEOF_PROCESS),
          entry(PART_NAMESPACE, SIZEOF_NAMESPACE),
          entry(PART_SOCKET, SIZEOF_SOCKET),
          entry(PART_ADDRESS, SIZEOF_ADDRESS),
          entry(PART_SENDER, SIZEOF_SENDER),
          entry(PART_FILE, SIZEOF_FILE),
          entry(PART_QUEUE, SIZEOF_QUEUE),
          entry(PART_IDENTITY, SIZEOF_IDENTITY),
          entry(PART_PEER, SIZEOF_PEER),
          entry(PART_CMDLINE, SIZEOF_CMDLINE),
          entry(PART_ANCESTORS, SIZEOF_ANCESTORS),
          entry(PART_CALLER, SIZEOF_CALLER));
  private static final int CAPACITY = 2 * FDTRAIL_RECORD_SIZE;

  private final ByteBuffer head = little(SIZEOF_HEAD);
  private final Map<Integer, ByteBuffer> parts = new TreeMap<>();

  public RecordBuilder() {
    version(FDTRAIL_VERSION).kind(FDTRAIL_KIND_EVENT).bootNs(81_234_567_890L);
    action(1).u32(PART_ACT, FD, 3).u64(PART_ACT, MESSAGE, 0xfedc_ba98_7654_3210L);
    u16(PART_BATCH, INDEX, 1).u16(PART_BATCH, COUNT, 2);
    u32(PART_PROCESS, PID, 5128).u32(PART_PROCESS, TID, 5129).u32(PART_PROCESS, UID, 101);
    u64(PART_PROCESS, CGROUP_ID, 1204).text(PART_PROCESS, COMM, "client");
    u32(PART_NAMESPACE, NS_PID, 7);
    u32(PART_SOCKET, SOCKET_FD, 107).u8(PART_SOCKET, SOCKET_TYPE, 1);
    u32(PART_SOCKET, SOCKET_INODE, 8_629_627).u32(PART_SOCKET, PEER_INODE, 8_629_628);
    u8(PART_FILE, FILE_FLAGS, FDTRAIL_FILE_KNOWN).u64(PART_FILE, INODE, 4);
    u64(PART_FILE, FILE_ID, -2).u32(PART_FILE, DEV, 5).u32(PART_FILE, RDEV, 1 << 20 | 3);
    u16(PART_FILE, MODE, 0020666).u32(PART_FILE, OPEN_FLAGS, 0100002);
    u32(PART_FILE, FS_MAGIC, 0x01021994).name("null\0dev\0");
  }

  /** Of descriptor 3, which process 5128 has open. */
  public static RecordBuilder open() {
    return new RecordBuilder().kind(FDTRAIL_KIND_OPEN).action(0);
  }

  private static ByteBuffer little(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** The part with this tag, of its proper size until told otherwise. */
  private ByteBuffer part(int tag) {
    return parts.computeIfAbsent(
        tag, absent -> newPart(tag, SIZES.getOrDefault(tag, SIZEOF_HEADER)));
  }

  private static ByteBuffer newPart(int tag, int size) {
    return little(Words.whole(size))
        .put(TAG, (byte) tag)
        .putShort(SIZE, (short) size)
        .limit(Words.whole(size));
  }

  RecordBuilder u64(int tag, int offset, long value) {
    part(tag).putLong(offset, value);
    return this;
  }

  RecordBuilder u32(int tag, int offset, int value) {
    part(tag).putInt(offset, value);
    return this;
  }

  RecordBuilder u16(int tag, int offset, int value) {
    part(tag).putShort(offset, (short) value);
    return this;
  }

  RecordBuilder u8(int tag, int offset, int value) {
    part(tag).put(offset, (byte) value);
    return this;
  }

  /** A character a byte. What was there after it stays. */
  RecordBuilder text(int tag, int offset, String text) {
    part(tag).put(offset, text.getBytes(StandardCharsets.ISO_8859_1));
    return this;
  }

  /** Of the head. */
  RecordBuilder flags(int flags) {
    head.putInt(FLAGS, flags);
    return this;
  }

  public RecordBuilder bootNs(long bootNs) {
    head.putLong(BOOT_NS, bootNs);
    return this;
  }

  RecordBuilder kind(int kind) {
    head.put(KIND, (byte) kind);
    return this;
  }

  public RecordBuilder version(int version) {
    head.put(VERSION, (byte) version);
    return this;
  }

  public RecordBuilder action(int action) {
    return u8(PART_ACT, ACTION, action);
  }

  RecordBuilder without(int tag) {
    parts.remove(tag);
    return this;
  }

  /** Puts an equal part behind the others. */
  RecordBuilder twice(int tag) {
    parts.put(Integer.MAX_VALUE, part(tag));
    return this;
  }

  /** Says another size than the part has. */
  RecordBuilder lie(int tag, int size) {
    return u16(tag, SIZE, size);
  }

  /** Cuts or lengthens the part. */
  RecordBuilder resize(int tag, int size) {
    ByteBuffer old = part(tag);
    ByteBuffer resized = newPart(tag, size);
    for (int at = SIZEOF_HEADER; at < Math.min(size, old.capacity()); at++) {
      resized.put(at, old.get(at));
    }
    resized.put(1, old.get(1));
    parts.put(tag, resized);
    return this;
  }

  RecordBuilder name(String name) {
    return resize(PART_FILE, SIZEOF_FILE + name.length()).text(PART_FILE, SIZEOF_FILE, name);
  }

  /** The address of the socket that was acted on, as the kernel has it. */
  RecordBuilder path(String path) {
    if (path.isEmpty()) {
      return without(PART_ADDRESS);
    }
    return resize(PART_ADDRESS, SIZEOF_ADDRESS + path.length())
        .text(PART_ADDRESS, SIZEOF_ADDRESS, path);
  }

  /** The file's part, which has a size of its own, is the last, and nothing is behind it. */
  byte[] bytes() {
    ByteBuffer record = little(CAPACITY).put(head.duplicate().clear());
    int size = SIZEOF_HEAD;
    for (ByteBuffer part : parts.values()) {
      int said = Short.toUnsignedInt(part.getShort(SIZE));
      size = record.position() + Math.max(SIZEOF_HEADER, Math.min(said, part.capacity()));
      record.put(part.duplicate().clear());
    }
    byte[] bytes = new byte[size];
    record.putShort(RECORD_SIZE, (short) size).get(0, bytes);
    return bytes;
  }

  public int length() {
    return bytes().length;
  }

  /** As in a ring: somewhere, with something else before and after it. */
  public ByteBuffer placedAt(int offset) {
    ByteBuffer ring = ByteBuffer.allocateDirect(offset + CAPACITY).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = 0; at < ring.capacity(); at++) {
      ring.put(at, (byte) 0xa5);
    }
    return ring.put(offset, bytes());
  }

  Optional<FdEvent> decodedBy(RecordDecoder decoder) {
    return decoder.decode(placedAt(64), 64, length());
  }

  FdEvent decoded() {
    return decodedBy(new RecordDecoder()).orElseThrow();
  }
}
