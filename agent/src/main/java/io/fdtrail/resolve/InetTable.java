package io.fdtrail.resolve;

import io.fdtrail.event.RawText;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** {@code /proc/net/tcp}, {@code tcp6}, {@code udp} and {@code udp6}: addresses in hexadecimal, words in host order. */
final class InetTable {
  private static final int LOCAL = 1;
  private static final int REMOTE = 2;
  private static final int INODE = 9;
  private static final int WORD = 8;

  private InetTable() {}

  static Map<Long, RawText> parse(byte[] table) {
    Map<Long, RawText> addresses = new HashMap<>();
    for (byte[] line : SocketTables.lines(table)) {
      String[] columns = new String(line, StandardCharsets.US_ASCII).trim().split(" +");
      if (columns.length > INODE) {
        addresses.put(Long.parseLong(columns[INODE]), RawText.of(address(columns[LOCAL]) + " -> " + address(columns[REMOTE])));
      }
    }
    return addresses;
  }

  /** {@code 0100007F:0050} is 127.0.0.1:80. */
  private static String address(String hex) {
    int colon = hex.indexOf(':');
    int port = Integer.parseInt(hex.substring(colon + 1), 16);
    if (colon == WORD) {
      return v4(hex) + ":" + port;
    }
    StringBuilder groups = new StringBuilder("[");
    for (int word = 0; word < 4; word++) {
      int bytes = Integer.reverseBytes(Integer.parseUnsignedInt(hex.substring(word * WORD, (word + 1) * WORD), 16));
      groups.append(word == 0 ? "" : ":").append(Integer.toHexString(bytes >>> 16)).append(':').append(Integer.toHexString(bytes & 0xffff));
    }
    return groups.append("]:").append(port).toString();
  }

  private static String v4(String hex) {
    int bytes = Integer.reverseBytes(Integer.parseUnsignedInt(hex.substring(0, WORD), 16));
    return (bytes >>> 24) + "." + (bytes >>> 16 & 0xff) + "." + (bytes >>> 8 & 0xff) + "." + (bytes & 0xff);
  }
}
