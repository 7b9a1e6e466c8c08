package io.fdtrail.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import io.fdtrail.event.Action;
import io.fdtrail.event.Cgroup;
import io.fdtrail.event.Container;
import io.fdtrail.event.DropReason;
import io.fdtrail.event.FdEvent;
import io.fdtrail.event.FileKind;
import io.fdtrail.event.Identity;
import io.fdtrail.event.OpenFile;
import io.fdtrail.event.Process;
import io.fdtrail.event.RawText;
import io.fdtrail.event.Sender;
import io.fdtrail.event.Sock;
import io.fdtrail.event.Unit;
import io.fdtrail.inflight.Holder;
import io.fdtrail.inflight.Receiver;
import io.fdtrail.inflight.Snapshot;
import io.fdtrail.inflight.SocketQueue;
import io.fdtrail.leaks.Growing;
import io.fdtrail.leaks.Growing.Change;
import io.fdtrail.leaks.Growing.Origin;
import io.fdtrail.leaks.Leaks;
import io.fdtrail.leaks.Receptions;
import io.fdtrail.traffic.Order;
import io.fdtrail.traffic.Traffic;
import io.fdtrail.traffic.View;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Whatever names are like, what a table shows has one meaning, and it is the true one. */
class ForgedNamesTest {
  private static final int ROUNDS = 4_000;
  private static final int LONGEST_COMM = 15;
  private static final List<String> PIECES =
      List.of(
          " ",
          " ",
          "  ",
          "-",
          "->",
          " -> ",
          "<",
          "  < ",
          "  < -",
          "/",
          "/1",
          "1",
          "9",
          "0",
          "7",
          " fd ",
          " fd 3",
          "systemd/1 fd 3",
          ", ",
          ", 2 ms",
          ", closed",
          "  EPERM",
          "a",
          "b/2 fd 4",
          "...",
          ".../",
          "... -> ",
          " (deleted)",
          "(deleted)",
          "deleted",
          "/dev/null",
          "memfd:",
          ":",
          "SEND",
          "3:[1]",
          "@",
          "not accepted",
          "user 0: 1 in flight",
          "\\",
          "\\40",
          "\"",
          "\n",
          "\t",
          "\0331",
          "\u00e9",
          "\u00ff");

  private final Random random = new Random(11);

  @Test
  void standardRows() throws IOException {
    for (FdEvent event : events()) {
      ShownLine row =
          new ShownLine(line(Rendered.table(Columns.TABLE, renderer -> renderer.event(event))));
      assertThat(List.of(row.word(), row.word(), row.word())).containsExactly("RECV", "200", "201");
      assertThat(row.thread()).isEqualTo(names(event.process()));
      assertThat(row.word()).isEqualTo("7:[11]");
      assertThat(row.word()).isEqualTo("5");
      assertThat(row.name()).isEqualTo(nameAndEndpoints(event.file()));
      assertThat(row.skips("  < ")).isTrue();
      assertThat(row.owners("nothing")).containsExactly(owner(event.sender()));
      assertThat(row.rest()).isEqualTo(", 41 us");
    }
  }

  @Test
  void refusedRows() throws IOException {
    for (FdEvent event : events()) {
      Sock socket = new Sock(7, 11, 0, 2, names(1));
      int errno = random.nextInt(2) * 11;
      FdEvent refused =
          new FdEvent(
              1,
              Action.FAIL,
              DropReason.NONE,
              errno,
              event.process(),
              socket,
              1,
              0,
              1,
              5,
              event.file(),
              Sender.UNKNOWN,
              0);
      ShownLine row =
          new ShownLine(line(Rendered.table(List.of("name"), renderer -> renderer.event(refused))));
      assertThat(row.name()).isEqualTo(nameAndEndpoints(event.file()));
      assertThat(row.skips(errno == 0 ? "  -> " : "  EAGAIN -> ")).isTrue();
      assertThat(row.text()).isEqualTo(socket.path().toString());
      assertThat(row.rest()).isEmpty();
    }
  }

  @Test
  void chosenColumns() throws IOException {
    List<String> keys =
        List.of(
            "comm", "pid", "kind", "socket_path", "sender", "endpoints", "container", "name", "fd");
    for (FdEvent event : events()) {
      ShownLine row =
          new ShownLine(line(Rendered.chosenTable(keys, renderer -> renderer.event(event))));
      assertThat(row.thread()).isEqualTo(names(event.process()));
      assertThat(row.word()).isEqualTo("200");
      assertThat(row.text()).isEqualTo(event.file().kind().word());
      assertThat(row.text()).isEqualTo(event.socket().path().toString());
      assertThat(row.owners("nothing")).containsExactly(owner(event.sender()));
      row.skipBlanks();
      assertThat(row.text()).isEqualTo(event.file().endpoints().toString());
      assertThat(row.text()).isEqualTo("docker/" + shortened(event.process().container().id()));
      assertThat(row.name()).isEqualTo(name(event.file()));
      row.skipBlanks();
      assertThat(row.rest()).isEqualTo("5");
    }
  }

