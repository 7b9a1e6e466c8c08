package io.fdtrail.cli.ship;

import java.nio.charset.StandardCharsets;

/**
 * What a collector says of a request that it took: {@code ExportLogsServiceResponse}. Fields that
 * are not known are passed over.
 *
 * @param rejected how many records it will not have
 */
record OtlpResponse(long rejected, String message) {
  private static final int PARTIAL_SUCCESS = 1;
  private static final int REJECTED = 1;
  private static final int MESSAGE = 2;

  /**
   * Decodes it.
   *
   * @throws IllegalArgumentException if it is damaged
   */
  static OtlpResponse decode(byte[] bytes) {
    Reader response = new Reader(bytes, 0, bytes.length);
    long rejected = 0;
    String message = "";
    while (response.next()) {
      if (response.field != PARTIAL_SUCCESS || !response.isBytes) {
        continue;
      }
      Reader partial = new Reader(bytes, response.from, response.at);
      while (partial.next()) {
        if (partial.field == REJECTED && !partial.isBytes) {
          rejected = partial.number;
        } else if (partial.field == MESSAGE && partial.isBytes) {
          message =
              new String(bytes, partial.from, partial.at - partial.from, StandardCharsets.UTF_8);
        }
      }
    }
    return new OtlpResponse(rejected, message);
  }

  private static final class Reader {
    private final byte[] bytes;
    private final int end;
    private int at;
    private int from; // of the field's bytes, which end where the next field begins
    private int field;
    private boolean isBytes;
    private long number;

    Reader(byte[] bytes, int begin, int end) {
      this.bytes = bytes;
      this.at = begin;
      this.end = end;
    }

    boolean next() {
      if (at == end) {
        return false;
      }
      long tag = varint();
      field = (int) (tag >>> 3);
      isBytes = false;
      switch ((int) tag & 7) {
        case 0 -> number = varint();
        case 1 -> skip(Long.BYTES);
        case 2 -> {
          isBytes = true;
          skip(varint());
        }
        case 5 -> skip(Integer.BYTES);
        default -> throw new IllegalArgumentException("it is no protobuf");
      }
      return true;
    }

    private void skip(long count) {
      if (count < 0 || count > end - at) {
        throw new IllegalArgumentException("it is truncated");
      }
      from = at;
      at += (int) count;
    }

    private long varint() {
      long value = 0;
      for (int shift = 0; shift < Long.SIZE; shift += 7) {
        if (at == end) {
          throw new IllegalArgumentException("it is truncated");
        }
        byte next = bytes[at++];
        value |= (next & 0x7fL) << shift;
        if (next >= 0) {
          return value;
        }
      }
      throw new IllegalArgumentException("it has too long a number");
    }
  }
}
