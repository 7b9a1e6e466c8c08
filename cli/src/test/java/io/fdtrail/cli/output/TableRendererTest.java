package io.fdtrail.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import io.fdtrail.event.Action;
import io.fdtrail.event.Cgroup;
import io.fdtrail.event.CloseOnExec;
import io.fdtrail.event.Container;
import io.fdtrail.event.DropReason;
import io.fdtrail.event.FdEvent;
import io.fdtrail.event.FileKind;
import io.fdtrail.event.OpenFile;
import io.fdtrail.event.Process;
import io.fdtrail.event.RawText;
import io.fdtrail.event.Sender;
import io.fdtrail.event.Unit;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

  private static final String COLOUR = "\033\\[[0-9]*m";

  @Test
  void coloursAreForActionAndReason() throws IOException {
    FdEvent dropped = Samples.all().get("drop-lsm");
    String shown = Rendered.onTerminal(1000, renderer -> renderer.event(dropped));

    assertThat(shown)
        .startsWith("\033[31mDROP   \033[m5128 ")
        .contains(", \033[31mlsm\033[m \033[31mEACCES\033[m");
    assertThat(colour("recv-plain")).startsWith("\033[32mRECV   \033[m").doesNotContain("[31m");
    assertThat(colour("send-plain")).startsWith("SEND ").doesNotContain("\033");
    assertThat(colour("grab-plain")).startsWith("\033[33mGRAB   \033[m");
  }

  private static String colour(String sample) throws IOException {
    return Rendered.onTerminal(1000, renderer -> renderer.event(Samples.all().get(sample)));
  }

  @Test
  void withoutColoursARowIsAsInAFile() throws IOException {
    for (FdEvent event : Samples.all().values()) {
      String shown = Rendered.onTerminal(10_000, renderer -> renderer.event(event));
      assertThat(shown.replaceAll(COLOUR, ""))
          .isEqualTo(Rendered.table(Columns.TABLE, renderer -> renderer.event(event)).output());
    }
  }

  @Test
  void theNameGivesWayToWhatFollows() throws IOException {
    FdEvent dropped =
        Samples.all()
            .get("drop-lsm")
            .on(
                Samples.all().get("drop-lsm").socket(),
                new OpenFile(
                    RawText.of("/a/long/way/to/a/file/that/is/deep/down"),
                    false,
                    new FileKind("reg"),
                    8,
                    4,
                    0,
                    0,
                    0,
                    false,
                    1,
                    0,
                    RawText.EMPTY));
    String whole = shown(1000, dropped);
    assertThat(whole).contains(" /a/long/way/to/a/file/that/is/deep/down  < client");
    assertThat(shown(whole.length(), dropped)).isEqualTo(whole);
    assertThat(shown(whole.length() - 1, dropped))
        .isEqualTo(whole.replace("/a/long", "...ong"))
        .hasSize(whole.length() - 1);
    assertThat(shown(whole.length() - 20, dropped)).hasSize(whole.length() - 20);
    assertThat(shown(10, dropped)).contains(" ...is/deep/down  < client");
  }

  private static String shown(int width, FdEvent event) throws IOException {
    return Rendered.onTerminal(width, renderer -> renderer.event(event))
        .replaceAll(COLOUR, "")
        .stripTrailing();
  }

  @ParameterizedTest
  @CsvSource({"xterm, '', COLOURED", "xterm, 1, PLAIN", "dumb, '', PLAIN", ", '', PLAIN"})
  void coloursAreRefused(String term, String noColor, Palette palette) {
    Map<String, String> environment = new TreeMap<>(Map.of("NO_COLOR", noColor));
    if (term != null) {
      environment.put("TERM", term);
    }
    assertThat(Palette.of(name -> Optional.ofNullable(environment.get(name)))).isEqualTo(palette);
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
