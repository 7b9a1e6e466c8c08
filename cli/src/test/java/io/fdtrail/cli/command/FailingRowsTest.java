package io.fdtrail.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.fdtrail.cli.options.FailOn;
import io.fdtrail.cli.options.FailOptions;
import io.fdtrail.cli.output.Columns;
import io.fdtrail.cli.output.Renderer;
import io.fdtrail.cli.output.Totals;
import io.fdtrail.event.Action;
import io.fdtrail.event.CloseOnExec;
import io.fdtrail.event.DropReason;
import io.fdtrail.event.FdEvent;
import io.fdtrail.event.FileKind;
import io.fdtrail.event.OpenDescriptor;
import io.fdtrail.event.OpenFile;
import io.fdtrail.event.Process;
import io.fdtrail.event.RawText;
import io.fdtrail.event.Sender;
import io.fdtrail.event.Sock;
import io.fdtrail.filter.EventFilter;
import io.fdtrail.filter.Filter;
import io.fdtrail.filter.FilterSyntaxException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FailingRowsTest {
  private static final Totals NOTHING_LOST = new Totals(1, Map.of(), 7, 7);
  private static final Set<FailOn> ANY = EnumSet.allOf(FailOn.class);

  private final StringWriter messages = new StringWriter();

  /** Shows all but what happens to number 99. */
  private static final class Most implements Renderer {
    @Override
    public void begin() {}

    @Override
    public boolean event(FdEvent event) {
      return event.fd() != 99;
    }

    @Override
    public void lost(String reason, String advice, long count, long total) {}

    @Override
    public void summary(Totals totals, String backend) {}
  }

  private static FailingRows rows(Set<FailOn> reasons, String... exceptions)
      throws FilterSyntaxException {
    List<EventFilter> filters = new ArrayList<>();
    for (String exception : exceptions) {
      filters.add(new EventFilter(Filter.of(exception), bootNs -> bootNs));
    }
    return new FailingRows(
        new Most(),
        new Columns(bootNs -> bootNs, Integer::toString),
        new FailOptions(reasons, List.of(exceptions), 9, false),
        filters);
  }

  private static FdEvent event(Action action, int fd) {
    return new FdEvent(
        1000,
        action,
        action == Action.DROP ? DropReason.CTRUNC : DropReason.NONE,
        0,
        new Process(100, 100, 0, 0, RawText.of("client"), 0, false),
        new Sock(7, 11, 12, 1, RawText.EMPTY),
        1,
        0,
        1,
        fd,
        OpenFile.UNKNOWN,
        Sender.UNKNOWN,
        0);
  }

  private int end(FailingRows rows, Totals totals, int status) throws IOException {
    rows.summary(totals, "fentry");
    return rows.end(status, new PrintWriter(messages, true));
  }

  @Test
  void withoutAReasonItEndsAsTheCommandDid() throws Exception {
    FailingRows rows = rows(ANY);
    rows.event(event(Action.SEND, 3));
    rows.event(event(Action.RECV, 4).with(CloseOnExec.SET));
    rows.event(event(Action.RECV, 5)); // nobody knows how it was made

    assertThat(end(rows, NOTHING_LOST, 0)).isZero();
    assertThat(end(rows, NOTHING_LOST, 7)).isEqualTo(7);
    assertThat(messages.toString().lines())
        .hasSize(2)
        .containsOnly(
            "fdtrail: --fail-on leak: incomplete: 2 received descriptors were not looked for:"
                + " their number or file is not known");
  }

  @Test
  void leaksThatMayBeMissingAreReported() throws Exception {
    FailingRows rows = rows(EnumSet.of(FailOn.LEAK));
    rows.lost("ring_full", "give more room", 1, 1);
    rows.lost("ring_full", "give more room", 2, 3);

    assertThat(end(rows, NOTHING_LOST, 7)).isEqualTo(7);
    assertThat(messages)
        .hasToString("fdtrail: --fail-on leak: incomplete: 3 lost (ring_full): give more room\n");
  }

  @Test
  void whoAsksForNoLeaksGetsNone() throws Exception {
    FailingRows rows = rows(EnumSet.of(FailOn.DROP));
    rows.lost("ring_full", "give more room", 1, 1);

    assertThat(end(rows, NOTHING_LOST, 7)).isEqualTo(7);
    assertThat(messages).hasToString("");
  }

  @Test
  void eachReasonIsReportedWithItsRows() throws Exception {
    FailingRows rows = rows(ANY);
    rows.event(event(Action.RECV, 4).with(CloseOnExec.CLEAR));
    rows.event(event(Action.FAIL, 5));
    rows.event(event(Action.DROP, -1));
    rows.event(event(Action.DROP, -1));

    assertThat(end(rows, new Totals(4, Map.of("ring_full", 17L), 0, 0), 7)).isEqualTo(9);
    assertThat(messages)
        .hasToString(
            """
            fdtrail: --fail-on leak: incomplete: 1 received descriptors were not looked for: their number or file is not known
            fdtrail: --fail-on drop: 2 rows
            ACTION PID     TID     COMM             SOCKET          FD    NAME
            DROP   100     100     client           7:[11]          -     -  < -, ctrunc
            DROP   100     100     client           7:[11]          -     -  < -, ctrunc
            fdtrail: --fail-on fail: 1 row
            ACTION PID     TID     COMM             SOCKET          FD    NAME
            FAIL   100     100     client           7:[11]          5     -
            fdtrail: --fail-on inheritable: 1 row
            ACTION PID     TID     COMM             SOCKET          FD    NAME
            RECV   100     100     client           7:[11]          4     -  < -
            fdtrail: --fail-on lost: 17 lost (17 ring_full)
            fdtrail: exit status 9, and not CMD's 7
            """);
  }

  @Test
  void onlyWhatIsAskedForIsAReason() throws Exception {
    FailingRows rows = rows(EnumSet.of(FailOn.FAIL));
    rows.event(event(Action.DROP, -1));
    rows.event(event(Action.RECV, 4).with(CloseOnExec.CLEAR));

    assertThat(end(rows, new Totals(4, Map.of("ring_full", 17L), 0, 0), 0)).isZero();
  }

  @Test
  void whatIsNotShownDoesNotCount() throws Exception {
    FailingRows rows = rows(ANY);

    assertThat(rows.event(event(Action.FAIL, 99))).isFalse();
    assertThat(end(rows, NOTHING_LOST, 0)).isZero();
  }

  @Test
  void anyExceptionTakesARowOut() throws Exception {
    FailingRows rows = rows(ANY, "fd == 5", "comm == client and action == DROP");
    rows.event(event(Action.FAIL, 5));
    rows.event(event(Action.DROP, -1));
    assertThat(end(rows, NOTHING_LOST, 0)).isZero();

    rows.event(event(Action.FAIL, 6));
    assertThat(end(rows, NOTHING_LOST, 0)).isEqualTo(9);
    assertThat(messages.toString())
        .startsWith("fdtrail: --fail-on fail: 1 row\n")
        .endsWith("\nfdtrail: exit status 9, and not CMD's 0\n");
  }

  @Test
  void ofManyRowsTheFirstAreReported() throws Exception {
    FailingRows rows = rows(ANY);
    for (int fd = 0; fd < 1000; fd++) {
      rows.event(event(Action.FAIL, fd));
    }
    end(rows, NOTHING_LOST, 0);

    assertThat(messages.toString().lines().filter(line -> line.startsWith("FAIL "))).hasSize(10);
    assertThat(messages.toString())
        .startsWith("fdtrail: --fail-on fail: 999 rows\n")
        .contains("\nfdtrail: and 989 more\n");
  }

  private static void receiveAndEnd(FailingRows rows, int pid) throws IOException {
    OpenFile file =
        new OpenFile(
            RawText.of("/x"),
            false,
            new FileKind("reg"),
            8,
            pid,
            0,
            0,
            0,
            false,
            pid,
            0,
            RawText.EMPTY);
    rows.event(
        new FdEvent(
            1000,
            Action.RECV,
            DropReason.NONE,
            0,
            new Process(pid, pid, 0, 0, RawText.of("server"), 0, false),
            new Sock(7, 11, 12, 1, RawText.EMPTY),
            1,
            0,
            1,
            5,
            file,
            Sender.UNKNOWN,
            0));
    rows.held(new OpenDescriptor(pid, 5, pid, 8, pid));
    rows.held(new OpenDescriptor(pid, OpenDescriptor.ENDED, 1, 0, 0));
  }

  @Test
  void whatAProcessEndsWithIsReported() throws Exception {
    FailingRows rows = rows(EnumSet.of(FailOn.LEAK), "pid == 100");
    receiveAndEnd(rows, 100);
    assertThat(end(rows, NOTHING_LOST, 7)).isEqualTo(7);
    assertThat(messages).hasToString("");

    receiveAndEnd(rows, 200);
    assertThat(end(rows, NOTHING_LOST, 7)).isEqualTo(9);
    assertThat(messages.toString().lines())
        .containsExactly(
            "fdtrail: --fail-on leak: 1 held by processes when they ended",
            "FROM             TO               KIND           RECV   OPEN   COPIES ELSEWHERE NAME",
            "-                server           reg            1      1      0      0         /x",
            "  open in 200: 5",
            "fdtrail: exit status 9, and not CMD's 7");
  }

  @Test
  void withoutThatReasonNoneIsReported() throws Exception {
    FailingRows rows = rows(EnumSet.of(FailOn.DROP));
    receiveAndEnd(rows, 200);

    assertThat(end(rows, NOTHING_LOST, 7)).isEqualTo(7);
  }
}
