package io.fdtrail.cli.output;

import io.fdtrail.event.Action;
import io.fdtrail.event.Ancestor;
import io.fdtrail.event.Ancestors;
import io.fdtrail.event.Cgroup;
import io.fdtrail.event.CloseOnExec;
import io.fdtrail.event.CommandLine;
import io.fdtrail.event.Container;
import io.fdtrail.event.ContainerNames;
import io.fdtrail.event.DropReason;
import io.fdtrail.event.FdEvent;
import io.fdtrail.event.FileKind;
import io.fdtrail.event.Identity;
import io.fdtrail.event.OpenDescriptor;
import io.fdtrail.event.OpenFile;
import io.fdtrail.event.PeerProcess;
import io.fdtrail.event.Process;
import io.fdtrail.event.QueuedDescriptor;
import io.fdtrail.event.RawText;
import io.fdtrail.event.Sender;
import io.fdtrail.event.Sock;
import io.fdtrail.event.Stack;
import io.fdtrail.event.StackFrame;
import io.fdtrail.event.Unit;
import io.fdtrail.inflight.Holder;
import io.fdtrail.inflight.Peer;
import io.fdtrail.inflight.Receiver;
import io.fdtrail.inflight.SendLimit;
import io.fdtrail.inflight.Snapshot;
import io.fdtrail.inflight.SocketQueue;
import io.fdtrail.inflight.UserLoad;
import io.fdtrail.leaks.Endings;
import io.fdtrail.leaks.Growing;
import io.fdtrail.leaks.Growing.Change;
import io.fdtrail.leaks.Growing.Origin;
import io.fdtrail.leaks.Leak;
import io.fdtrail.leaks.Leaks;
import io.fdtrail.leaks.Receptions;
import io.fdtrail.traffic.Order;
import io.fdtrail.traffic.Traffic;
import io.fdtrail.traffic.View;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** An event of each action, plain and awkward. */
final class Samples {
  static final long BOOT_NS = 81_234_567_890L;
  static final long WALL_OFFSET = 1_790_000_000_000_000_000L;

  /** Bytes that are not UTF-8, and would take over a terminal. */
  static final RawText HOSTILE =
      RawText.of(
          new byte[] {
            '/', 't', 27, '[', '2', 'J', '\n', (byte) 0x9b, 0, '1', (byte) 0xff, '"', '\\'
          });

  static final Process BUS =
      new Process(
          5128, 5129, 0, 101, RawText.of("dbus-broker"), 1204, false, reported("dbus-broker"));
  static final Process CLIENT =
      new Process(1296790, 1296790, 7, 1000, RawText.of("client"), 0, false, reported("client -v"));
  static final Sender FROM_CLIENT =
      new Sender(1296790, 1296790, 1000, RawText.of("client"), 3, false);
  static final Sock STREAM = new Sock(107, 8629627, 8629628, 1, RawText.of("@/tmp/dbus"));
  static final Sock NUMBERLESS = new Sock(-1, 8683452, 0, 5, RawText.EMPTY);
  static final OpenFile NULL =
      new OpenFile(
          RawText.of("/dev/null"),
          false,
          new FileKind("chr"),
          5,
          4,
          1 << 20 | 3,
          0020666,
          0100002,
          false,
          0xabcL,
          0,
          RawText.EMPTY);
  static final OpenFile TEMPORARY =
      new OpenFile(
          RawText.of("/tmp/#1 (deleted)"),
          false,
          new FileKind("reg"),
          254 << 20,
          77,
          0,
          0100600,
          024200000 | 04010000 | 02,
          true,
          -1L,
          0,
          RawText.EMPTY);
  static final OpenFile PIDFD =
      new OpenFile(
          RawText.of("anon_inode:[pidfd]"),
          false,
          new FileKind("pidfd"),
          14,
          1,
          0,
          0600,
          2,
          false,
          1L,
          4242,
          RawText.EMPTY);
  static final OpenFile TCP =
      new OpenFile(
          RawText.of("socket:[99]"),
          false,
          new FileKind("sock:tcp"),
          8,
          99,
          0,
          0140777,
          04002,
          false,
          2L,
          0,
          RawText.of("127.0.0.1:8080 -> 127.0.0.1:50000"));

