package io.fdtrail.resolve;

import io.fdtrail.event.RawText;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The addresses of sockets by inode, from the tables in {@code /proc/PID/net}. A table is read as a whole, and only so many
 * times a second: in between, a socket that is not known stays unknown.
 */
final class SocketTables {
  private static final int MAX_SOCKETS = 4096;
  private static final long PAUSE_NS = 250_000_000;

  private final ProcFs proc;
  private final LongSupplier nanoTime;
  private final Map<String, Long> lastRead = new HashMap<>();
  private final Map<String, RawText> addresses =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, RawText> eldest) {
          return size() > MAX_SOCKETS;
        }
      };

  SocketTables(ProcFs proc, LongSupplier nanoTime) {
    this.proc = proc;
    this.nanoTime = nanoTime;
  }

  /** The address of a Unix socket, {@code @} for the abstract ones, no bytes when it has none; empty when not known yet. */
  Optional<RawText> unixAddress(int pid, long inode) {
    return address(pid, inode, "unix", UnixTable::parse);
  }

  /** {@code local -> remote} of an inet socket. @param table {@code tcp}, {@code tcp6}, {@code udp} or {@code udp6} */
  Optional<RawText> inetAddresses(int pid, long inode, String table) {
    return address(pid, inode, table, InetTable::parse);
  }

  private interface Parser {
    Map<Long, RawText> parse(byte[] table);
  }

  private Optional<RawText> address(int pid, long inode, String table, Parser parser) {
    if (inode == 0) {
      return Optional.of(RawText.EMPTY);
    }
    String key = table + inode;
    RawText known = addresses.get(key);
    if (known == null && mayRead(table)) {
      parser.parse(proc.socketTable(pid, table)).forEach((other, address) -> addresses.put(table + other, address));
      known = addresses.computeIfAbsent(key, absent -> RawText.EMPTY);
    }
    return Optional.ofNullable(known);
  }

  private boolean mayRead(String table) {
    long now = nanoTime.getAsLong();
    Long last = lastRead.get(table);
    if (last != null && now - last < PAUSE_NS) {
      return false;
    }
    lastRead.put(table, now);
    return true;
  }

  /** The lines of a table without its heading. */
  static byte[][] lines(byte[] table) {
    byte[][] lines = new byte[16][];
    int count = 0;
    int from = 0;
    for (int at = 0; at < table.length; at++) {
      if (table[at] == '\n') {
        if (count == lines.length) {
          lines = Arrays.copyOf(lines, 2 * count);
        }
        lines[count++] = Arrays.copyOfRange(table, from, at);
        from = at + 1;
      }
    }
    return count == 0 ? new byte[0][] : Arrays.copyOfRange(lines, 1, count);
  }
}
