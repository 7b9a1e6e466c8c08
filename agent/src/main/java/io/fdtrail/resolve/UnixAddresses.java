package io.fdtrail.resolve;

import io.fdtrail.event.RawText;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The addresses of the Unix sockets of all network namespaces, as they are at one moment. */
public final class UnixAddresses {
  private final Map<Long, RawText> addresses = new HashMap<>();

  private UnixAddresses() {}

  public static UnixAddresses read(ProcFs proc) {
    UnixAddresses all = new UnixAddresses();
    Set<String> seen = new HashSet<>();
    for (int pid : proc.processes()) {
      Optional<String> namespace = proc.networkNamespace(pid);
      if (namespace.isPresent() && !seen.contains(namespace.get())) {
        proc.socketTable(pid, "unix").ifPresent(table -> {
          seen.add(namespace.get());
          all.addresses.putAll(UnixTable.parse(table));
        });
      }
    }
    return all;
  }

  /** {@code @} for the abstract ones; no bytes when it has none, or is not known. */
  public RawText of(long inode) {
    return addresses.getOrDefault(inode, RawText.EMPTY);
  }
}
