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
  public static final int ROOM = FDTRAIL_RECORD + 256 + FDTRAIL_NAME_SIZE + 64;

  private static final int PLACE = 64;
  private static final ByteBuffer RING = ByteBuffer.allocateDirect(PLACE + ROOM).order(ByteOrder.LITTLE_ENDIAN);

  private Records() {}

  /** Few inputs would have the right size of the name by themselves: unless the padding is set, it is put right, if it can be. */
  public static byte[] from(byte[] input) {
    byte[] record = Arrays.copyOf(input, Math.min(input.length, ROOM));
    if (record.length >= FDTRAIL_RECORD && record[FILE_PAD] == 0 && record.length >= nameFrom(record)) {
      bytes(record).putShort(NAME_SIZE, (short) (record.length - nameFrom(record)));
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
        && Byte.toUnsignedInt(record[SOCKET_PATH_SIZE]) <= FDTRAIL_PATH_SIZE
        && record.length <= nameFrom(record) + FDTRAIL_NAME_SIZE
        && record[ACTION] >= 1
        && record[ACTION] <= Action.values().length
        && record[REASON] >= 0
        && record[REASON] < DropReason.values().length
        && bytes(record).getShort(NAME_SIZE) == record.length - nameFrom(record);
  }

  /** The name of the acting thread. */
  public static RawText comm(byte[] record) {
    String comm = text(record, COMM, COMM + FDTRAIL_COMM_SIZE);
    int end = comm.indexOf('\0');
    return raw(end < 0 ? comm : comm.substring(0, end));
  }

  private static int nameFrom(byte[] record) {
    int size = Byte.toUnsignedInt(record[SOCKET_PATH_SIZE]);
    return FDTRAIL_RECORD + (size + 7) / 8 * 8;
  }

  /** The address of the socket: an abstract one begins with an {@code @}, and no other does. */
  public static RawText socketPath(byte[] record) {
    String address = text(record, FDTRAIL_RECORD, FDTRAIL_RECORD + record[SOCKET_PATH_SIZE]);
    return raw(address.startsWith("\0") ? "@" + address.substring(1) : address.startsWith("@") ? "./" + address : address);
  }

  /** Two addresses and their ports, as of a passed socket. */
  public static RawText inet(byte[] ends) {
    return SocketAddresses.inet(ends);
  }

  /** The name of a file with a path; empty when it is none, or its last component has no end. */
  public static Optional<RawText> path(byte[] record) {
    int flags = record[FILE_FLAGS];
    String components = text(record, nameFrom(record), record.length);
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
