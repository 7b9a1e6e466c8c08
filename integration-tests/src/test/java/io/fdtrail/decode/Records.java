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
  public static final int ROOM = FDTRAIL_RECORD_SIZE + 64;

  /**
   * In the flags, of which few have a meaning: whether sizes stay as they are, and which bit a
   * neighbour differs in.
   */
  static final int AS_IT_IS = FLAGS + 1;

  static final int BIT = FLAGS + 2;

  private static final int HEADER = 4;
  private static final int PLACE = 64;
  private static final ByteBuffer RING =
      ByteBuffer.allocateDirect(PLACE + ROOM).order(ByteOrder.LITTLE_ENDIAN);

  private Records() {}

  /**
   * Few inputs would have the right sizes by themselves: they are put right, if they can be, unless
   * the input says no.
   */
  public static byte[] from(byte[] input) {
    byte[] record = Arrays.copyOf(input, Math.min(input.length, ROOM));
    if (record.length >= SIZEOF_HEAD && record[AS_IT_IS] == 0) {
      bytes(record).putShort(RECORD_SIZE, (short) record.length);
      int last = SIZEOF_HEAD;
      for (int at = last; at >= 0 && at < record.length; at = next(record, at)) {
        last = at;
      }
      if (last + HEADER <= record.length) {
        bytes(record).putShort(last + SIZE, (short) (record.length - last));
      }
    }
    return record;
  }

  /** Where the part behind this one would be; -1 when this cannot be one. */
  private static int next(byte[] record, int at) {
    int size = at + HEADER <= record.length ? size(record, at) : 0;
    return size < HEADER || size > record.length - at ? -1 : at + (size + 7) / 8 * 8;
  }

  private static int size(byte[] record, int at) {
    return Short.toUnsignedInt(bytes(record).getShort(at + SIZE));
  }

  /** Where the part with this tag is; -1 there is none. */
  static int find(byte[] record, int tag) {
    for (int at = SIZEOF_HEAD; at >= 0 && at < record.length; at = next(record, at)) {
      if (Byte.toUnsignedInt(record[at]) == tag) {
        return at;
      }
    }
    return -1;
  }

  /** A record that differs in one bit; which one, the head says. */
  public static byte[] neighbour(byte[] record) {
    byte[] other = record.clone();
    if (record.length >= SIZEOF_HEAD) {
      int bit = Short.toUnsignedInt(bytes(record).getShort(BIT)) % (Byte.SIZE * record.length);
      other[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
    }
    return other;
  }

  /** As in a ring: somewhere, with something else before and after it. */
  public static Optional<FdEvent> decode(RecordDecoder decoder, byte[] record) {
    RING.put(PLACE, record);
    return decoder.decode(RING, PLACE, record.length);
  }

  /** Whether the decoder reads it as the description of a process. */
  public static boolean learn(RecordDecoder decoder, byte[] record) {
    RING.put(PLACE, record);
    return decoder.learn(RING, PLACE, record.length);
  }

  /** Whether fdtrail.h allows it. */
  public static boolean isOurs(byte[] record) {
    if (!hasHead(record)) {
      return false;
    }
    int at = SIZEOF_HEAD;
    int[] times = new int[256];
    while (at >= 0 && at < record.length) {
      if (next(record, at) < 0 || !mayHave(record[at], size(record, at))) {
        return false;
      }
      times[Byte.toUnsignedInt(record[at])]++;
      at = next(record, at);
    }
    for (int tag = PART_ACT; tag <= PART_CALLER; tag++) {
      if (times[tag] > 1) {
        return false;
      }
    }
    return times[PART_ACT] == 1 && hasKnownAction(record);
  }

  private static boolean hasHead(byte[] record) {
    return record.length >= SIZEOF_HEAD
        && record.length <= FDTRAIL_RECORD_SIZE
        && record[VERSION] == 1
        && record[KIND] == 1
        && Short.toUnsignedInt(bytes(record).getShort(RECORD_SIZE)) == record.length;
  }

  private static boolean mayHave(byte tag, int size) {
    return switch (tag) {
      case PART_ACT, PART_SOCKET, PART_PAIRING, PART_IDENTITY, PART_CALLER -> size == 16;
      case PART_BATCH, PART_REFUSAL, PART_NAMESPACE -> size == 8;
      case PART_PROCESS -> size >= 32 && size <= 48;
      case PART_SENDER -> size >= 40 && size <= 56;
      case PART_ADDRESS -> size <= HEADER + 109;
      case PART_QUEUE -> size == 72;
      case PART_PEER -> size == 24;
      case PART_CMDLINE -> size <= HEADER + 512;
      case PART_ANCESTORS -> size <= HEADER + 640;
      case PART_FILE -> size >= 40 && size <= 40 + 4096;
      default -> true;
    };
  }

  private static boolean hasKnownAction(byte[] record) {
    int action = record[find(record, PART_ACT) + ACTION];
    int refusal = find(record, PART_REFUSAL);
    int reason = refusal < 0 ? 0 : record[refusal + REASON];
    return action >= 1
        && action <= Action.values().length
        && reason >= 0
        && reason < DropReason.values().length;
  }

  /** The name of the acting thread. */
  public static RawText comm(byte[] record) {
    int process = find(record, PART_PROCESS);
    if (process < 0) {
      return RawText.EMPTY;
    }
    int room = Math.min(FDTRAIL_COMM_SIZE, size(record, process) - COMM);
    String comm = text(record, process + COMM, process + COMM + room);
    int end = comm.indexOf('\0');
    return raw(end < 0 ? comm : comm.substring(0, end));
  }

  /** The address of the socket: an abstract one begins with an {@code @}, and no other does. */
  public static RawText socketPath(byte[] record) {
    int part = find(record, PART_ADDRESS);
    if (part < 0 || find(record, PART_SOCKET) < 0) {
      return RawText.EMPTY;
    }
    String address = text(record, part + HEADER, part + size(record, part));
    if (address.startsWith("\0")) {
      return raw("@" + address.substring(1));
    }
    String path = address.endsWith("\0") ? address.substring(0, address.length() - 1) : address;
    return raw(path.startsWith("@") ? "./" + path : path);
  }

  /** Two addresses and their ports, as of a passed socket. */
  public static RawText inet(byte[] ends) {
    return SocketAddresses.inet(ends);
  }

  /** The name of a file with a path; empty when it is none, or its last component has no end. */
  public static Optional<RawText> path(byte[] record) {
    int file = find(record, PART_FILE);
    if (file < 0) {
      return Optional.empty();
    }
    int flags = record[file + FILE_FLAGS];
    String components = text(record, file + SIZEOF_FILE, file + size(record, file));
    if ((flags & FDTRAIL_FILE_DYNAMIC_NAME) != 0 || !components.endsWith("\0")) {
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
