package io.fdtrail.cli.ship;

import io.fdtrail.cli.output.OtelRecord;
import io.fdtrail.cli.ship.ShipCounts.Count;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Sends records until the collector has answered for each of them. */
final class Delivery {
  private static final long LONGEST_PAUSE_MS = 1000;
  private static final int TOO_LARGE = 413;
  private static final int BAD_REQUEST = 400;

  private final Collector collector;
  private final Backoff backoff;
  private final ShipCounts counts;
  private final Problem problem;
  private final Runnable idle;

  /**
   * @param idle is called at least once a second between attempts
   */
  Delivery(
      Collector collector,
      Backoff backoff,
      ShipCounts counts,
      Consumer<String> messages,
      Runnable idle) {
    this.collector = collector;
    this.backoff = backoff;
    this.counts = counts;
    this.problem = new Problem(messages);
    this.idle = idle;
  }

  /** Returns when they are acknowledged, or refused for good and counted. */
  void deliver(List<OtelRecord> records) throws InterruptedException {
    byte[] request = OtlpRequest.encode(records);
    while (true) {
      Optional<Duration> asked = Optional.empty();
      try {
        Collector.Answer answer = collector.send(request);
        if (answer.status() / 100 == 2) {
          accepted(records.size(), answer.body());
          return;
        }
        if (answer.status() == TOO_LARGE && records.size() > 1) {
          int half = records.size() / 2;
          deliver(records.subList(0, half));
          deliver(records.subList(half, records.size()));
          return;
        }
        if (answer.status() == BAD_REQUEST || answer.status() == TOO_LARGE) {
          problem.report("the collector refuses records with status " + answer.status());
          counts.add(Count.REJECTED, records.size());
          return;
        }
        problem.report("the collector answers with status " + answer.status() + ", trying again");
        asked = answer.retryAfter();
      } catch (IOException e) {
        problem.report("cannot reach the collector, trying again: " + reason(e));
      }
      counts.add(Count.RETRIED, 1);
      pause(backoff.next(asked));
    }
  }

  private void pause(Duration length) throws InterruptedException {
    for (long left = length.toMillis(); left > 0; left -= LONGEST_PAUSE_MS) {
      idle.run();
      Thread.sleep(Math.min(left, LONGEST_PAUSE_MS));
    }
  }

  private void accepted(int count, byte[] body) {
    backoff.reset();
    long rejected = 0;
    try {
      OtlpResponse response = OtlpResponse.decode(body);
      rejected = Math.max(0, Math.min(count, response.rejected()));
      if (rejected == 0) {
        problem.end();
      } else {
        problem.report("the collector rejects some records: " + response.message());
      }
    } catch (IllegalArgumentException e) {
      problem.report(
          "the collector accepts records, but its answer cannot be read: " + e.getMessage());
    }
    counts.add(Count.SENT, count - rejected);
    counts.add(Count.REJECTED, rejected);
  }

  private static String reason(IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}