  private static final Stack STACK =
      new Stack(
          List.of(
              new StackFrame(
                  RawText.of("/usr/lib/libc.so.6"),
                  "93ac61ec",
                  0x10aaa5,
                  RawText.of("recvmsg"),
                  21),
              new StackFrame(HOSTILE, "", 0x12fe, HOSTILE, 0x8e),
              new StackFrame(RawText.EMPTY, "", 0x7f0000001000L, RawText.EMPTY, 0)),
          "code that no file has, without call frame information");

  private Samples() {}

  /** Only on demand. */
  private static Identity reported(String cmdline) {
    return new Identity(
        RawText.EMPTY,
        RawText.EMPTY,
        0,
        7_000,
        0,
        0,
        new CommandLine(RawText.of(cmdline), false),
        Ancestors.UNKNOWN);
  }

  /** By name of the golden file. */
  static Map<String, FdEvent> all() {
    Map<String, FdEvent> samples = new LinkedHashMap<>();
    samples.put("send-plain", send(CLIENT, NULL, 3));
    samples.put("send-to-peer", sendTo(new PeerProcess(812, RawText.of("dbus-daemon"))));
    samples.put("send-to-hostile", sendTo(new PeerProcess(813, HOSTILE)));
    samples.put("send-temporary", send(CLIENT, TEMPORARY, 12));
    samples.put("recv-stack", received(Action.RECV, NULL, FROM_CLIENT, 41_000, 112).after(STACK));
    samples.put(
        "send-stackless",
        send(CLIENT, NULL, 3).after(new Stack(List.of(), "the process was ending")));
    samples.put(
        "send-hostile",
        send(new Process(9, 9, 0, -1, HOSTILE, -1L, false), named(HOSTILE, false), 4));
    samples.put(
        "send-unicode",
        send(BUS, named(RawText.of("/home/m\u00fcller/\u0085\u007f\ud83d\ude00"), false), 4));
    samples.put("send-truncated", send(CLIENT, named(RawText.of("/deep/down"), true), 4));
    Container pod =
        new Container(
            "containerd",
            RawText.of("0123456789abcdef".repeat(4)),
            "2f0a1b3c-1d2e-3f40-8a9b-0c1d2e3f4a5b");
    samples.put("send-container", send(CLIENT.in(new Cgroup(true, pod, Unit.NONE)), NULL, 3));
    ContainerNames names =
        new ContainerNames(
            RawText.of("nginx"),
            RawText.of("docker.io/library/nginx:1.27"),
            RawText.of("web-0"),
            RawText.of("shop"));
    Cgroup namedPod = new Cgroup(true, pod.named(names), Unit.NONE);
    samples.put(
        "recv-container-names",
        received(Action.RECV, NULL, FROM_CLIENT.in(namedPod), 1, 3).by(BUS.in(namedPod)));
    RawText text = RawText.of("a\33[2J\n  7  \"\\\u202e"); // JSON is always UTF-8
    Container hostilePod = pod.named(new ContainerNames(text, text, text, text));
    samples.put(
        "recv-container-hostile",
        received(Action.RECV, NULL, FROM_CLIENT, 1, 3)
            .by(BUS.in(new Cgroup(true, hostilePod, Unit.NONE))));
    Unit unit =
        new Unit(
            RawText.of("user@1000.service"),
            RawText.of("pipewire.service"),
            RawText.of("user-1000.slice"));
    samples.put("send-unit", send(CLIENT.in(new Cgroup(true, Container.NONE, unit)), NULL, 3));
    Identity renderer =
        new Identity(
            RawText.of("browser"),
            RawText.of("/opt/browser"),
            1,
            5_000,
            0,
            0,
            new CommandLine(RawText.of("browser --type=renderer"), false),
            new Ancestors(List.of(new Ancestor(1, RawText.of("systemd"))), false));
    Identity hostile =
        new Identity(
            HOSTILE,
            HOSTILE,
            77,
            6_000,
            0,
            0,
            new CommandLine(HOSTILE, true),
            new Ancestors(
                List.of(new Ancestor(77, HOSTILE), new Ancestor(7, RawText.of("a/1 < b"))), true));
    samples.put(
        "recv-identified",
        new FdEvent(
            BOOT_NS,
            Action.RECV,
            DropReason.NONE,
            0,
            new Process(12, 14, 0, 1000, RawText.of("IOThread"), 1L, false, renderer),
            received(Action.RECV, NULL, FROM_CLIENT, 1, 3).socket(),
            7,
            0,
            1,
            3,
            NULL,
            new Sender(9, 9, 0, HOSTILE, 5, false, hostile),
            41_000));
    samples.put(
        "recv-crossing",
        received(Action.RECV, NULL, FROM_CLIENT.in(new Cgroup(true, pod, unit)), 41_000, 112));
    samples.put("recv-plain", received(Action.RECV, NULL, FROM_CLIENT, 41_000, 112));
    samples.put(
        "recv-pidfd",
        received(Action.RECV, PIDFD, new Sender(9, 9, 0, HOSTILE, -1, false), 2_345_000_000L, 5));
    samples.put("recv-unpaired", received(Action.RECV, TCP, Sender.UNKNOWN, 0, 6));
    samples.put("recv-cloexec", received(CloseOnExec.SET));
    samples.put("recv-inheritable", received(CloseOnExec.CLEAR));
    samples.put("peek-plain", received(Action.PEEK, NULL, FROM_CLIENT, 999, 7));
    samples.put(
        "fail-ebadf",
        new FdEvent(
            BOOT_NS,
            Action.FAIL,
            DropReason.NONE,
            9,
            CLIENT,
            NUMBERLESS,
            0,
            0,
            1,
            77,
            OpenFile.UNKNOWN,
            Sender.UNKNOWN,
            0));
    samples.put("fail-to", fail(DropReason.NONE, 11, STREAM));
    samples.put("fail-to-hostile", fail(DropReason.NONE, 0, new Sock(3, 7, 0, 2, HOSTILE)));
    samples.put("fail-ignored", fail(DropReason.IGNORED, 0, new Sock(5, 8, 0, 1, RawText.EMPTY)));
    for (DropReason reason : DropReason.values()) {
      if (reason != DropReason.NONE && reason != DropReason.IGNORED) {
        samples.put("drop-" + reason.word(), drop(reason, FROM_CLIENT));
      }
    }
    samples.put("drop-unpaired", drop(DropReason.CLOSED, Sender.UNKNOWN));
    samples.put("grab-plain", moved(Action.GRAB, 20, FROM_CLIENT, 0));
    samples.put("grab-refused", moved(Action.GRAB, -1, FROM_CLIENT, 1));
    samples.put("inject-plain", moved(Action.INJECT, 20, FROM_CLIENT, 0));
    samples.put("inject-unpaired", moved(Action.INJECT, -1, Sender.UNKNOWN, 24));
    Sender named = new Sender(9, 9, 0, HOSTILE, -1, false);
    samples.put(
        "pidfd-planted",
        new FdEvent(
            BOOT_NS, Action.PIDFD, DropReason.NONE, 0, BUS, STREAM, 0, 0, 0, 20, PIDFD, named, 0));
    samples.put(
        "pidfd-refused",
        new FdEvent(
            BOOT_NS,
            Action.PIDFD,
            DropReason.NONE,
            24,
            BUS,
            STREAM,
            0,
            0,
            0,
            -1,
            OpenFile.UNKNOWN,
            named,
            0));
    return samples;
  }

