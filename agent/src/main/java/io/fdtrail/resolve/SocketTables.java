package io.fdtrail.resolve;

import io.fdtrail.event.RawText;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The addresses of sockets by inode, from the tables in {@code /proc/PID/net}, which are those of the process's network
 * namespace. A table is read as a whole, and only so many times a second: in between, a socket that is not known stays
 * unknown.
 *
 * <p>A process that is gone has no tables. Then ours are read: the kernel numbers the sockets of all namespaces as one, so
 * that an inode found there is the very socket. One that is not found there may be in another namespace, and stays unknown.
 */
final class SocketTables {
  private static final int MAX_SOCKETS = 4096;
  private static final long PAUSE_NS = 250_000_000;

  private final ProcFs proc;
  private final LongSupplier nanoTime;
  private final Map<String, Long> lastRead = new HashMap<>();
  private final String ownNamespace;
  private final Map<Integer, String> namespaces = new HashMap<>();
  private long namespacesSince;
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
    this.namespacesSince = nanoTime.getAsLong();
    this.ownNamespace = proc.ownNetworkNamespace();
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
    String namespace = namespaceOf(pid);
    RawText known = addresses.get(table + namespace + inode);
    if (known != null || !mayRead(table)) {
      return Optional.ofNullable(known);
    }
    Optional<byte[]> theirs = proc.socketTable(pid, table);
    if (theirs.isPresent()) {
      return Optional.of(keep(table + namespace, parser.parse(theirs.get()), inode, RawText.EMPTY));
    }
    namespaces.put(pid, ownNamespace);
    Optional<byte[]> ours = proc.ownSocketTable(table);
    return ours.map(text -> keep(table + ownNamespace, parser.parse(text), inode, null));
  }

  /** What was asked for is kept last: a table may be longer than what we keep. */
  private RawText keep(String prefix, Map<Long, RawText> found, long inode, RawText absent) {
    found.forEach((other, address) -> addresses.put(prefix + other, address));
    RawText asked = found.getOrDefault(inode, absent);
    if (asked != null) {
      addresses.put(prefix + inode, asked);
    }
    return asked;
  }

  /**
   * A process that is gone passes for one of our own namespace. One may change its namespace, and its number may become
   * another's: it is believed for a moment.
   */
  private String namespaceOf(int pid) {
    long now = nanoTime.getAsLong();
    if (now - namespacesSince >= PAUSE_NS) {
      namespaces.clear();
      namespacesSince = now;
    }
    return namespaces.computeIfAbsent(pid, asked -> proc.networkNamespace(asked).orElse(ownNamespace));
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
