package io.fdtrail.resolve;

import io.fdtrail.event.RawText;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code /proc/net/unix}. A path is printed raw, so that one with a line feed can look like another socket's line: an inode
 * that is named twice is not believed.
 */
final class UnixTable {
  /** Num: RefCount Protocol Flags Type St Inode Path */
  private static final Pattern LINE =
      Pattern.compile("[0-9a-f]+: [0-9A-F]{8} [0-9A-F]{8} [0-9A-F]{8} [0-9A-F]{4} [0-9A-F]{2} +([0-9]{1,18})(?: (.*))?", Pattern.DOTALL);

  private UnixTable() {}

  static Map<Long, RawText> parse(byte[] table) {
    Map<Long, RawText> addresses = new HashMap<>();
    Set<Long> seen = new HashSet<>();
    for (byte[] line : SocketTables.lines(table)) {
      Matcher matcher = LINE.matcher(new String(line, StandardCharsets.ISO_8859_1));
      if (!matcher.matches()) {
        continue;
      }
      long inode = Long.parseLong(matcher.group(1));
      if (!seen.add(inode)) {
        addresses.remove(inode);
      } else if (matcher.group(2) != null) {
        addresses.put(inode, RawText.of(Arrays.copyOfRange(line, matcher.start(2), line.length)));
      }
    }
    return addresses;
  }
}
