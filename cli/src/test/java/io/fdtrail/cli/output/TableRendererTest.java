package io.fdtrail.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import io.fdtrail.event.Action;
import io.fdtrail.event.Cgroup;
import io.fdtrail.event.CloseOnExec;
import io.fdtrail.event.Container;
import io.fdtrail.event.DropReason;
import io.fdtrail.event.FdEvent;
import io.fdtrail.event.Process;
import io.fdtrail.event.RawText;
import io.fdtrail.event.Sender;
import io.fdtrail.event.Unit;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class TableRendererTest {
  @Test
  void lossAndSummaryGoToTheStandardError() throws IOException {
    Rendered rendered =
        Rendered.table(
            Columns.TABLE,
            renderer -> {
              renderer.lost("ring_full", "give it more room", 17, 17);
              renderer.summary(new Totals(1, Map.of(), 0, 0), "fentry");
              renderer.summary(
                  new Totals(1204, new TreeMap<>(Map.of("calls_full", 2L, "ring_full", 17L)), 3, 1),
                  "fentry");
            });

    assertThat(rendered.output()).isEmpty();
    assertThat(rendered.messages())
        .isEqualTo(
            """
            fdtrail: lost 17 (ring_full): give it more room
            1 event, 0 lost
            1204 events, 19 lost (2 calls_full, 17 ring_full), 3 receives without sender, 1 drop without sender
            """);
  }

  @Test
  void whatARendererForgotIsLostToo() {
    Totals totals = new Totals(1, Map.of("ring_full", 2L), 0, 0).plus("trails_forgotten", 3);

    assertThat(Summary.text(totals)).isEqualTo("1 event, 5 lost (2 ring_full, 3 trails_forgotten)");
  }

  @Test
  void chosenColumnsHaveNothingBehindThem() throws IOException {
    Rendered rendered =
        Rendered.chosenTable(
            List.of("action", "sender", "in_flight_ns", "rdev"),
            renderer -> {
              renderer.begin();
              renderer.event(Samples.all().get("recv-plain"));
              renderer.event(Samples.all().get("fail-ebadf"));
            });

    assertThat(rendered.output())
        .isEqualTo(
            """
            ACTION SENDER                           IN_FLIGHT_NS RDEV
            RECV   client/1296790 fd 3              41000        1:3
            FAIL   -                                -            -
            """);
  }

  @Test
  void aLongContainerIdIsCutBetweenItsBytes() throws IOException {
    byte[] id = "\u00ff0123456789abcde".repeat(4).getBytes(StandardCharsets.ISO_8859_1);
    Process inside =
        Samples.CLIENT.in(
            new Cgroup(true, new Container("containerd", RawText.of(id), ""), Unit.NONE));

    Rendered rendered =
        Rendered.chosenTable(
            List.of("container"),
            renderer -> {
              renderer.event(Samples.send(inside, Samples.NULL, 3));
            });

    assertThat(rendered.output()).isEqualTo("containerd/\\3770123456789a\n");
  }

  @Test
  void secondsSinceTheFirstRowOfAnyTwoTimes() throws IOException {
    Rendered rendered =
        Rendered.chosenTable(
            List.of("elapsed_s"),
            renderer -> {
              for (long bootNs :
                  new long[] {1, 0, 1_000_000_001, Long.MIN_VALUE + 1, Long.MAX_VALUE}) {
                renderer.event(at(bootNs));
              }
            });

    assertThat(rendered.output())
        .isEqualTo(
            "0.000000000\n-0.000000001\n1.000000000\n-9223372036.854775808\n9223372036.854775806\n");
  }

  private static FdEvent at(long bootNs) {
    return new FdEvent(
        bootNs,
        Action.SEND,
        DropReason.NONE,
        0,
        Samples.CLIENT,
        Samples.STREAM,
        1,
        0,
        1,
        3,
        Samples.NULL,
        Sender.UNKNOWN,
        0);
  }

  @Test
  void thatANumberHasNoFlagIsAWord() throws IOException {
    Rendered rendered =
        Rendered.chosenTable(
            List.of("fd_flags", "fd"),
            renderer -> {
              for (CloseOnExec each : CloseOnExec.values()) {
                renderer.event(Samples.received(each));
              }
            });

    assertThat(rendered.output()).isEqualTo("-          112\nnone       112\nFD_CLOEXEC 112\n");
  }

  @Test
  void upToTheNameARowHasNoMoreThanAHundredColumns() throws IOException {
    String header = Rendered.table(Columns.TIMED_TABLE, Renderer::begin).output();

    assertThat(header).endsWith(" NAME\n").hasSizeLessThan(100);
  }
}
