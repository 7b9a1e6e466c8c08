package io.fdtrail.cli.output;

import com.fasterxml.jackson.core.JsonGenerator;
import io.fdtrail.event.QueuedDescriptor;
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

  private final FileColumns columns = new FileColumns();
  private final EventOutput output;
  private final long now;
  private final JsonLine line;
  private final JsonGenerator json;

  /**
   * @param now ns since 1970
   */
  public InflightJson(EventOutput output, long now) {
    this.output = output;
    this.now = now;
    this.line = new JsonLine(output);
    this.json = line.json();
  }

  @Override
  public void show(Snapshot snapshot) throws IOException {
    for (SocketQueue queue : snapshot.queues()) {
      List<QueuedDescriptor> descriptors = queue.descriptors();
      for (int from = 0; from == 0 || from < descriptors.size(); from += MOST_FILES) {
        List<QueuedDescriptor> some =
            descriptors.subList(from, Math.min(from + MOST_FILES, descriptors.size()));
        line.begin("queue", now);
        queue(queue, some.isEmpty() ? queue.count() : some.size(), some);
        line.end();
      }
    }
    for (UserLoad user : snapshot.users()) {
      user(user);
    }
    line.begin("summary", now);
    json.writeNumberField("queues", snapshot.queues().size());
    json.writeNumberField("descriptors", snapshot.descriptors());
    if (!snapshot.gaps().isEmpty()) {
      line.text("incomplete", String.join("; ", snapshot.gaps()));
    }
    line.end();
    output.flush();
  }

  private void user(UserLoad user) throws IOException {
    line.begin("user", now);
    json.writeNumberField("uid", user.uid());
    json.writeNumberField("in_flight", user.inFlight());
    json.writeNumberField("found", user.found());
    if (user.limit().lowest().isPresent()) {
      line.number("limit", user.limit().lowest().getAsLong());
    }
    if (user.limit().isExempt()) {
      json.writeBooleanField("exempt", true);
    }
    line.end();
  }

  private void queue(SocketQueue queue, long count, List<QueuedDescriptor> descriptors)
      throws IOException {
    Sock socket = queue.receiver().socket();
    inodes(queue.receiver());
    if (!socket.typeWord().isEmpty()) {
      json.writeStringField("socket_type", socket.typeWord());
    }
    if (!socket.path().isEmpty()) {
      line.text("socket_path", socket.path());
    }
    if (socket.peerInode() != 0) {
      line.number("peer_inode", socket.peerInode());
    }
    if (queue.uid() != SocketQueue.UNKNOWN_USER) {
      json.writeNumberField("uid", queue.uid());
    }
    json.writeNumberField("count", count);
    holders("holders", queue.receiver().holders());
    within(queue.within());
    holders("senders", queue.senders());
    if (queue.peer().isPresent()) {
      peer(queue.peer().get());
    }
    files(descriptors);
  }

  private void inodes(Receiver receiver) throws IOException {
    if (receiver.socket().inode() != 0) {
      line.number("socket_inode", receiver.socket().inode());
    }
    if (receiver.listener().isPresent()) {
      line.number("listener_inode", receiver.listener().getAsLong());
    }
  }

  private void within(List<Receiver> receivers) throws IOException {
    if (receivers.isEmpty()) {
      return;
    }
    json.writeArrayFieldStart("queued_in");
    for (Receiver receiver : receivers) {
      json.writeStartObject();
      holders("holders", receiver.holders());
      inodes(receiver);
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void peer(Peer peer) throws IOException {
    json.writeObjectFieldStart("peer");
    json.writeNumberField("pid", peer.pid());
    if (peer.comm().isPresent()) {
      line.text("comm", peer.comm().get());
    }
    json.writeEndObject();
  }

  private void holders(String name, List<Holder> holders) throws IOException {
    json.writeArrayFieldStart(name);
    for (Holder holder : holders) {
      line.descriptor(holder.pid(), holder.comm(), holder.fd());
    }
    json.writeEndArray();
  }

  private void files(List<QueuedDescriptor> descriptors) throws IOException {
    json.writeArrayFieldStart("files");
    for (QueuedDescriptor descriptor : descriptors) {
      json.writeStartObject();
      json.writeNumberField("index", descriptor.index());
      columns.write(descriptor.file(), line);
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
