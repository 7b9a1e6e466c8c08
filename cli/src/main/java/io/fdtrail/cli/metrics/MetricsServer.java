package io.fdtrail.cli.metrics;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Serves the page of a trace at {@code /metrics}, over HTTP. One thread does everything and waits
 * for no client, so that none can make others wait: if there are too many connections, the one that
 * is idle longest is closed for a new one.
 */
public final class MetricsServer implements AutoCloseable {
  private static final int BACKLOG = 128;
  // For a client to send its request.
  private static final long GRACE_NS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final long RETRY_NS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(5);

  private final ServerSocketChannel socket;
  private final Selector selector;
  private final HostNames names;
  private final List<Connection> connections = new ArrayList<>();
  private final SelectionKey arrivals;
  private Answers answers;
  private int room;
  private long waitsUntil;
  private boolean waits;
  private volatile boolean serving;
  private volatile boolean closed;

  private MetricsServer(ServerSocketChannel socket, Selector selector, HostNames names)
      throws IOException {
    this.socket = socket;
    this.selector = selector;
    this.names = names;
    this.arrivals = socket.register(selector, SelectionKey.OP_ACCEPT);
  }

  /**
   * Takes the port. Nobody is answered before {@link #serve}.
   *
   * @param names that clients may use for us, in addition to addresses and localhost
   * @throws IOException if the port is in use or may not be used
   */
  public static MetricsServer listen(InetSocketAddress address, List<String> names)
      throws IOException {
    Selector selector = Selector.open();
    ServerSocketChannel socket = ServerSocketChannel.open();
    try {
      socket.configureBlocking(false);
      socket.bind(address, BACKLOG);
      return new MetricsServer(socket, selector, new HostNames(names));
    } catch (IOException e) {
      socket.close();
      selector.close();
      throw e;
    }
  }

  /**
   * Begins to answer. What the thread needs is made here: later there is no right left to make it.
   */
  public void serve(MetricsPage page) {
    serve(page::make);
  }

  /**
   * Likewise.
   *
   * @param page of another kind; empty: there is none now
   */
  public void serve(Supplier<Optional<byte[]>> page) {
    serve(page, Room.forConnections());
  }

  void serve(Supplier<Optional<byte[]>> page, int places) {
    answers = new Answers(page, names, System::nanoTime);
    room = places;
    rehearse();
    Thread thread = new Thread(this::run, "metrics");
    thread.setDaemon(true);
    serving = true;
    thread.start();
  }

  /** Loads the classes; that of channels makes a socket pair, once, for their closing. */
  private void rehearse() {
    byte[] request =
        "GET /metrics HTTP/1.0\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    try (SocketChannel channel = SocketChannel.open()) {
      new Connection(channel, selector, answers, System.nanoTime()).close();
      selector.selectNow();
      answers.to(HttpRequest.parse(request, 0, request.length), false);
    } catch (IOException | HttpRequest.Refused e) {
      throw new IllegalStateException(e);
    }
  }

  /** Where it listens; if port 0 was asked for, the port is a free one. */
  public InetSocketAddress address() {
    try {
      return (InetSocketAddress) socket.getLocalAddress();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void run() {
    while (!closed) {
      try {
        round();
      } catch (IOException | RuntimeException e) {
        LockSupport.parkNanos(RETRY_NS); // whatever it is, it must not keep a CPU busy
      }
    }
    release();
  }

  /**
   * The pause after each round limits how much of a CPU all clients together can take from the
   * trace.
   */
  private void round() throws IOException {
    arrivals.interestOps(waits ? 0 : SelectionKey.OP_ACCEPT);
    select(System.nanoTime());
    long now = System.nanoTime();
    waits = waits && waitsUntil - now > 0;
    for (SelectionKey key : selector.selectedKeys()) {
      if (key.attachment() instanceof Connection connection) {
        connection.proceed(now, isCrowded());
      }
    }
    boolean arrival = selector.selectedKeys().contains(arrivals);
    selector.selectedKeys().clear();
    for (Connection connection : connections) {
      if (connection.isPending()) {
        connection.proceed(now, isCrowded());
      } else if (connection.isOpen() && connection.remaining(now) <= 0) {
        connection.expire(now);
      }
    }
    connections.removeIf(connection -> !connection.isOpen());
    if (arrival) {
      admit(now);
    }
    LockSupport.parkNanos(PAUSE_NS);
  }

  private void select(long now) throws IOException {
    long patience = waits ? waitsUntil - now : Long.MAX_VALUE;
    for (Connection connection : connections) {
      patience = Math.min(patience, connection.isPending() ? 0 : connection.remaining(now));
    }
    if (patience == Long.MAX_VALUE) {
      selector.select();
    } else {
      selector.select(Math.max(1, TimeUnit.NANOSECONDS.toMillis(patience) + 1));
    }
  }

  private boolean isCrowded() {
    return waits && connections.size() >= room;
  }

  /** A client that must wait does so in the socket's queue, and is answered later. */
  private void admit(long now) {
    try {
      while (connections.size() < room) {
        SocketChannel channel = socket.accept();
        if (channel == null) {
          return;
        }
        add(channel, now);
      }
      makeRoom(now);
    } catch (IOException e) { // no descriptor is left, or no memory
      makeRoom(now);
      waitUntil(now + RETRY_NS);
    }
  }

  private void add(SocketChannel channel, long now) throws IOException {
    try {
      Connection connection = new Connection(channel, selector, answers, now);
      connections.add(connection);
      connection.proceed(now, isCrowded());
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private void makeRoom(long now) {
    Optional<Connection> idlest =
        connections.stream()
            .filter(connection -> connection.age(now) >= GRACE_NS)
            .min(
                Comparator.comparing(Connection::worth)
                    .thenComparing(connection -> -connection.age(now)));
    if (idlest.isPresent()) {
      idlest.get().giveUp(now);
      connections.remove(idlest.get());
    } else {
      waitUntil(now + GRACE_NS);
    }
  }

  private void waitUntil(long time) {
    waits = true;
    waitsUntil = time;
  }

  @Override
  public void close() {
    closed = true;
    selector.wakeup();
    if (!serving) {
      release();
    }
  }

  private void release() {
    connections.forEach(Connection::close);
    try {
      socket.close();
      selector.close();
    } catch (IOException e) {
      // the process ends anyway
    }
  }
}