  @Test
  void trails() throws IOException {
    for (FdEvent event : events()) {
      Sender by = new Sender(200, 201, 0, event.process().comm(), 5, false);
      Process last = new Process(300, 300, 0, 0, event.sender().comm(), 0, false);
      FdEvent next = received(last, event.socket(), 6, event.file(), by);
      Rendered trails =
          Rendered.trails(
              false,
              renderer -> {
                renderer.event(event);
                renderer.event(next);
              });
      ShownLine trail = new ShownLine(trails.output().lines().toList().get(1));
      assertThat(trail.owners(" -> "))
          .containsExactly(owner(event.sender()), owner(by), owner(last.comm(), 300, 6));
      assertThat(trail.skips("  ")).isTrue();
      assertThat(trail.name()).isEqualTo(nameAndEndpoints(event.file()));
      assertThat(trail.rest()).isEmpty();
    }
  }

  @Test
  void queues() throws IOException {
    for (FdEvent event : events()) {
      List<Holder> holders =
          List.of(new Holder(1, event.process().comm(), 2), new Holder(3, comm(), 4));
      List<Holder> senders = List.of(new Holder(5, event.sender().comm(), 6));
      Receiver receiver = new Receiver(event.socket(), OptionalLong.empty(), holders);
      SocketQueue queue =
          new SocketQueue(
              receiver,
              List.of(receiver),
              senders,
              Optional.empty(),
              0,
              1,
              List.of(Samples.queued(event.file())));
      Snapshot snapshot = new Snapshot(List.of(queue), List.of(), Optional.empty(), List.of());
      List<String> lines = Rendered.inflightTable(snapshot).output().lines().toList();
      ShownLine row = new ShownLine(lines.get(1));
      assertThat(row.text()).isEqualTo("[11]");
      assertThat(List.of(row.word(), row.word(), row.word())).containsExactly("stream", "1", "0");
      assertThat(row.owners(", "))
          .containsExactly(owner(holders.get(0).comm(), 1, 2), owner(holders.get(1).comm(), 3, 4));
      row.skipBlanks();
      assertThat(row.owners(", ")).containsExactly(owner(senders.get(0).comm(), 5, 6));
      row.skipBlanks();
      assertThat(row.text()).isEqualTo(event.socket().path().toString());
      ShownLine within = new ShownLine(lines.get(2));
      assertThat(within.skips("  itself queued in [11], held by ")).isTrue();
      assertThat(within.owners(", "))
          .containsExactly(owner(holders.get(0).comm(), 1, 2), owner(holders.get(1).comm(), 3, 4));
      ShownLine descriptor = new ShownLine(lines.get(3));
      assertThat(descriptor.skips("  1 x ")).isTrue();
      assertThat(descriptor.text()).isEqualTo(event.file().kind().word());
      assertThat(descriptor.name()).isEqualTo(nameAndEndpoints(event.file()));
      assertThat(descriptor.rest() + lines.size()).isEqualTo("4");
    }
  }

  @Test
  void leaks() throws IOException {
    for (FdEvent event : events()) {
      Receptions receptions = new Receptions();
      receptions.received(event);
      Leaks leaks = new Leaks(receptions);
      leaks.open(Samples.open(event.process(), event.fd(), event.file()));
      ShownLine row =
          new ShownLine(
              Rendered.leaksTable(leaks.found(), List.of()).output().lines().toList().get(1));
      assertThat(row.text()).isEqualTo(event.sender().comm().toString());
      assertThat(row.text()).isEqualTo(event.process().comm().toString());
      assertThat(row.text()).isEqualTo(event.file().kind().word());
      for (String number : List.of("1", "1", "0", "0", "0", "0", "0")) {
        assertThat(row.word()).isEqualTo(number);
      }
      assertThat(row.name()).isEqualTo(nameAndEndpoints(event.file()));
      assertThat(row.rest()).isEmpty();
    }
  }

  @Test
  void top() throws IOException {
    for (FdEvent event : events()) {
      assertThat(lastCells(View.PAIRS, event, 5).split(" -> ", -1))
          .containsExactly(shown(event.sender().comm(), 100), shown(nameOf(event.process()), 200));
      assertThat(lastCells(View.PROCESSES, event, 8))
          .isEqualTo(shown(nameOf(event.process()), 200));
      ShownLine file = new ShownLine(lastCells(View.FILES, event, 6));
      assertThat(file.text()).isEqualTo(event.file().kind().word());
      assertThat(file.name()).isEqualTo(name(event.file()));
      assertThat(file.rest()).isEmpty();
    }
  }

  private static RawText nameOf(Process process) {
    RawText name = process.identity().process();
    return name.isEmpty() ? process.comm() : name;
  }

  private static String shown(RawText comm, int pid) {
    LineBuffer to = new LineBuffer(64);
    SenderColumn.owner(comm, pid, to);
    return to.toString();
  }

