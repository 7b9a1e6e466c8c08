package io.fdtrail.cli.output;

import io.fdtrail.event.FdEvent;
import io.fdtrail.event.RawText;
import io.fdtrail.event.Sock;
import io.fdtrail.inflight.Holder;
import io.fdtrail.inflight.Peer;
import io.fdtrail.inflight.Receiver;
import io.fdtrail.inflight.Snapshot;
import io.fdtrail.inflight.SocketQueue;
import io.fdtrail.inflight.UserLoad;
import java.io.IOException;
import java.util.List;

/**
 * An object for each queue, one for each user, and a summary. A very full queue takes several:
 * lines are written as a whole.
 */
public final class InflightJson implements InflightRenderer {
  private static final int MOST_FILES = 1024;

  private static final byte[] QUEUE = JsonWriter.type("queue");
  private static final byte[] USER = JsonWriter.type("user");
  private static final byte[] SUMMARY = JsonWriter.type("summary");
  private static final byte[] SOCKET_INODE = JsonWriter.key("socket_inode");
  private static final byte[] SOCKET_TYPE = JsonWriter.key("socket_type");
  private static final byte[] SOCKET_PATH = JsonWriter.key("socket_path");
  private static final byte[] SOCKET_PATH_BASE64 = JsonWriter.key("socket_path_base64");
  private static final byte[] PEER_INODE = JsonWriter.key("peer_inode");
  private static final byte[] LISTENER_INODE = JsonWriter.key("listener_inode");
  private static final byte[] QUEUED_IN = JsonWriter.key("queued_in");
  private static final byte[] PEER = JsonWriter.key("peer");
  private static final byte[] PID = Ascii.bytes("{\"pid\":");
  private static final byte[] COMM = JsonWriter.key("comm");
  private static final byte[] COMM_BASE64 = JsonWriter.key("comm_base64");
  private static final byte[] UID = JsonWriter.key("uid");
  private static final byte[] COUNT = JsonWriter.key("count");
  private static final byte[] HOLDERS = JsonWriter.key("holders");
  private static final byte[] FIRST_HOLDERS = Ascii.bytes("{\"holders\":");
  private static final byte[] SENDERS = JsonWriter.key("senders");
  private static final byte[] FILES = JsonWriter.key("files");
  private static final byte[] INDEX = Ascii.bytes("{\"index\":");
  private static final byte[] IN_FLIGHT = JsonWriter.key("in_flight");
  private static final byte[] FOUND = JsonWriter.key("found");
  private static final byte[] LIMIT = JsonWriter.key("limit");
  private static final byte[] EXEMPT = JsonWriter.key("exempt");
  private static final byte[] QUEUES = JsonWriter.key("queues");
  private static final byte[] DESCRIPTORS = JsonWriter.key("descriptors");
  private static final byte[] INCOMPLETE = JsonWriter.key("incomplete");
  private static final byte[] INCOMPLETE_BASE64 = JsonWriter.key("incomplete_base64");

  private final List<Column> fileColumns;
  private final EventOutput output;
  private final LineBuffer line;
  private final JsonWriter json;
  private final JsonLines lines;

  /**
   * @param now ns since 1970
   */
  public InflightJson(Columns columns, EventOutput output, long now) {
    this.fileColumns = columns.ofFile();
    this.output = output;
    this.line = output.line();
    this.json = new JsonWriter(line);
    this.lines = new JsonLines(output, () -> now);
  }

  @Override
  public void show(Snapshot snapshot) throws IOException {
    for (SocketQueue queue : snapshot.queues()) {
      List<FdEvent> descriptors = queue.descriptors();
      for (int from = 0; from == 0 || from < descriptors.size(); from += MOST_FILES) {
        List<FdEvent> some =
            descriptors.subList(from, Math.min(from + MOST_FILES, descriptors.size()));
        lines.begin(QUEUE);
        queue(queue, some.isEmpty() ? queue.count() : some.size(), some);
        lines.end();
      }
    }
    for (UserLoad user : snapshot.users()) {
      lines.begin(USER);
      json.number(UID, user.uid());
      json.number(IN_FLIGHT, user.inFlight());
      json.number(FOUND, user.found());
      if (user.limit().lowest().isPresent()) {
        json.number(LIMIT, user.limit().lowest().getAsLong());
      }
      if (user.limit().isExempt()) {
        json.yes(EXEMPT);
      }
      lines.end();
    }
    lines.begin(SUMMARY);
    json.number(QUEUES, snapshot.queues().size());
    json.number(DESCRIPTORS, snapshot.descriptors());
    if (!snapshot.gaps().isEmpty()) {
      json.text(INCOMPLETE, INCOMPLETE_BASE64, RawText.of(String.join("; ", snapshot.gaps())));
    }
    lines.end();
    output.flush();
  }

  private void queue(SocketQueue queue, long count, List<FdEvent> descriptors) {
    Sock socket = queue.receiver().socket();
    inodes(queue.receiver());
    if (!Columns.socketType(socket.type()).isEmpty()) {
      json.word(SOCKET_TYPE, Columns.socketType(socket.type()));
    }
    if (!socket.path().isEmpty()) {
      json.text(SOCKET_PATH, SOCKET_PATH_BASE64, socket.path());
    }
    if (socket.peerInode() != 0) {
      json.number(PEER_INODE, socket.peerInode());
    }
    if (queue.uid() != SocketQueue.UNKNOWN_USER) {
      json.number(UID, queue.uid());
    }
    json.number(COUNT, count);
    holders(HOLDERS, queue.receiver().holders());
    within(queue.within());
    holders(SENDERS, queue.senders());
    queue.peer().ifPresent(this::peer);
    files(descriptors);
  }

  private void inodes(Receiver receiver) {
    if (receiver.socket().inode() != 0) {
      json.number(SOCKET_INODE, receiver.socket().inode());
    }
    if (receiver.listener().isPresent()) {
      json.number(LISTENER_INODE, receiver.listener().getAsLong());
    }
  }

  private void within(List<Receiver> receivers) {
    if (receivers.isEmpty()) {
      return;
    }
    line.put(QUEUED_IN).put('[');
    String comma = "";
    for (Receiver receiver : receivers) {
      line.put(comma);
      holders(FIRST_HOLDERS, receiver.holders());
      inodes(receiver);
      line.put('}');
      comma = ",";
    }
    line.put(']');
  }

  private void peer(Peer peer) {
    line.put(PEER);
    json.number(PID, peer.pid());
    peer.comm().ifPresent(comm -> json.text(COMM, COMM_BASE64, comm));
    line.put('}');
  }

  private void holders(byte[] key, List<Holder> holders) {
    line.put(key).put('[');
    String comma = "";
    for (Holder holder : holders) {
      line.put(comma);
      json.descriptor(holder.pid(), holder.comm(), holder.fd());
      comma = ",";
    }
    line.put(']');
  }

  private void files(List<FdEvent> descriptors) {
    line.put(FILES).put('[');
    String comma = "";
    for (FdEvent descriptor : descriptors) {
      line.put(comma);
      json.number(INDEX, descriptor.index());
      for (Column column : fileColumns) {
        column.member(descriptor, json);
      }
      line.put('}');
      comma = ",";
    }
    line.put(']');
  }
}
