package io.fdtrail.scm;

import io.fdtrail.os.Libc;
import io.fdtrail.os.SystemException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A listening socket for one sender. We reject callers that are not allowed, and go on listening.
 * Allowed callers wait side by side until one of them sends something, so that a silent one does
 * not block the others.
 */
public final class Entrance implements AutoCloseable {
  /** What a caller must send to become the sender. Other messages are discarded. */
  enum Awaited {
    DESCRIPTOR,
    ANYTHING;

    boolean is(Message message) {
      return this == DESCRIPTOR ? !message.descriptors().isEmpty() : !message.isEnd();
    }

    @Override
    public String toString() {
      return this == DESCRIPTOR ? "a descriptor" : "anything";
    }
  }

  private static final int MOST_WAITING = 16;
  private static final int ACCEPTED_AT_ONCE = 64; // then we read from those that are connected

  private final Libc libc;
  private final ListeningSocket listening;
  private final PeerCheck check;
  private final Notices notices;
  private final Awaited awaited;
  private final Deque<Connection> waiting = new ArrayDeque<>();

  private Entrance(
      Libc libc, ListeningSocket listening, PeerCheck check, Notices notices, Awaited awaited) {
    this.libc = libc;
    this.listening = listening;
    this.check = check;
    this.notices = notices;
    this.awaited = awaited;
  }

  /**
   * Listens for a sender of any message.
   *
   * @param notices receives, once, the message that a caller was rejected
   */
  public static Entrance open(SocketName name, PeerCheck check, Consumer<String> notices)
      throws PassingException {
    return open(name, check, new Notices(notices), Awaited.ANYTHING);
  }

  static Entrance open(SocketName name, PeerCheck check, Notices notices, Awaited awaited)
      throws PassingException {
    Libc libc = LoadedLibc.get();
    return new Entrance(libc, ListeningSocket.open(libc, name), check, notices, awaited);
  }

  SocketName name() {
    return listening.name();
  }

  /** The descriptors for poll(2). */
  List<Integer> numbers() {
    List<Integer> numbers = new ArrayList<>();
    numbers.add(listening.number());
    waiting.forEach(connection -> numbers.add(connection.number()));
    return numbers;
  }

  /** Waits for the sender, and then stops listening. */
  public Sender await() throws PassingException {
    while (true) {
      Optional<Sender> sender = progress(Poll.readable(libc, numbers(), Poll.UNBOUNDED));
      if (sender.isPresent()) {
        return sender.get();
      }
    }
  }

  /**
   * Handles the readable ones among {@link #numbers}. Once it has found a sender, it accepts nobody
   * else.
   */
  Optional<Sender> progress(Set<Integer> readable) throws PassingException {
    Optional<Sender> sender = listen(readable);
    if (sender.isEmpty() && readable.contains(listening.number())) {
      accept();
    }
    return sender;
  }

  private Optional<Sender> listen(Set<Integer> readable) throws PassingException {
    for (Iterator<Connection> each = waiting.iterator(); each.hasNext(); ) {
      Connection connection = each.next();
      Optional<Message> message =
          readable.contains(connection.number()) ? connection.receive() : Optional.empty();
      if (message.isEmpty()) {
        continue;
      }
      if (awaited.is(message.get())) {
        each.remove();
        close();
        return Optional.of(new Sender(connection, message.get()));
      }
      message.get().close();
      if (message.get().isEnd()) {
        each.remove();
        connection.close();
        notices.once(
            Notices.Kind.ENDED, "who connected to " + name() + " ended without sending " + awaited);
      }
    }
    return Optional.empty();
  }

  private void accept() throws PassingException {
    try {
      for (int accepted = 0; accepted < ACCEPTED_AT_ONCE; accepted++) {
        Optional<Descriptor> socket = listening.accept();
        if (socket.isEmpty()) {
          return;
        }
        letIn(socket.get());
      }
    } catch (SystemException e) {
      throw PassingException.of("accept a connection at " + name(), e);
    }
  }

  private void letIn(Descriptor socket) throws SystemException {
    Optional<String> refusal = check.refusalOfCaller(name(), socket.number());
    if (refusal.isPresent()) {
      socket.close();
      notices.once(Notices.Kind.REFUSED, refusal.get());
      return;
    }
    if (waiting.size() == MOST_WAITING) {
      waiting.remove().close();
    }
    waiting.add(new Connection(libc, name(), socket));
  }

  @Override
  public void close() {
    listening.close();
    waiting.forEach(Connection::close);
    waiting.clear();
  }
}