  /** After so many numbers and times. */
  private static String lastCells(View view, FdEvent event, int before) throws IOException {
    Traffic traffic = new Traffic();
    traffic.add(event);
    TopMoment moment =
        new TopMoment(
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            view,
            Order.RATE,
            traffic.period(),
            traffic.drops(),
            0,
            0,
            0,
            traffic.loads(view, Order.RATE));
    List<String> lines = Rendered.top(List.of(moment), Optional.empty()).output().lines().toList();
    assertThat(lines).hasSize(4).last().asString().isEmpty();
    Matcher row =
        Pattern.compile("(?:(?:[0-9.]+(?: us)?|-) +){%d}(.*)".formatted(before))
            .matcher(lines.get(2));
    assertThat(row.matches()).as(lines.get(2)).isTrue();
    return row.group(1);
  }

  @Test
  void growth() throws IOException {
    for (FdEvent event : events()) {
      Origin origin =
          new Origin(event.sender().comm(), event.file().kind(), 1, Optional.of(new Change(0, 1)));
      Growing growing =
          new Growing(
              event.process().pid(),
              0,
              event.process().comm(),
              List.of(origin),
              1,
              origin.change(),
              OptionalInt.of(8),
              OptionalLong.of(10));
      List<String> lines =
          Rendered.growthTable(List.of(growing), List.of()).output().lines().toList();
      ShownLine row = new ShownLine(lines.get(1));
      assertThat(row.word()).isEqualTo("10.2");
      assertThat(row.word()).isEqualTo(Integer.toString(event.process().pid()));
      assertThat(row.text()).isEqualTo(event.process().comm().toString());
      assertThat(row.word()).isEqualTo("1");
      assertThat(row.rest()).matches("\\+0/min +8 +10 +80% +-");
    }
  }

  private static String line(Rendered rendered) {
    assertThat(rendered.output()).matches("[ -~]*\n");
    return rendered.output().stripTrailing();
  }

  private static List<Object> name(OpenFile file) {
    return List.of(file.nameTruncated(), file.name().toString(), file.isMarkedDeleted());
  }

  /** The endpoints of a socket follow its name; only a socket has such a name. */
  private static List<Object> nameAndEndpoints(OpenFile file) {
    return file.endpoints().length() == 0
        ? name(file)
        : List.of(false, file.name() + " " + file.endpoints(), false);
  }

  private static List<String> owner(Sender sender) {
    return owner(sender.comm(), sender.pid(), sender.fd());
  }

  private static List<String> owner(RawText comm, int pid, int fd) {
    return List.of(comm.toString(), Integer.toString(pid), fd < 0 ? "-" : Integer.toString(fd));
  }

  private List<FdEvent> events() {
    List<FdEvent> events = new ArrayList<>();
    for (int i = 0; i < ROUNDS; i++) {
      Identity identity =
          random.nextBoolean() ? Identity.UNKNOWN : new Identity(comm(), RawText.EMPTY, 0, 0);
      Process process =
          new Process(200, 201, 0, 0, comm(), 0, false, identity)
              .in(new Cgroup(true, new Container("docker", names(1), ""), Unit.NONE));
      Sender sender = new Sender(100, 100, 0, comm(), random.nextInt(4) - 1, false);
      events.add(received(process, new Sock(7, 11, 12, 1, names(0)), 5, file(), sender));
    }
    return events;
  }

  /** An id of 64 bytes is one of those that runtimes shorten. */
  private static String shortened(RawText id) {
    return id.length() == 64 ? id.toString().substring(0, 12) : id.toString();
  }

  private static List<String> names(Process process) {
    String name = process.identity().process().toString();
    String thread = process.comm().toString();
    return name.isEmpty() || name.equals(thread) ? List.of(thread) : List.of(name, thread);
  }

  private OpenFile file() {
    FileKind kind =
        new FileKind(
            List.of("reg", "memfd", "sock:unix", "anon:seccomp notify").get(random.nextInt(4)));
    if (kind.word().equals("sock:unix")) {
      return new OpenFile(
          RawText.of("socket:[99]"), false, kind, 99, 4, 0, 0140777, 0, false, 3, 0, names(0));
    }
    boolean deleted = random.nextInt(3) == 0;
    RawText name =
        kind.word().equals("memfd") || deleted ? octets(names(1) + " (deleted)") : names(1);
    return new OpenFile(
        name, random.nextInt(4) == 0, kind, 5, 4, 0, 0100644, 0, deleted, 3, 0, RawText.EMPTY);
  }

  private static FdEvent received(Process by, Sock socket, int fd, OpenFile file, Sender sender) {
    return new FdEvent(
        1, Action.RECV, DropReason.NONE, 0, by, socket, 1, 0, 1, fd, file, sender, 41_000);
  }

  private RawText comm() {
    String comm = names(1).toString();
    return octets(comm.substring(0, Math.min(comm.length(), LONGEST_COMM)));
  }

  private RawText names(int least) {
    StringBuilder name = new StringBuilder();
    for (int pieces = least + random.nextInt(6); pieces > 0; pieces--) {
      name.append(PIECES.get(random.nextInt(PIECES.size())));
    }
    return octets(name.toString());
  }

  private static RawText octets(String text) {
    return RawText.of(text.getBytes(StandardCharsets.ISO_8859_1));
  }
}