  private static FdEvent fail(DropReason reason, int errno, Sock socket) {
    return new FdEvent(
        BOOT_NS, Action.FAIL, reason, errno, CLIENT, socket, 5, 0, 1, 3, NULL, Sender.UNKNOWN, 0);
  }

  static QueuedDescriptor queued(OpenFile file) {
    return new QueuedDescriptor(1, 1, file);
  }

  static OpenDescriptor open(Process by, int fd, OpenFile file) {
    return new OpenDescriptor(by.pid(), fd, file.id(), file.dev(), file.inode());
  }

  /**
   * Hostile names, connections that are not accepted, a socket that is queued, and one of which
   * only the number is known.
   */
  static Snapshot inflight() {
    List<Holder> server =
        List.of(new Holder(5128, RawText.of("server"), 107), new Holder(5130, HOSTILE, 8));
    List<Holder> client = List.of(new Holder(1296790, RawText.of("client"), 7));
    QueuedDescriptor plain = queued(NULL);
    QueuedDescriptor hostile = queued(named(HOSTILE, true));
    Receiver first = new Receiver(STREAM, OptionalLong.empty(), server);
    SocketQueue full =
        new SocketQueue(
            first, List.of(), client, Optional.empty(), 1000, 3, List.of(plain, plain, hostile));
    Receiver unaccepted =
        new Receiver(
            new Sock(-1, 0, 0, 1, RawText.of("/run/server.sock")),
            OptionalLong.of(8629600),
            server.subList(0, 1));
    SocketQueue dead =
        new SocketQueue(
            unaccepted,
            List.of(),
            List.of(),
            Optional.of(new Peer(77, Optional.empty())),
            0,
            1,
            List.of(plain));
    SocketQueue closed =
        new SocketQueue(
            new Receiver(new Sock(-1, 0, 0, 5, RawText.EMPTY), OptionalLong.of(8629601), List.of()),
            List.of(first),
            List.of(),
            Optional.of(new Peer(78, Optional.of(HOSTILE))),
            0,
            1,
            List.of(plain));
    SocketQueue nested =
        new SocketQueue(
            new Receiver(
                new Sock(-1, 8629650, 8629630, 2, RawText.EMPTY), OptionalLong.empty(), List.of()),
            List.of(unaccepted, first),
            client,
            Optional.empty(),
            0,
            1,
            List.of(plain));
    SocketQueue counted =
        new SocketQueue(
            new Receiver(new Sock(-1, 8629640, 0, 0, HOSTILE), OptionalLong.empty(), server),
            List.of(),
            List.of(),
            Optional.empty(),
            SocketQueue.UNKNOWN_USER,
            2,
            List.of());
    List<UserLoad> users =
        List.of(
            new UserLoad(0, 9, 9, new SendLimit(OptionalLong.empty(), true)),
            new UserLoad(2, 9, 3, new SendLimit(OptionalLong.of(8), true)),
            new UserLoad(4, 9, 10, new SendLimit(OptionalLong.empty(), false)),
            new UserLoad(1000, 1025, 1024, new SendLimit(OptionalLong.of(1024), false)));
    return new Snapshot(
        List.of(full, dead, closed, nested, counted),
        users,
        Optional.empty(),
        List.of("a network namespace is missing: setns: EPERM"));
  }

