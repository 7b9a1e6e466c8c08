package io.fdtrail.resolve;

import io.fdtrail.event.RawText;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code /proc/net/tcp}, {@code tcp6}, {@code udp} and {@code udp6}: addresses in hexadecimal, words in host order. */
final class InetTable {
  private static final String ADDRESS = "((?:[0-9A-F]{8}|[0-9A-F]{32}):[0-9A-F]{4})";

  /** sl local_address rem_address st tx_queue:rx_queue tr:tm->when retrnsmt uid timeout inode ... */
  private static final Pattern LINE =
      Pattern.compile(" *[0-9]+: " + ADDRESS + " " + ADDRESS + "(?: +[^ ]+){6} +([0-9]{1,18})(?: .*)?");

  private static final int WORD = 8;

  private InetTable() {}

  static Map<Long, RawText> parse(byte[] table) {
    Map<Long, RawText> addresses = new HashMap<>();
    for (byte[] line : SocketTables.lines(table)) {
      Matcher matcher = LINE.matcher(new String(line, StandardCharsets.US_ASCII));
      if (matcher.matches()) {
        String ends = address(matcher.group(1)) + " -> " + address(matcher.group(2));
        addresses.put(Long.parseLong(matcher.group(3)), RawText.of(ends));
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
