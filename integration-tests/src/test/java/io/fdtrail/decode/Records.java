package io.fdtrail.decode;

import static io.fdtrail.decode.RecordLayout.*;

import io.fdtrail.event.Action;
import io.fdtrail.event.DropReason;
import io.fdtrail.event.FdEvent;
import io.fdtrail.event.RawText;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** Records as the fuzzer makes them: any bytes. */
public final class Records {
  /** The longest record, and more. */
  public static final int ROOM = FDTRAIL_RECORD + FDTRAIL_NAME_SIZE + 64;

  private static final int PLACE = 64;
  private static final ByteBuffer RING = ByteBuffer.allocateDirect(PLACE + ROOM).order(ByteOrder.LITTLE_ENDIAN);

  private Records() {}

  /** Few inputs would have the right size of the name by themselves: unless the padding is set, it is put right. */
  public static byte[] from(byte[] input) {
    byte[] record = Arrays.copyOf(input, Math.min(input.length, ROOM));
    if (record.length >= FDTRAIL_RECORD && record[PAD] == 0) {
      bytes(record).putShort(NAME_SIZE, (short) (record.length - FDTRAIL_RECORD));
    }
    return record;
  }

  /** A record that differs in one bit; which one, the padding says. */
  public static byte[] neighbour(byte[] record) {
    byte[] other = record.clone();
    if (record.length >= FDTRAIL_RECORD) {
      int bit = Short.toUnsignedInt(bytes(record).getShort(FILE_PAD + 1)) % (Byte.SIZE * record.length);
      other[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
    }
    return other;
  }

  /** As in a ring: somewhere, with something else before and after it. */
  public static Optional<FdEvent> decode(RecordDecoder decoder, byte[] record) {
    RING.put(PLACE, record);
    return decoder.decode(RING, PLACE, record.length);
  }

  /** Whether fdtrail.h allows it. */
  public static boolean isOurs(byte[] record) {
    return record.length >= FDTRAIL_RECORD
        && record.length <= FDTRAIL_RECORD + FDTRAIL_NAME_SIZE
        && record[ACTION] >= 1
        && record[ACTION] <= Action.values().length
        && record[REASON] >= 0
        && record[REASON] < DropReason.values().length
        && bytes(record).getShort(NAME_SIZE) == record.length - FDTRAIL_RECORD;
  }

  /** The name of the acting thread. */
  public static RawText comm(byte[] record) {
    String comm = text(record, COMM, COMM + FDTRAIL_COMM_SIZE);
    int end = comm.indexOf('\0');
    return raw(end < 0 ? comm : comm.substring(0, end));
  }

  /** The name of a file with a path; empty when it is none, or its last component has no end. */
  public static Optional<RawText> path(byte[] record) {
    int flags = record[FILE_FLAGS];
    String components = text(record, FDTRAIL_RECORD, record.length);
    if ((flags & FDTRAIL_FILE_KNOWN) == 0 || (flags & FDTRAIL_FILE_DYNAMIC_NAME) != 0 || !components.endsWith("\0")) {
      return Optional.empty();
    }
    StringBuilder path = new StringBuilder();
    for (String component : components.substring(0, components.length() - 1).split("\0", -1)) {
      path.insert(0, "/" + component);
    }
    return Optional.of(raw(path + ((flags & FDTRAIL_FILE_DELETED) != 0 ? " (deleted)" : "")));
  }

  private static String text(byte[] record, int from, int to) {
    return new String(record, from, to - from, StandardCharsets.ISO_8859_1);
  }

  private static RawText raw(String octets) {
    return RawText.of(octets.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static ByteBuffer bytes(byte[] record) {
    return ByteBuffer.wrap(record).order(ByteOrder.LITTLE_ENDIAN);
  }
}