  /**
   * From a client to the bus and on to a process with a hostile name; the last one goes to and fro
   * until it is cut.
   */
  /** A look at all of them. */
  static TopMoment top(View view) {
    Traffic traffic = new Traffic();
    all().values().forEach(traffic::add);
    traffic.endPeriod();
    all().values().forEach(traffic::add);
    traffic.holds(BUS.pid(), 45, OptionalDouble.of(12));
    return new TopMoment(
        Duration.ofMillis(12_340),
        Duration.ofMillis(2_000),
        view,
        Order.RATE,
        traffic.period(),
        traffic.drops(),
        17,
        3,
        traffic.forgotten(),
        traffic.loads(view, Order.RATE));
  }

  static List<FdEvent> wayOfAFile() {
    Process last = new Process(9, 9, 0, 0, HOSTILE, 0, false);
    FdEvent first = received(Action.RECV, NULL, FROM_CLIENT, 1, 112).after(STACK);
    FdEvent second =
        received(Action.RECV, NULL, new Sender(5128, 5129, 101, BUS.comm(), 112, false), 1, 4)
            .by(last);
    List<FdEvent> all = new ArrayList<>(List.of(send(CLIENT, NULL, 3), first, second));
    FdEvent back = received(Action.RECV, NULL, new Sender(9, 9, 0, HOSTILE, 4, false), 1, 112);
    for (int i = 0; i < 15; i++) {
      all.addAll(List.of(back, second));
    }
    return all;
  }

