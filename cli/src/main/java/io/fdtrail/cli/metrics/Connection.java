package io.fdtrail.cli.metrics;

import io.fdtrail.cli.metrics.HttpRequest.Refused;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;

/** A client's connection. It answers requests one by one, and never blocks. For one thread. */
final class Connection {
  static final int LARGEST_HEAD = 8192;

  // For a request to come, for an answer to go.
  private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(10);
  private static final long IDLE_NS = TimeUnit.SECONDS.toNanos(90); // between two requests
  private static final long LINGER_NS = TimeUnit.SECONDS.toNanos(1);

  /** In the order in which they are closed for others. */
  private enum State {
    /**
     * The last answer is sent. Input is still read and discarded: to close over it would reset the
     * connection, answer and all.
     */
    LINGERING,
    READING,
    WRITING,
    CLOSED
  }

  private final SocketChannel channel;
  private final SelectionKey key;
  private final Answers answers;
  private final ByteBuffer in = ByteBuffer.allocate(LARGEST_HEAD);
  private ByteBuffer out = ByteBuffer.allocate(0);
  private State state = State.READING;
  private long since;
  private boolean served;
  private boolean ended;
  private boolean last;
  private boolean pending;

  /**
   * @throws IOException if the channel cannot be watched; then the caller closes it
   */
  Connection(SocketChannel channel, Selector selector, Answers answers, long now)
      throws IOException {
    this.channel = channel;
    this.answers = answers;
    this.since = now;
    channel.configureBlocking(false);
    this.key = channel.register(selector, SelectionKey.OP_READ, this);
  }

  boolean isOpen() {
    return state != State.CLOSED;
  }

  /**
   * Whether there may be work left that no readiness of the channel shows: a second request in one
   * packet.
   */
  boolean isPending() {
    return pending;
  }

  /** The smaller, the sooner it is closed for others. */
  int worth() {
    return state.ordinal();
  }

  /** How long it has been doing what it does, ns. */
  long age(long now) {
    return now - since;
  }

  /** How long it may continue with that, ns. */
  long remaining(long now) {
    long allowed = state == State.LINGERING ? LINGER_NS : isIdle() ? IDLE_NS : PATIENCE_NS;
    return allowed - age(now);
  }

  /** Whether it has had an answer and asks for nothing at present. */
  private boolean isIdle() {
    return state == State.READING && served && in.position() == 0;
  }

  /**
   * Goes as far as it can now, by at most one request.
   *
   * @param crowded whether others wait for a place: then the answer is the last
   */
  void proceed(long now, boolean crowded) {
    try {
      switch (state) {
        case READING -> {
          receive(now);
          answer(now, crowded);
        }
        case WRITING -> send(now);
        case LINGERING -> discard();
        case CLOSED -> {}
      }
    } catch (IOException e) {
      close(); // the client has gone
    }
  }

  private void receive(long now) throws IOException {
    boolean begins = in.position() == 0;
    int count = in.hasRemaining() ? channel.read(in) : 0;
    if (count < 0) {
      ended = true;
    } else if (count > 0 && begins) {
      since = now;
    }
  }

  private void answer(long now, boolean crowded) throws IOException {
    pending = false;
    int from = 0;
    while (from < in.position() && (in.get(from) == '\r' || in.get(from) == '\n')) {
      from++;
    }
    int end = HttpRequest.endOfHead(in.array(), from, in.position());
    if (end < 0) {
      answerPart(now);
      return;
    }
    try {
      HttpRequest request = HttpRequest.parse(in.array(), from, end);
      in.flip().position(end);
      in.compact();
      boolean keeps = request.keepsConnection() && !crowded;
      begin(answers.to(request, keeps), !keeps, now);
    } catch (Refused e) {
      begin(answers.refusal(e.status()), true, now);
    }
  }

  /** The head of the request is not complete. */
  private void answerPart(long now) throws IOException {
    if (!in.hasRemaining()) {
      begin(answers.refusal(431), true, now);
    } else if (ended && in.position() == 0) {
      throw new EOFException();
    } else if (ended) {
      begin(answers.refusal(400), true, now);
    }
  }

  private void begin(ByteBuffer answer, boolean isLast, long now) throws IOException {
    out = answer;
    last = isLast;
    state = State.WRITING;
    since = now;
    send(now);
  }

  private void send(long now) throws IOException {
    channel.write(out);
    if (out.hasRemaining()) {
      key.interestOps(SelectionKey.OP_WRITE);
      return;
    }
    key.interestOps(SelectionKey.OP_READ);
    since = now;
    served = true;
    if (last) {
      channel.shutdownOutput();
      state = State.LINGERING;
      discard();
    } else {
      state = State.READING;
      pending = in.position() > 0 || ended;
    }
  }

  private void discard() throws IOException {
    in.clear();
    if (ended || channel.read(in) < 0) {
      throw new EOFException();
    }
  }

  /** Its time is up. */
  void expire(long now) {
    if (state != State.READING || isIdle()) {
      close();
      return;
    }
    try {
      begin(answers.refusal(408), true, now);
    } catch (IOException e) {
      close();
    }
  }

  /** Makes room for another one. */
  void giveUp(long now) {
    expire(now);
    close();
  }

  /** The descriptor is freed at the selector's next select. */
  void close() {
    state = State.CLOSED;
    pending = false;
    key.cancel();
    try {
      channel.close();
    } catch (IOException e) {
      // there is nobody to report it to
    }
  }
}
