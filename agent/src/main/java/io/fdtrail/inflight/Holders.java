package io.fdtrail.inflight;

import io.fdtrail.event.RawText;
import io.fdtrail.resolve.ProcFs;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which processes have which sockets open, according to {@code /proc/PID/fd}. */
final class Holders {
  private static final Pattern SOCKET = Pattern.compile("socket:\\[([0-9]{1,18})]");

  private final Map<Long, List<Holder>> holders = new HashMap<>();

  private Holders() {}

  /** Reads the holders of all sockets that we may see. */
  static Holders read(ProcFs proc) {
    Holders found = new Holders();
    for (int pid : proc.processes()) {
      RawText comm = proc.comm(pid);
      proc.descriptors(pid)
          .forEach(
              (fd, link) -> {
                Matcher matcher = SOCKET.matcher(link);
                if (matcher.matches()) {
                  found.add(Long.parseLong(matcher.group(1)), new Holder(pid, comm, fd));
                }
              });
    }
    return found;
  }

  private void add(long inode, Holder holder) {
    holders.computeIfAbsent(inode, first -> new ArrayList<>()).add(holder);
  }

  List<Holder> of(long inode) {
    return holders.getOrDefault(inode, List.of());
  }

  /** The inodes of the sockets. */
  Set<Long> sockets() {
    return holders.keySet();
  }
}
