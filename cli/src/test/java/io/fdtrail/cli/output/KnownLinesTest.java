package io.fdtrail.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import io.fdtrail.event.FdEvent;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class KnownLinesTest {
  private static final FdEvent RECEIVED = Samples.all().get("recv-identified");
  private static final FdEvent SENT = Samples.all().get("send-plain");

  private final LineBuffer line = new LineBuffer(1024);
  private final JsonWriter json = new JsonWriter(line);
  private int asked;

  /** It is asked twice if a kept line does not fit, and so another one is made. */
  private final RisingNumber message =
      new RisingNumber(true) {
        @Override
        long number(FdEvent event) {
          asked++;
          return event.message();
        }
      };

  private final KnownLines lines =
      new KnownLines(
          Ascii.bytes("{\"type\":\"event\""),
          LinePart.of(List.of(new Column("message", "M", 1, "", message, EventPart.EVENT))));

  @Test
  void aLineHasItsOwnNumberEachTime() throws IOException {
    for (long number : new long[] {1_000_001, 1_000_002, 1_000_003, 1_999_999, 2_000_000, 5}) {
      written(received(number));
      assertThat(line).hasToString("{\"type\":\"event\",\"message\":\"" + number + "\"");
    }
  }

  /** A message's first digits are its CPU's. */
  @Test
  void aLineIsCopiedAgainAfterItsNumberHasMoreDigits() throws IOException {
    for (long number : new long[] {9_999_990, 9_999_991, 9_999_992, 10_000_001, 10_000_002}) {
      written(received(number));
      written(again(SENT, number));
    }

    assertThat(written(received(10_000_003))).isEqualTo(1);
    assertThat(line).hasToString("{\"type\":\"event\",\"message\":\"10000003\"");
    assertThat(written(again(SENT, 10_000_004))).isEqualTo(1);
  }

  private static FdEvent received(long message) {
    return again(RECEIVED, message);
  }

  private static FdEvent again(FdEvent event, long message) {
    return new FdEvent(1, event.act(), message, 0, 0, event.stack());
  }

  /** How often the number was asked for. */
  private int written(FdEvent event) throws IOException {
    line.clear();
    int before = asked;
    lines.write(event, json);
    return asked - before;
  }
}
