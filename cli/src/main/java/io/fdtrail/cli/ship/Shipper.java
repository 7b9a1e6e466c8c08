package io.fdtrail.cli.ship;

import io.fdtrail.cli.output.OtelRecord;
import io.fdtrail.cli.ship.ShipCounts.Count;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.net.ssl.SSLContext;

/**
 * Sends what a tracer writes into a file. The place in it is stored after each acknowledgement: a
 * shipper that is killed sends at most its last request again.
 */
public final class Shipper {
  private static final int MOST_RECORDS = 512;
  private static final int MOST_BYTES = 1 << 20;
  private static final String CANNOT_READ = "cannot read the files, trying again";

  /** While there is enough to read: a thousand files take a while. */
  private static final long LOOK_NS = TimeUnit.MILLISECONDS.toNanos(500);

  private static final Duration ANSWERING = Duration.ofSeconds(30);
  private static final Duration LONGEST_BACKOFF = Duration.ofMinutes(1);

  private final Path state;
  private final Duration interval;
  private final Spool spool;
  private final Gaps gaps;
  private final Delivery delivery;
  private final Consumer<String> messages;
  private final Problem problem;
  private final ShipCounts counts = new ShipCounts();
  private final Lag lag = new Lag(Shipper::wallNanos);
  private final List<OtelRecord> batch = new ArrayList<>();
  private int batchBytes;
  private boolean hasNews;
  private boolean hasState;
  private long nextLook = System.nanoTime();
  private Optional<Place.Id> lastFile = Optional.empty();

  /** Where to, and how. */
  public record Target(URI url, Map<String, String> headers, Optional<SSLContext> tls) {}

  /**
   * @param interval how long lines wait for others, and between looks at the files
   * @param backoff the first wait after a failure
   * @throws IOException if the state cannot be read
   */
  public Shipper(
      Target target,
      Path file,
      Path state,
      Duration interval,
      Duration backoff,
      Consumer<String> messages)
      throws IOException {
    ShipState before = ShipState.read(state);
    this.spool = new Spool(file, before.places());
    this.gaps = new Gaps(() -> Gaps.bootNanos(Path.of("/proc"), wallNanos()), before.last());
    this.hasState = !before.equals(ShipState.NONE);
    this.state = state;
    this.interval = interval;
    this.messages = messages;
    this.problem = new Problem(messages);
    counts.restore(before.counts());
    Collector collector = new Collector(target.url(), target.headers(), target.tls(), ANSWERING);
    // not the default generator: the runtime of a package does not have its module
    Backoff waits = new Backoff(backoff, LONGEST_BACKOFF, new Random());
    this.delivery = new Delivery(collector, waits, counts, messages, this::look);
  }

  private static long wallNanos() {
    Instant now = Instant.now();
    return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
  }

  /**
   * For Prometheus; from any thread.
   *
   * @param version of fdtrail
   */
  public byte[] page(String version) {
    return ShipPage.make(version, counts, lag);
  }

  /**
   * Runs until it is interrupted.
   *
   * @throws IOException if another shipper uses the same state
   */
  public void run() throws IOException {
    Path lockFile = state.resolveSibling(state.getFileName() + ".lock");
    try (spool;
        FileChannel channel =
            FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      if (lock == null) {
        throw new IOException("another 'fdtrail ship' uses " + state);
      }
      while (!Thread.currentThread().isInterrupted()) {
        ship();
      }
    } catch (InterruptedException e) {
      // the end
    } finally {
      messages.accept(counts.toString());
    }
  }

  private void ship() throws InterruptedException {
    collect();
    if (!isFull()) {
      Thread.sleep(interval.toMillis());
      collect();
    }
    if (batch.isEmpty()) {
      lag.oldest(OptionalLong.empty());
    } else {
      lag.oldest(OptionalLong.of(batch.get(0).timeNanos()));
      storeFirst(batch.get(0));
      delivery.deliver(batch);
      batch.clear();
      batchBytes = 0;
      hasNews = true;
    }
    if (hasNews) {
      boolean isEnding = Thread.interrupted(); // which would close the files
      store();
      if (isEnding) {
        throw new InterruptedException();
      }
    }
  }

