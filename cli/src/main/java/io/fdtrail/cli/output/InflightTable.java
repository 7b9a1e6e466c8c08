package io.fdtrail.cli.output;

import io.fdtrail.event.OpenFile;
import io.fdtrail.event.QueuedDescriptor;
import io.fdtrail.event.Sock;
import io.fdtrail.inflight.Holder;
import io.fdtrail.inflight.Peer;
import io.fdtrail.inflight.Receiver;
import io.fdtrail.inflight.Snapshot;
import io.fdtrail.inflight.SocketQueue;
import io.fdtrail.inflight.UserLoad;
import java.io.IOException;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A row for each queue, below it what waits there, and at the end the users. */
public final class InflightTable implements InflightRenderer {
  private static final int KIND_WIDTH = 14;

  private final EventOutput output;
  private final LineBuffer line;
  private final PrintStream messages;
  private final Cells cells;

  public InflightTable(EventOutput output, PrintStream messages) {
    this.output = output;
    this.line = output.line();
    this.messages = messages;
    this.cells = new Cells(output, Cells.text(13), 9, 5, 7, Cells.text(26), Cells.text(26), 0);
  }

  @Override
  public void show(Snapshot snapshot) throws IOException {
    cells.header("SOCKET", "TYPE", "FDS", "UID", "HELD BY", "SENT BY", "PATH");
    for (SocketQueue queue : snapshot.queues()) {
      queue(queue);
    }
    for (UserLoad user : snapshot.users()) {
      user(user);
    }
    output.flush();
    for (String gap : snapshot.gaps()) {
      messages.println("fdtrail: incomplete: " + gap);
    }
    messages.println(
        Summary.counted(snapshot.queues().size(), "queue")
            + ", "
            + Summary.counted(snapshot.descriptors(), "descriptor"));
  }

  private void queue(SocketQueue queue) throws IOException {
    Sock socket = queue.receiver().socket();
    cells.row(
        () -> inode(socket.inode()),
        () -> line.put(socket.typeWord()),
        () -> line.unsigned(queue.count()),
        () -> uid(queue.uid()),
        () -> holders(queue.receiver().holders()),
        () -> senders(queue),
        () -> Escaper.text(socket.path(), line));
    for (Receiver receiver : queue.within()) {
      within(queue.receiver().listener().isPresent() ? "  its listener" : "  itself", receiver);
    }
    descriptors(queue.descriptors());
  }

  /** If nobody has the socket any more that they were sent from: who made it. */
  private void senders(SocketQueue queue) {
    if (!queue.senders().isEmpty()) {
      holders(queue.senders());
    } else if (queue.peer().isPresent()) {
      Peer peer = queue.peer().get();
      peer.comm()
          .ifPresentOrElse(
              comm -> SenderColumn.print(comm, peer.pid(), -1, line),
              () -> line.put("-/").decimal(peer.pid()).put(" fd -"));
    }
  }

  private void within(String what, Receiver receiver) throws IOException {
    line.put(what).put(" queued in ");
    if (receiver.socket().inode() == 0) {
      line.put("a connection not accepted by ");
    } else {
      inode(receiver.socket().inode());
      line.put(", held by ");
    }
    if (receiver.holders().isEmpty()) {
      line.put('-');
    }
    holders(receiver.holders());
    output.endLine();
  }

  private void uid(long uid) {
    if (uid != SocketQueue.UNKNOWN_USER) {
      line.unsigned(uid);
    }
  }

  private void inode(long inode) {
    if (inode == 0) {
      line.put("not accepted");
    } else {
      line.put('[').unsigned(inode).put(']');
    }
  }

  private void holders(List<Holder> holders) {
    int start = line.length();
    for (Holder holder : holders) {
      if (line.length() > start) {
        line.put(", ");
      }
      SenderColumn.print(holder.comm(), holder.pid(), holder.fd(), line);
    }
  }

  /** Those that look alike, in one line. */
  private void descriptors(List<QueuedDescriptor> descriptors) throws IOException {
    Map<List<Object>, Integer> counts = new LinkedHashMap<>();
    Map<List<Object>, OpenFile> examples = new LinkedHashMap<>();
    for (QueuedDescriptor descriptor : descriptors) {
      OpenFile file = descriptor.file();
      List<Object> looks =
          List.of(file.kind(), file.name(), file.nameTruncated(), file.isMarkedDeleted());
      counts.merge(looks, 1, Integer::sum);
      examples.putIfAbsent(looks, file);
    }
    for (Map.Entry<List<Object>, OpenFile> example : examples.entrySet()) {
      OpenFile file = example.getValue();
      line.put("  ").decimal(counts.get(example.getKey())).put(" x ");
      int start = line.length();
      line.put(file.kind().word());
      line.endCell(start, KIND_WIDTH, true);
      FileName.print(file, line);
      Endpoints.follow(file, line);
      output.endLine();
    }
  }

  private void user(UserLoad user) throws IOException {
    line.put("user ").unsigned(user.uid()).put(": ").unsigned(user.inFlight()).put(" in flight");
    if (user.found() < user.inFlight()) {
      line.put(", ").unsigned(user.found()).put(" found");
    }
    if (user.limit().lowest().isPresent()) {
      line.put(", ")
          .unsigned(user.limit().lowest().getAsLong())
          .put(" allowed (RLIMIT_NOFILE of the sender)");
      if (user.inFlight() > user.limit().lowest().getAsLong()) {
        line.put(": more are refused with ETOOMANYREFS");
      }
    }
    if (user.limit().isExempt()) {
      line.put(user.limit().lowest().isPresent() ? "; others have" : ", its senders have")
          .put(" no limit (CAP_SYS_RESOURCE or CAP_SYS_ADMIN)");
    }
    output.endLine();
  }
}
