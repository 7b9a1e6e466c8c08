package io.fdtrail.resolve;

import io.fdtrail.event.FdEvent;
import io.fdtrail.event.OpenFile;
import io.fdtrail.event.RawText;
import io.fdtrail.event.Sock;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Adds from {@code /proc} what the kernel's record does not say, and overrides nothing that it says. */
public final class Resolver {
  private final ProcFs proc;
  private final SocketTables sockets;
  private final Kept<Sock> keptSockets = new Kept<>();
  private final Kept<OpenFile> keptFiles = new Kept<>();

  /** @param nanoTime a monotonic clock */
  public Resolver(ProcFs proc, LongSupplier nanoTime) {
    this.proc = proc;
    this.sockets = new SocketTables(proc, nanoTime);
  }

  public FdEvent resolve(FdEvent event) {
    int pid = event.process().pid();
    Sock socket = keptSockets.get(event.socket(), unresolved -> withPath(unresolved, pid));
    OpenFile file = keptFiles.get(event.file(), unresolved -> completed(unresolved, pid, event.fd()));
    if (socket == event.socket() && file == event.file()) {
      return event;
    }
    return new FdEvent(
        event.bootNs(), event.action(), event.reason(), event.errno(), event.process(), socket, event.message(),
        event.index(), event.count(), event.fd(), file, event.sender(), event.inFlightNs());
  }

  /** Null when it cannot be told yet. */
  private Sock withPath(Sock socket, int pid) {
    Optional<RawText> own = sockets.unixAddress(pid, socket.inode());
    Optional<RawText> path = own.isEmpty() || isFound(own) ? own : sockets.unixAddress(pid, socket.peerInode());
    if (path.isEmpty()) {
      return null;
    }
    return path.get().isEmpty()
        ? socket
        : new Sock(socket.fd(), socket.inode(), socket.peerInode(), socket.type(), path.get());
  }

  /** Null when it cannot be told yet. A name is truncated only where there is a path: a socket has none. */
  private OpenFile completed(OpenFile file, int pid, int fd) {
    return file.nameTruncated() ? withWholeName(file, pid, fd) : withEndpoints(file, pid);
  }

  /** Null when it cannot be told: the other end of the transfer may have the file still open. */
  private OpenFile withWholeName(OpenFile file, int pid, int fd) {
    Optional<byte[]> link = fd < 0 ? Optional.empty() : proc.linkOf(pid, fd, file.dev(), file.inode());
    return link.filter(whole -> endsWith(whole, file.name()))
        .map(whole -> with(file, RawText.of(whole), false, file.endpoints()))
        .orElse(null);
  }

  private static boolean endsWith(byte[] whole, RawText end) {
    int from = whole.length - end.length();
    return from >= 0 && Arrays.equals(whole, from, whole.length, end.toBytes(), 0, end.length());
  }

  /** Null when they cannot be told yet. */
  private OpenFile withEndpoints(OpenFile file, int pid) {
    Optional<RawText> endpoints =
        switch (file.kind().word()) {
          case "sock:unix" -> sockets.unixAddress(pid, file.inode());
          case "sock:tcp" -> inetAddresses(pid, file.inode(), "tcp", "tcp6");
          case "sock:udp" -> inetAddresses(pid, file.inode(), "udp", "udp6");
          default -> Optional.of(RawText.EMPTY);
        };
    if (endpoints.isEmpty()) {
      return null;
    }
    return endpoints.get().isEmpty() ? file : with(file, file.name(), file.nameTruncated(), endpoints.get());
  }

  private Optional<RawText> inetAddresses(int pid, long inode, String table, String table6) {
    Optional<RawText> addresses = sockets.inetAddresses(pid, inode, table);
    if (isFound(addresses)) {
      return addresses;
    }
    Optional<RawText> addresses6 = sockets.inetAddresses(pid, inode, table6);
    return addresses.isPresent() || isFound(addresses6) ? addresses6 : addresses;
  }

  private static boolean isFound(Optional<RawText> address) {
    return address.isPresent() && !address.get().isEmpty();
  }

  private static OpenFile with(OpenFile file, RawText name, boolean truncated, RawText endpoints) {
    return new OpenFile(
        name, truncated, file.kind(), file.dev(), file.inode(), file.rdev(), file.mode(), file.flags(), file.deleted(),
        file.id(), file.targetPid(), endpoints);
  }
}
