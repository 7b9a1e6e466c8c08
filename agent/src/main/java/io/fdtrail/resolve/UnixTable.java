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
 * {@code /proc/net/unix}. The kernel prints a path raw: its line feeds look like the end of the line, so that what follows
 * without the leading columns belongs to the path, and one that forges these columns can look like another socket's line.
 * Therefore an inode that is named twice is not believed.
 */
final class UnixTable {
  /** Num: RefCount Protocol Flags Type St Inode Path */
  private static final Pattern LINE =
      Pattern.compile(
          "[0-9a-f]+: [0-9A-F]{8} [0-9A-F]{8} [0-9A-F]{8} [0-9A-F]{4} [0-9A-F]{2} +([0-9]{1,18})(?: (.*))?", Pattern.DOTALL);

  private static final long NONE = -1;

  private final Map<Long, RawText> addresses = new HashMap<>();
  private final Set<Long> seen = new HashSet<>();
  private long last = NONE;

  private UnixTable() {}

  /** The addresses by inode; a socket without one is not there. */
  static Map<Long, RawText> parse(byte[] text) {
    UnixTable table = new UnixTable();
    for (byte[] line : SocketTables.lines(text)) {
      table.add(line);
    }
    return table.addresses;
  }

  private void add(byte[] line) {
    Matcher matcher = LINE.matcher(new String(line, StandardCharsets.ISO_8859_1));
    if (!matcher.matches()) {
      addresses.computeIfPresent(last, (inode, path) -> continued(path, line));
      return;
    }
    last = Long.parseLong(matcher.group(1));
    if (!seen.add(last)) {
      addresses.remove(last);
    } else if (matcher.group(2) != null) {
      addresses.put(last, RawText.of(Arrays.copyOfRange(line, matcher.start(2), line.length)));
    }
  }

  private static RawText continued(RawText path, byte[] line) {
    byte[] whole = Arrays.copyOf(path.toBytes(), path.length() + 1 + line.length);
    whole[path.length()] = '\n';
    System.arraycopy(line, 0, whole, path.length() + 1, line.length);
    return RawText.of(whole);
  }
}