  /**
   * Found as the agent finds them: some at their numbers, one with hostile names, one in every
   * place, and one that nobody received.
   */
  static List<Leak> leaks() {
    Receptions receptions = new Receptions();
    Sender hostile = new Sender(9, 9, 0, HOSTILE, 4, false);
    for (int fd : new int[] {112, 113, 114, 120}) {
      receptions.received(received(Action.RECV, NULL, FROM_CLIENT, 1, fd));
    }
    receptions.received(received(Action.RECV, named(HOSTILE, true), hostile, 1, 7));
    receptions.received(received(Action.RECV, TCP, FROM_CLIENT, 1, 8));
    receptions.received(send(CLIENT, memfd(70), 5));
    receptions.received(received(Action.RECV, NULL, FROM_CLIENT, 1, 30).after(STACK));
    receptions.received(received(Action.RECV, NULL, FROM_CLIENT, 1, 31).after(STACK));
    receptions.received(received(Action.RECV, NULL, FROM_CLIENT, 1, 32).after(Stack.LOST));
    OpenFile log = named(RawText.of("/var/log/a"), false);
    receptions.received(
        received(Action.RECV, named(HOSTILE, true), FROM_CLIENT, 1, 40).after(STACK));
    receptions.received(received(Action.RECV, log, FROM_CLIENT, 1, 41).after(STACK));
    Leaks leaks = new Leaks(receptions);
    for (int fd : new int[] {112, 114, 120, 30, 31, 32}) {
      leaks.open(open(BUS, fd, NULL));
    }
    leaks.open(open(BUS, 40, named(HOSTILE, true)));
    leaks.open(open(BUS, 41, log));
    leaks.open(open(new Process(9, 9, 0, 0, RawText.EMPTY, 0, false), 4, named(HOSTILE, true)));
    for (int fd : new int[] {8, 9, 11, 12, OpenDescriptor.MAPPED}) {
      leaks.open(open(BUS, fd, TCP));
    }
    leaks.open(open(CLIENT, 3, TCP));
    leaks.open(open(CLIENT, 4, TCP));
    leaks.open(open(new Process(77, 77, 0, 0, RawText.EMPTY, 0, false), 5, TCP));
    leaks.queued(TCP, Map.of(5128, 20, 77, 21));
    leaks.queued(TCP, Map.of(5128, 20));
    leaks.queued(memfd(70), Map.of());
    return leaks.found();
  }

  /** What grows, what shrinks, and what is seen for the first time with a hostile name. */
  static List<Growing> growing() {
    Optional<Change> more = Optional.of(new Change(20, 10_000_000_000L));
    Optional<Change> less = Optional.of(new Change(-1, 40_000_000_000L));
    RawText client = RawText.of("client");
    return List.of(
        new Growing(
            5128,
            1,
            RawText.of("dbus-broker"),
            List.of(
                new Origin(client, FileKind.MEMFD, 40, more),
                new Origin(RawText.EMPTY, FileKind.FIFO, 5, Optional.of(new Change(0, 1)))),
            45,
            more,
            OptionalInt.of(820),
            OptionalLong.of(1024)),
        new Growing(
            77,
            2,
            client,
            List.of(new Origin(client, FileKind.MEMFD, 3, less)),
            3,
            less,
            OptionalInt.of(9),
            OptionalLong.of(1024)),
        new Growing(
            9,
            3,
            HOSTILE,
            List.of(new Origin(HOSTILE, FileKind.SHM, 1, Optional.empty())),
            1,
            Optional.empty(),
            OptionalInt.empty(),
            OptionalLong.empty()));
  }

