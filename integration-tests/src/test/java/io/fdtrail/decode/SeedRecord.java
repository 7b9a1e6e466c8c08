package io.fdtrail.decode;

import static io.fdtrail.decode.RecordLayout.*;

import io.fdtrail.event.Action;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** A record in the making: of a receive of a device node, all of it known, until told otherwise. */
final class SeedRecord {
  private final ByteBuffer head = buffer(SIZEOF_HEAD);
  private final Map<Integer, ByteBuffer> parts = new TreeMap<>();

  SeedRecord(String name) {
    head.put(VERSION, (byte) FDTRAIL_VERSION).put(KIND, (byte) FDTRAIL_KIND_EVENT);
    head.putLong(BOOT_NS, 81_234_567_890L)
        .put(FLAGS, (byte) (FDTRAIL_F_SENDER | FDTRAIL_F_FOLLOWED | FDTRAIL_F_SENDER_FOLLOWED));
    part(PART_ACT, SIZEOF_ACT).putInt(FD, 4).putLong(MESSAGE, 281_474_976_710_657L);
    action(Action.RECV.code());
    part(PART_BATCH, SIZEOF_BATCH).putShort(INDEX, (short) 1).putShort(COUNT, (short) 2);
    part(PART_PROCESS, SIZEOF_PROCESS)
        .putInt(PID, 5128)
        .putInt(TID, 5129)
        .putInt(UID, 101)
        .putLong(CGROUP_ID, 1204);
    part(PART_NAMESPACE, SIZEOF_NAMESPACE).putInt(NS_PID, 7);
    part(PART_SOCKET, SIZEOF_SOCKET).put(SOCKET_TYPE, (byte) 1).putInt(SOCKET_FD, 107);
    at(PART_SOCKET).putInt(SOCKET_INODE, 8_629_627).putInt(PEER_INODE, 8_629_628);
    part(PART_SENDER, SIZEOF_SENDER)
        .putInt(SENDER_PID, 100)
        .putInt(SENDER_TID, 101)
        .putInt(SENDER_UID, 1000);
    at(PART_SENDER).putInt(SENDER_FD, 3).putLong(IN_FLIGHT_NS, 41_000);
    text(PART_PROCESS, COMM, "server").text(PART_SENDER, SENDER_COMM, "client").file(name);
  }

  private static ByteBuffer buffer(int size) {
    return ByteBuffer.allocate(Words.whole(size)).order(ByteOrder.LITTLE_ENDIAN);
  }

  private void file(String name) {
    ByteBuffer file =
        part(PART_FILE, SIZEOF_FILE + name.length()).put(FILE_FLAGS, (byte) FDTRAIL_FILE_KNOWN);
    file.putLong(INODE, 4)
        .putLong(FILE_ID, -2)
        .putInt(DEV, 5)
        .putInt(RDEV, 1 << 20 | 3)
        .putInt(OPEN_FLAGS, 0100002);
    file.putShort(MODE, (short) 0020666).putInt(FS_MAGIC, 0xef53);
    text(PART_FILE, SIZEOF_FILE, name);
  }

  /** A new part, in the place of another with this tag. */
  ByteBuffer part(int tag, int size) {
    parts.put(tag, buffer(size).put(TAG, (byte) tag).putShort(SIZE, (short) size));
    return at(tag);
  }

  ByteBuffer head() {
    return head;
  }

  ByteBuffer at(int tag) {
    return parts.get(tag);
  }

  SeedRecord action(int code) {
    at(PART_ACT).put(ACTION, (byte) code);
    return this;
  }

  SeedRecord refused(int reason, int error) {
    part(PART_REFUSAL, SIZEOF_REFUSAL).put(REASON, (byte) reason).putShort(ERROR, (short) error);
    return this;
  }

  SeedRecord address(String address) {
    part(PART_ADDRESS, SIZEOF_ADDRESS + address.length());
    return text(PART_ADDRESS, SIZEOF_ADDRESS, address);
  }

  SeedRecord flags(int fileFlags) {
    at(PART_FILE).put(FILE_FLAGS, (byte) fileFlags);
    return this;
  }

  /** Of a file with this magic and mode, which is no device. */
  SeedRecord sort(int magic, int mode) {
    at(PART_FILE).putInt(FS_MAGIC, magic).putShort(MODE, (short) mode).putInt(RDEV, 0);
    return this;
  }

  SeedRecord without(int tag) {
    parts.remove(tag);
    return this;
  }

  /** Which bit {@link Records#neighbour} turns over: of the byte at this place of the part. */
  SeedRecord differs(int tag, int offset) {
    int bit = Byte.SIZE * (Records.find(bytes(), tag) + offset);
    head.putShort(Records.BIT, (short) bit);
    return this;
  }

  /** A character a byte. */
  SeedRecord text(int tag, int offset, String text) {
    at(tag).put(offset, text.getBytes(StandardCharsets.ISO_8859_1));
    return this;
  }

  byte[] bytes() {
    ByteBuffer record = buffer(2 * FDTRAIL_RECORD_SIZE).put(head.duplicate().clear());
    int size = SIZEOF_HEAD;
    for (ByteBuffer part : parts.values()) {
      size = record.position() + Short.toUnsignedInt(part.getShort(SIZE));
      record.put(part.duplicate().clear());
    }
    byte[] bytes = new byte[size];
    record.putShort(RECORD_SIZE, (short) size).get(0, bytes);
    return bytes;
  }
}
