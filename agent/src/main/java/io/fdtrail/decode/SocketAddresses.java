package io.fdtrail.decode;

import io.fdtrail.event.RawText;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Converts the addresses of sockets in a record to text. */
final class SocketAddresses {
  private static final int PORTS = 4;
  private static final int V4_BYTES = 4;
  private static final int V6_BYTES = 16;

  private SocketAddresses() {}

  /**
   * An abstract name begins with {@code @} instead of its NUL. A path that begins with {@code @}
   * gets the prefix {@code ./}, which means the same file, so no path looks like an abstract name.
   */
  static RawText unix(byte[] bytes) {
    byte[] address = withoutEnd(bytes);
    if (address.length == 0 || (address[0] != 0 && address[0] != '@')) {
      return RawText.of(address);
    }
    if (address[0] == '@') {
      byte[] path = new byte[2 + address.length];
      path[0] = '.';
      path[1] = '/';
      System.arraycopy(address, 0, path, 2, address.length);
      return RawText.of(path);
    }
    byte[] name = address.clone();
    name[0] = '@';
    return RawText.of(name);
  }

  /**
   * A path is followed by a NUL, which is not part of it; an abstract name ends with its last byte.
   */
  private static byte[] withoutEnd(byte[] bytes) {
    int length = bytes.length;
    return length > 1 && bytes[0] != 0 && bytes[length - 1] == 0
        ? Arrays.copyOf(bytes, length - 1)
        : bytes;
  }

  /** {@code local -> remote}, {@code local} if it is not connected; empty for none. */
  static RawText inet(byte[] ends) {
    int bytes = (ends.length - PORTS) / 2;
    if (ends.length != PORTS + 2 * bytes || (bytes != V4_BYTES && bytes != V6_BYTES)) {
      return RawText.EMPTY;
    }
    String local = end(ends, PORTS, bytes) + port(ends, 0);
    boolean isConnected = ends[2] != 0 || ends[3] != 0;
    String text =
        isConnected ? local + " -> " + end(ends, PORTS + bytes, bytes) + port(ends, 2) : local;
    return RawText.of(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static String port(byte[] ends, int at) {
    return ":" + (Byte.toUnsignedInt(ends[at]) | Byte.toUnsignedInt(ends[at + 1]) << Byte.SIZE);
  }

  private static String end(byte[] ends, int from, int bytes) {
    byte[] address = Arrays.copyOfRange(ends, from, from + bytes);
    StringBuilder text = new StringBuilder();
    if (bytes == V4_BYTES) {
      for (byte part : address) {
        text.append(text.isEmpty() ? "" : ".").append(Byte.toUnsignedInt(part));
      }
      return text.toString();
    }
    for (int at = 0; at < bytes; at += 2) {
      int group =
          Byte.toUnsignedInt(address[at]) << Byte.SIZE | Byte.toUnsignedInt(address[at + 1]);
      text.append(at == 0 ? "[" : ":").append(Integer.toHexString(group));
    }
    return text.append(']').toString();
  }
}