  /** What processes ended with: under each number that counts, and under some that do not. */
  static List<Leak> ended() {
    Endings endings = new Endings();
    for (int fd : new int[] {8, 9}) {
      endings.received(received(Action.RECV, TCP, FROM_CLIENT, 1, fd));
    }
    endings.received(received(Action.RECV, named(HOSTILE, true), FROM_CLIENT, 1, 7));
    for (int fd : new int[] {0, 1, 2, 8, 11, 12}) {
      endings.held(open(BUS, fd, TCP));
    }
    endings.held(open(CLIENT, 3, TCP));
    endings.held(open(new Process(77, 77, 0, 0, RawText.EMPTY, 0, false), 5, TCP));
    endings.held(open(BUS, 7, named(HOSTILE, true)));
    return endings.found();
  }

  private static OpenFile memfd(long inode) {
    return new OpenFile(
        RawText.of("/memfd:pool (deleted)"),
        false,
        FileKind.MEMFD,
        1,
        inode,
        0,
        0100777,
        0,
        false,
        inode,
        0,
        RawText.EMPTY);
  }

  static OpenFile named(RawText name, boolean truncated) {
    return new OpenFile(
        name, truncated, new FileKind("reg"), 5, 4, 0, 0100644, 0, false, 3L, 0, RawText.EMPTY);
  }

  private static FdEvent sendTo(PeerProcess peer) {
    return new FdEvent(
        BOOT_NS,
        Action.SEND,
        DropReason.NONE,
        0,
        CLIENT,
        STREAM.to(peer),
        -2L,
        1,
        2,
        3,
        NULL,
        Sender.UNKNOWN,
        0);
  }

  /** A send of a process of this name, at the beginning of time. */
  static FdEvent named(String comm) {
    return send(new Process(7, 7, 0, 0, RawText.of(comm), 0, false), NULL, 3).at(0);
  }

  static FdEvent send(Process process, OpenFile file, int fd) {
    return new FdEvent(
        BOOT_NS,
        Action.SEND,
        DropReason.NONE,
        0,
        process,
        STREAM,
        -2L,
        1,
        2,
        fd,
        file,
        Sender.UNKNOWN,
        0);
  }

  static FdEvent received(CloseOnExec closeOnExec) {
    return received(Action.RECV, NULL, FROM_CLIENT, 41_000, 112).with(closeOnExec);
  }

  private static FdEvent received(
      Action action, OpenFile file, Sender sender, long inFlight, int fd) {
    return new FdEvent(
        BOOT_NS,
        action,
        DropReason.NONE,
        0,
        BUS,
        STREAM,
        281474976710657L,
        0,
        1,
        fd,
        file,
        sender,
        inFlight);
  }

  private static FdEvent drop(DropReason reason, Sender sender) {
    int errno =
        switch (reason) {
          case EMFILE -> 24;
          case LSM -> 13;
          default -> 0;
        };
    return new FdEvent(
        BOOT_NS,
        Action.DROP,
        reason,
        errno,
        BUS,
        STREAM,
        281474976710657L,
        0,
        1,
        -1,
        NULL,
        sender,
        41_000_000);
  }

  private static FdEvent moved(Action action, int fd, Sender source, int errno) {
    Sock none = new Sock(-1, 0, 0, 0, RawText.EMPTY);
    return new FdEvent(
        BOOT_NS, action, DropReason.NONE, errno, BUS, none, 0, 0, 0, fd, NULL, source, 0);
  }
}
