package io.fdtrail.fleet;

import io.fdtrail.fleet.Line.Passed;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Makes what the tracers of a fleet write in two days: always the same lines. Some services fail on
 * some hosts, one build leaks, some lines get lost on their way, and some come twice.
 */
final class Generator {
  static final int HOSTS = 1000;
  static final String LEAKING = "registry.example/shop:2.4.1";
  private static final String SOUND = "registry.example/shop:2.4.0";
  private static final long START =
      TimeUnit.SECONDS.toNanos(Instant.parse("2026-11-26T00:00:00Z").getEpochSecond());
  private static final long HOUR = TimeUnit.HOURS.toNanos(1);

  private static final Party CLIENT = Party.ofUser("client", "app-client.scope");
  private static final Party COMPOSITOR = Party.ofUser("compositor", "compositor.service");
  private static final Party PORTAL = Party.ofUser("portal", "xdg-desktop-portal.service");
  private static final Party BROKER = Party.ofUnit("dbus-broker", 100, "dbus.service");
  private static final Party NGINX = Party.ofUnit("nginx", 33, "nginx.service");
  private static final Party SHOP_SOUND = Party.inContainer("shop", 1001, "shop", SOUND);
  private static final Party SHOP_LEAKING = Party.inContainer("shop", 1001, "shop", LEAKING);
  private static final Party BUILDER =
      Party.inContainer("builder", 0, "builder", "registry.example/builder:1.0");
  private static final Party CACHE =
      Party.inContainer("cached", 0, "cache", "registry.example/cache:7.2");
  private static final Party LOGGER = Party.ofUnit("logger", 0, "rsyslog.service");
  private static final Party JOURNAL = Party.ofUnit("journald", 0, "systemd-journald.service");
  private static final Party HELPER = Party.ofUser("login-helper", "login.service");
  private static final Party POLKIT = Party.ofUnit("polkitd", 0, "polkit.service");
  private static final Party BACKUP = Party.ofUnit("backup", 34, "backup.service");
  private static final Party DEBUGGER = Party.ofUnit("debugger", 0, "session-5.scope");
  private static final Party UPDATER = Party.ofUnit("updater", 0, "update.service");
  private static final Party INSTALLER = Party.ofUnit("installer", 0, "install.service");
  private static final Party STRANGER = Party.ofUnit("stranger", 1000, "session-6.scope");
  private static final Party COLLECTOR = Party.ofUnit("collector", 0, "collector.service");

  private static final Passed FRAME =
      new Passed("memfd", "/memfd:frame (deleted)", "O_RDWR", null, "/run/user/1000/wayland-0");
  private static final Passed CONNECTION =
      new Passed("sock:tcp", "socket:[75373]", "O_RDWR", "10.0.0.5:443", "/run/shop.sock");
  private static final Passed PIPE =
      new Passed("fifo", "pipe:[25311]", "O_RDONLY", null, "/run/log");
  private static final Passed PIDFD =
      new Passed("pidfd", "anon_inode:[pidfd]", "O_RDWR", null, "/run/polkit.sock");
  private static final Passed DOCUMENT =
      new Passed("reg", "/home/joe/a.txt", "O_RDONLY", null, "/run/dbus/system_bus_socket");
  private static final Passed ARCHIVE =
      new Passed("reg", "/srv/backup.tar", "O_RDONLY", null, "/run/backup.sock");
  private static final Passed BLOB = new Passed("reg", "/data/blob", "O_RDWR", null, "/run/cache");

  private final long count;
  private final Consumer<Line> written;
  private final Random random = new Random(16);
  private final long[] seq = new long[HOSTS];
  private final int[] kept = new int[HOSTS];
  private final boolean[] isRestarted = new boolean[HOSTS];
  private final boolean[] mayBeMissing = new boolean[HOSTS];
  private long made;

  /**
   * @param count of the lines, not counting those that come twice
   * @param written takes each line that arrives at the far end, as often as it arrives
   */
  Generator(long count, Consumer<Line> written) {
    this.count = count;
    this.written = written;
  }

  void run() {
    while (made < count) {
      int host = random.nextInt(HOSTS);
      boolean isSilent = host % 250 == 77 && hours() >= 40;
      if (!isSilent) {
        restart(host);
        act(host, random.nextInt(1000));
      }
    }
  }

  private double hours() {
    return 48.0 * made / count;
  }

