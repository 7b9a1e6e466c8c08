package io.fdtrail.cli.output;

import io.fdtrail.event.Action;
import io.fdtrail.event.Cgroup;
import io.fdtrail.event.CloseOnExec;
import io.fdtrail.event.Container;
import io.fdtrail.event.DropReason;
import io.fdtrail.event.FdEvent;
import io.fdtrail.event.FileKind;
import io.fdtrail.event.OpenFile;
import io.fdtrail.event.PeerProcess;
import io.fdtrail.event.Process;
import io.fdtrail.event.RawText;
import io.fdtrail.event.Sender;
import io.fdtrail.event.Sock;
import io.fdtrail.event.Unit;
import io.fdtrail.kernel.Backend;
import io.fdtrail.os.Errno;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Reports for tests. */
final class ReportSamples {
  private static final List<String> NAMES =
      List.of("chromium", "gpu-process", "renderer", "dbus-broker", "pipewire", "gnome-shell");

  private ReportSamples() {}

  /**
   * What a desktop does: shared memory and sockets between some processes, over a connection for
   * each pair, in messages of one or a few descriptors. Each is sent and received, or now and then
   * dropped, and most files are passed again.
   */
  static List<FdEvent> desktop(int events) {
    Random random = new Random(7);
    List<FdEvent> all = new ArrayList<>();
    long now = Samples.BOOT_NS;
    long message = 1L << 48;
    int files = 60;
    while (all.size() < events) {
      now += 5_000 + (long) (300_000 * -Math.log(1 - random.nextDouble()));
      int client = Math.min(random.nextInt(40), random.nextInt(40));
      int server = random.nextInt(3) * random.nextInt(3);
      boolean isSent = random.nextInt(4) > 0;
      Process from = process(isSent ? client : server);
      Process to = process(isSent ? server : client);
      int pair = 50 * client + server;
      int count = random.nextInt(5) == 0 ? 3 : 1;
      long flight = 5_000L + random.nextInt(random.nextInt(50) == 0 ? 80_000_000 : 90_000);
      int chance = random.nextInt(200);
      message++;
      List<FdEvent> received = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        OpenFile file =
            file(random.nextInt(6) == 0 ? ++files : Math.max(0, files - random.nextInt(60)));
        int fd = 20 + files % 7 + i;
        all.add(
            event(
                now,
                Action.SEND,
                DropReason.NONE,
                0,
                from,
                socket(pair, 9 + server),
                message,
                i,
                count,
                fd,
                file,
                Sender.UNKNOWN,
                0));
        Sender sender = sender(from, fd);
        DropReason reason =
            chance > 1 ? DropReason.NONE : chance == 0 ? DropReason.CTRUNC : DropReason.EMFILE;
        boolean isDropped = reason != DropReason.NONE;
        received.add(
            event(
                now + flight,
                isDropped ? Action.DROP : Action.RECV,
                reason,
                reason == DropReason.EMFILE ? 24 : 0,
                to,
                socket(pair + 5000, 9 + client),
                message,
                i,
                count,
                isDropped ? -1 : 30 + files % 9 + i,
                file,
                sender,
                flight));
      }
      all.addAll(received);
    }
    return all;
  }

  /**
   * A reader that is slow with one socket, reads nothing from a second, and everything at once from
   * a third: a message a millisecond to each, of three descriptors to the third.
   */
  static List<FdEvent> backlog() {
    List<FdEvent> all = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      long at = Samples.BOOT_NS + i * 1_000_000L;
      passed(all, at, 1, i, 1, (i + 1) * 500_000L);
      passed(all, at + 1_000, 2, 100 + i, 1, 0);
      passed(all, at + 2_000, 3, 200 + i, 3, 20_000);
    }
    all.sort(Comparator.comparingLong(FdEvent::bootNs));
    return all;
  }

  /** A send, and its end unless there is none. */
  private static void passed(
      List<FdEvent> to, long at, int socket, int number, int count, long flight) {
    Sock sends = new Sock(9, 700 + socket, 800 + socket, 1, RawText.EMPTY);
    Sock receives = new Sock(5, 800 + socket, 700 + socket, 1, RawText.EMPTY);
    long message = (1L << 48) + number;
    Process from = process(1);
    for (int i = 0; i < count; i++) {
      OpenFile file = file(number * 4 + i);
      Sock socketTo = sends.to(new PeerProcess(1002, RawText.of("slow")));
      to.add(
          event(
              at,
              Action.SEND,
              DropReason.NONE,
              0,
              from,
              socketTo,
              message,
              i,
              count,
              7 + i,
              file,
              Sender.UNKNOWN,
              0));
      if (flight > 0) {
        Sender sender = sender(from, 7 + i);
        to.add(
            event(
                at + flight,
                Action.RECV,
                DropReason.NONE,
                0,
                process(2),
                receives,
                message,
                i,
                count,
                30 + i,
                file,
                sender,
                flight));
      }
    }
  }

  private static Sender sender(Process by, int fd) {
    return new Sender(
        by.pid(), by.tid(), by.uid(), by.comm(), fd, false, by.identity(), by.cgroup());
  }

  private static Sock socket(int number, int fd) {
    return new Sock(fd, 500_000 + number, 600_000 + number, 1, RawText.EMPTY);
  }

  private static Process process(int number) {
    String name = NAMES.get(number % NAMES.size());
    Unit unit =
        new Unit(
            RawText.of(number % 2 == 0 ? "session-2.scope" : name + ".service"),
            RawText.EMPTY,
            RawText.of("user.slice"));
    return new Process(1000 + number, 1000 + number, 0, 1000, RawText.of(name), 77, false)
        .in(new Cgroup(true, Container.NONE, unit));
  }

  private static OpenFile file(int number) {
    boolean isMemory = number % 2 == 0;
    String name =
        isMemory ? "/memfd:shared_memory (deleted)" : "socket:[" + (900_000 + number) + "]";
    return new OpenFile(
        RawText.of(name),
        false,
        isMemory ? FileKind.MEMFD : new FileKind("sock:unix"),
        1,
        900_000 + number,
        0,
        0600,
        2,
        isMemory,
        new Random(number).nextLong(),
        0,
        RawText.EMPTY);
  }

  private static FdEvent event(
      long at,
      Action action,
      DropReason reason,
      int errno,
      Process by,
      Sock socket,
      long message,
      int index,
      int count,
      int fd,
      OpenFile file,
      Sender sender,
      long flight) {
    FdEvent event =
        new FdEvent(
            at, action, reason, errno, by, socket, message, index, count, fd, file, sender, flight);
    return action == Action.RECV ? event.with(CloseOnExec.SET) : event;
  }

  /** As if the kernel had given the same id to each file. */
  static FdEvent ofSameId(FdEvent event) {
    OpenFile file = event.file();
    OpenFile same =
        new OpenFile(
            file.name(),
            file.nameTruncated(),
            file.kind(),
            file.dev(),
            file.inode(),
            file.rdev(),
            file.mode(),
            file.flags(),
            file.deleted(),
            7,
            file.targetPid(),
            file.endpoints());
    return event(
        event.bootNs(),
        event.action(),
        event.reason(),
        event.errno(),
        event.process(),
        event.socket(),
        event.message(),
        event.index(),
        event.count(),
        event.fd(),
        same,
        event.sender(),
        event.inFlightNs());
  }

  /** Writes the page. */
  static Path write(Path to, List<FdEvent> events, String subject, Map<String, Long> lost)
      throws IOException {
    return write(to, events, new ReportRenderer.About("0.1", subject, "", "6.12.1 amd64"), lost);
  }

  static Path write(
      Path to, List<FdEvent> events, ReportRenderer.About about, Map<String, Long> lost)
      throws IOException {
    EventOutput output = EventOutput.of(new WholeFile(to));
    ReportRenderer page =
        ReportRenderer.ofMachine(
            new Columns(ReportSamples::wall, Errno::name),
            ReportSamples::wall,
            output,
            about,
            received -> Samples.leaks());
    page.begin();
    long withoutSender = 0;
    for (FdEvent event : events) {
      page.event(event);
      withoutSender += event.lacksSender() && event.isInstalled() ? 1 : 0;
    }
    for (Map.Entry<String, Long> loss : lost.entrySet()) {
      page.lost(loss.getKey(), "give the ring more room", loss.getValue(), loss.getValue());
    }
    page.summary(new Totals(events.size(), lost, withoutSender, 0), Backend.FENTRY.word());
    return to;
  }

  static long wall(long bootNs) {
    return bootNs + Samples.WALL_OFFSET;
  }

  private record WholeFile(Path path) implements Destination {
    @Override
    public long write(byte[] lines, int length) throws IOException {
      Files.write(path, Arrays.copyOf(lines, length));
      return 0;
    }
  }
}
