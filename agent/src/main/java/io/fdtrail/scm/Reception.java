package io.fdtrail.scm;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Waits at several sockets at once until each has given as many descriptors as are wanted there. */
public final class Reception {
  /** @param count of descriptors; more are closed */
  public record Wanted(SocketName socket, int count) {}

  /** One socket: it listens, then a connection gives, until there is enough. */
  private static final class Place {
    private final Wanted wanted;
    private final ListeningSocket listening;
    private final List<Descriptor> got = new ArrayList<>();
    private Optional<Connection> connection = Optional.empty();

    private Place(Wanted wanted, ListeningSocket listening) {
      this.wanted = wanted;
      this.listening = listening;
    }

    boolean isDone() {
      return got.size() == wanted.count();
    }

    int number() {
      return connection.map(Connection::number).orElseGet(listening::number);
    }

    void progress(PeerRule rule) throws PassingException {
      if (connection.isEmpty()) {
        connection = listening.accept(rule);
        return;
      }
      Optional<Message> message = connection.get().receive();
      if (message.isPresent()) {
        take(message.get());
      }
      if (isDone()) {
        connection.get().close();
      }
    }

    private void take(Message message) throws PassingException {
      if (message.isEnd()) {
        throw PassingException.failure(
            Integer.toString(got.size()) + " of " + wanted.count() + " descriptors came over " + wanted.socket());
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
   * Receives. The sockets are gone afterwards, and nothing stays open but what is returned.
   *
   * @param timeout for all of it; empty: for ever
   * @return for each place the descriptors that were wanted
   */
  public static List<List<Descriptor>> receive(List<Wanted> wanted, PeerRule rule, Optional<Duration> timeout)
      throws PassingException {
    Deadline deadline = Deadline.in(timeout);
    List<Place> places = new ArrayList<>();
    boolean complete = false;
    try {
      for (Wanted each : wanted) {
        places.add(new Place(each, ListeningSocket.open(each.socket())));
      }
      receive(places, rule, deadline);
      complete = true;
      return places.stream().map(place -> place.got).toList();
    } finally {
      for (Place place : places) {
        place.listening.close();
        place.connection.ifPresent(Connection::close);
        if (!complete) {
          place.got.forEach(Descriptor::close);
        }
      }
    }
  }

  private static void receive(List<Place> places, PeerRule rule, Deadline deadline) throws PassingException {
    List<Place> waiting = places;
    while (!(waiting = waiting.stream().filter(place -> !place.isDone()).toList()).isEmpty()) {
      List<Integer> numbers = waiting.stream().map(Place::number).toList();
      try {
        if (!Poll.readable(Libc.get(), numbers, deadline.millis())) {
          throw PassingException.failure("nothing came over " + waiting.get(0).wanted.socket() + " in time");
        }
      } catch (ErrnoException e) {
        throw PassingException.of("wait", e);
      }
      for (Place place : waiting) {
        place.progress(rule);
      }
    }
  }
}
