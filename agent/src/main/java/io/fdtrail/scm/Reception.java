package io.fdtrail.scm;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Waits at several sockets at once until each has received as many descriptors as are wanted there.
 */
public final class Reception {
  /**
   * What is received at one socket.
   *
   * @param count number of descriptors; any more are closed
   */
  public record Wanted(SocketName socket, int count) {}

  /** One socket: accepts a sender, and receives until there are enough descriptors. */
  private static final class Place implements AutoCloseable {
    private final Wanted wanted;
    private final Entrance entrance;
    private final List<Descriptor> got = new ArrayList<>();
    private Optional<Connection> sender = Optional.empty();

    private Place(Wanted wanted, Entrance entrance) {
      this.wanted = wanted;
      this.entrance = entrance;
    }

    boolean isDone() {
      return got.size() == wanted.count();
    }

    List<Integer> numbers() {
      return sender.map(connection -> List.of(connection.number())).orElseGet(entrance::numbers);
    }

    void progress(Set<Integer> readable) throws PassingException {
      if (sender.isEmpty()) {
        Optional<Sender> come = entrance.progress(readable);
        if (come.isPresent()) {
          sender = Optional.of(come.get().connection());
          take(come.get().first());
        }
      } else if (readable.contains(sender.get().number())) {
        Optional<Message> message = sender.get().receive();
        if (message.isPresent()) {
          take(message.get());
        }
      }
      if (isDone()) {
        close();
      }
    }

    @Override
    public void close() {
      entrance.close();
      sender.ifPresent(Connection::close);
    }

    private void take(Message message) throws PassingException {
      if (message.isEnd()) {
        throw PassingException.failure(
            Integer.toString(got.size())
                + " of "
                + wanted.count()
                + " descriptors came over "
                + wanted.socket());
      }
      for (Descriptor descriptor : message.descriptors()) {
        if (isDone()) {
          descriptor.close();
        } else {
          got.add(descriptor);
        }
      }
    }
  }

  private Reception() {}

  /**
   * Receives. Afterwards the sockets are removed, and only the returned descriptors are open.
   *
   * @param notices receives, once, the message that a caller was rejected
   * @param timeout for everything together; empty for ever
   * @return the wanted descriptors of each socket
   */
  public static List<List<Descriptor>> receive(
      List<Wanted> wanted, PeerCheck check, Consumer<String> notices, Optional<Duration> timeout)
      throws PassingException {
    Deadline deadline = Deadline.in(timeout);
    Notices once = new Notices(notices);
    List<Place> places = new ArrayList<>();
    boolean complete = false;
    try {
      for (Wanted each : wanted) {
        places.add(
            new Place(
                each, Entrance.open(each.socket(), check, once, Entrance.Awaited.DESCRIPTOR)));
      }
      receive(places, deadline);
      complete = true;
      return places.stream().map(place -> place.got).toList();
    } finally {
      for (Place place : places) {
        place.close();
        if (!complete) {
          place.got.forEach(Descriptor::close);
        }
      }
    }
  }

  /** Rejected callers may keep this loop busy, so it checks the time at each turn. */
  private static void receive(List<Place> places, Deadline deadline) throws PassingException {
    for (List<Place> waiting = undone(places); !waiting.isEmpty(); waiting = undone(waiting)) {
      if (deadline.isOver()) {
        throw PassingException.failure(
            "nothing came over " + waiting.get(0).wanted.socket() + " in time");
      }
      List<Integer> numbers = waiting.stream().flatMap(place -> place.numbers().stream()).toList();
      Set<Integer> readable = Poll.readable(LoadedLibc.get(), numbers, deadline.millis());
      for (Place place : waiting) {
        place.progress(readable);
      }
    }
  }

  private static List<Place> undone(List<Place> places) {
    return places.stream().filter(place -> !place.isDone()).toList();
  }
}