  /** Once, after a day. */
  private void restart(int host) {
    if (host % 3 == 0 && hours() >= 24 && !isRestarted[host]) {
      isRestarted[host] = true;
      mayBeMissing[host] = false;
      write(host, "summary", null, null, null, null, null, null, null, null, 0);
      seq[host] += 1_000_000;
    }
  }

  private void act(int host, int choice) {
    if (choice < 300) {
      pass(host, CLIENT, COMPOSITOR, FRAME, 20_000);
    } else if (choice < 600) {
      pass(host, NGINX, host % 4 == 0 ? SHOP_LEAKING : SHOP_SOUND, CONNECTION, 60_000);
    } else if (choice < 660) {
      Passed blob = new Passed("reg", "/data/blob-" + choice % 5, "O_RDWR", null, "/run/cache");
      pass(host, BUILDER, CACHE, blob, 90_000);
    } else if (choice < 720) {
      pass(host, LOGGER, JOURNAL, PIPE, 40_000_000);
    } else if (choice < 770) {
      pass(host, HELPER, POLKIT, PIDFD, 30_000);
    } else if (choice < 840) {
      pass(host, CLIENT, BROKER, DOCUMENT, 50_000);
    } else if (choice < 910) {
      if (host % 10 == 3 || choice % 35 == 0) {
        drop(host, PORTAL, BROKER, DOCUMENT, choice % 3 == 0 ? "closed" : "ctrunc", null);
      } else {
        pass(host, PORTAL, BROKER, DOCUMENT, 50_000);
      }
    } else if (choice < 940 && host % 25 == 0) {
      drop(host, CLIENT, CACHE, BLOB, "emfile", "EMFILE");
    } else if (choice < 960) {
      String errno = choice % 4 == 0 ? "ENOBUFS" : "ETOOMANYREFS";
      write(host, "event", "FAIL", null, errno, BACKUP, null, ARCHIVE, null, null, 0);
    } else if (choice < 970 && host % 50 == 33) {
      write(host, "event", "GRAB", null, null, DEBUGGER, NGINX, CONNECTION, 5, null, 0);
    } else if (choice < 980 && host % 20 == 7 && hours() > 30) {
      pass(host, UPDATER, INSTALLER, ARCHIVE, 70_000);
    } else if (choice < 990 && host % 100 == 11) {
      write(host, "lost", null, "ring_full", null, null, null, null, null, null, 1 + choice % 90);
    } else if (host == 666) {
      pass(host, STRANGER, COLLECTOR, DOCUMENT, 80_000);
    }
  }

  private void pass(int host, Party sender, Party who, Passed passed, long inFlight) {
    write(host, "event", "SEND", null, null, sender, null, passed, 9, null, 0);
    // A leaking process uses a new number each time, another one the same few.
    int fd = who == SHOP_LEAKING ? 7 + kept[host]++ : 7 + random.nextInt(3);
    long waited = inFlight * (1 + random.nextInt(16));
    write(host, "event", "RECV", null, null, who, sender, passed, fd, waited, 0);
  }

  private void drop(int host, Party sender, Party who, Passed passed, String reason, String errno) {
    write(host, "event", "SEND", null, null, sender, null, passed, 9, null, 0);
    write(host, "event", "DROP", reason, errno, who, sender, passed, null, 15_000L, 0);
  }

  private void write(
      int host,
      String type,
      String action,
      String reason,
      String errno,
      Party who,
      Party sender,
      Passed passed,
      Integer fd,
      Long inFlight,
      long lost) {
    long time = START + (long) (48.0 * HOUR * made / count) / 1000 * 1000; // engines round to this
    boolean isNumbered = fd != null && !"SEND".equals(action);
    Boolean cloexec = isNumbered ? who != COMPOSITOR || fd % 2 == 0 : null;
    String tracer = host % 10 == 0 ? "0.0.9" : "0.1.0";
    Line line =
        new Line(
            type,
            time,
            host,
            ++seq[host],
            tracer,
            action,
            reason,
            errno,
            who,
            sender,
            passed,
            fd,
            cloexec,
            inFlight,
            lost);
    made++;
    boolean isMissing = host % 40 == 9 && mayBeMissing[host] && random.nextInt(20) == 0;
    mayBeMissing[host] = !type.equals("summary"); // not the one after a summary
    if (!isMissing) {
      written.accept(line);
      if (random.nextInt(100) == 0) {
        written.accept(line);
      }
    }
  }
}