  private boolean isFull() {
    return batch.size() >= MOST_RECORDS || batchBytes >= MOST_BYTES;
  }

  /** What rotation deletes before the first answer is missing from this line on. */
  private void storeFirst(OtelRecord first) {
    if (!hasState && first.sequence() > 0) {
      store(places -> ShipState.before(first, places));
    }
  }

  private void store() {
    hasNews = !store(places -> new ShipState(places, gaps.last(), counts.toMap()));
  }

  /** If that fails, such as on a full disk, it sends on: a kill then makes it send more again. */
  private boolean store(Function<List<Place>, ShipState> now) {
    try {
      now.apply(spool.places()).write(state);
      hasState = true;
      return true;
    } catch (IOException e) {
      report("cannot store the place in " + state + ", trying again", e);
      return false;
    }
  }

  private boolean look() {
    try {
      spool.look();
      nextLook = System.nanoTime() + LOOK_NS;
      lag.bytes(spool.unread() + batchBytes);
      return true;
    } catch (IOException e) {
      report(CANNOT_READ, e);
      return false;
    }
  }

  private void collect() {
    if (System.nanoTime() - nextLook >= 0 && !look()) {
      return;
    }
    try {
      spool.limit();
      for (SpoolFile file : spool.files()) {
        read(file);
        if (isFull()) {
          return; // newer files wait for this one
        }
      }
      nextLook = System.nanoTime(); // all is read
    } catch (IOException e) {
      report(CANNOT_READ, e);
    }
  }

  private void read(SpoolFile file) throws IOException {
    if (!file.isOpen()) {
      lost(file.takeLost());
      return;
    }
    if (file.isWrittenAnew()) {
      messages.accept("a file was truncated; what was not sent of it is lost");
      file.restart();
      lastFile = Optional.empty();
    }
    while (!isFull()) {
      Optional<byte[]> line = file.next();
      unreadable(file.takeSkipped());
      if (line.isEmpty()) {
        return;
      }
      try {
        OtelRecord each = OtelRecord.parse(line.get(), line.get().length);
        follow(each, file);
        batch.add(each);
        batchBytes += line.get().length;
      } catch (IOException e) {
        unreadable(1);
      }
    }
  }

  private void unreadable(long lines) {
    counts.add(Count.UNREADABLE, lines);
    hasNews |= lines > 0;
  }

  /** Of a file that was deleted before its turn, with those before it that were never seen. */
  private void lost(SpoolFile.Lost unread) {
    if (unread.lines() == 0) {
      return;
    }
    long missing = unread.lines();
    try {
      OtelRecord last = OtelRecord.parse(unread.last(), unread.last().length);
      missing = Math.max(missing, gaps.before(last).orElse(0) + 1);
    } catch (IOException e) {
      // it has no number
    }
    spoolFull(missing);
  }

  private void spoolFull(long lines) {
    counts.add(Count.SPOOL_FULL, lines);
    hasNews = true;
    messages.accept("a file was deleted before it was sent: spool_full " + lines);
  }

  /** A gap within a file is the tracer's, which reports it; one between files is a lost file. */
  private void follow(OtelRecord line, SpoolFile file) {
    OptionalLong gap = gaps.before(line);
    boolean isNextFile = lastFile.map(last -> !last.equals(file.id())).orElse(!file.isResumed());
    long missing = isNextFile ? gap.orElse(lastFile.isEmpty() && spool.isNew() ? 1 : 0) : 0;
    lastFile = Optional.of(file.id());
    if (missing > 0) {
      spoolFull(missing);
    }
  }

  /** An interrupt, which ends it, is none. */
  private void report(String what, IOException e) {
    if (!(e instanceof ClosedByInterruptException)) {
      problem.report(what + ": " + e);
    }
  }
}
