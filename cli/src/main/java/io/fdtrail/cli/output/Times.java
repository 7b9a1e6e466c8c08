package io.fdtrail.cli.output;

import io.fdtrail.event.FdEvent;
import java.io.IOException;

/** The columns that show when. */
final class Times {
  private static final long MICRO = 1_000;
  private static final long MILLI = 1_000_000;
  private static final long NANOS = 1_000_000_000;

  private Times() {}

  /** Seconds since the first event shown. */
  static Value<FdEvent> elapsed() {
    return new Value<>() {
      private long first = -1;

      @Override
      public void cell(FdEvent event, LineBuffer to) {
        if (first < 0) {
          first = event.bootNs();
        }
        long elapsed = event.bootNs() - first;
        if (elapsed < 0) {
          to.put('-');
        }
        to.decimal(Math.abs(elapsed / NANOS)).put('.').padded((int) Math.abs(elapsed % NANOS), 9);
      }

      @Override
      public void member(FdEvent event, JsonKey key, JsonMembers json) throws IOException {
        json.printedNumber(key, event, this::cell);
      }
    };
  }

  /** {@code 41 us}: in the largest unit of which there is at least one, rounded down. */
  static void duration(long ns, LineBuffer line) {
    if (ns < MICRO) {
      line.unsigned(ns).put(" ns");
    } else if (ns < MILLI) {
      line.decimal(ns / MICRO).put(" us");
    } else if (ns < NANOS) {
      line.decimal(ns / MILLI).put(" ms");
    } else {
      line.decimal(ns / NANOS).put('.').decimal(ns % NANOS / (NANOS / 10)).put(" s");
    }
  }
}
