package io.fdtrail.fleet;

import io.fdtrail.fleet.Tally.Group;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/** The answers to the questions about the lines that were generated, found without a database. */
final class Answers {

  private final List<Tally> tallies = new ArrayList<>();
  private final Tally drops =
      tally(line -> line.is("DROP"), line -> of(service(line), reason(line)));
  private final Tally dropsByHost =
      tally(line -> line.is("DROP"), line -> of(host(line), service(line), reason(line)));
  private final Tally limits =
      tally(line -> "emfile".equals(line.reason()), line -> of(service(line), process(line)));
  private final Tally refused =
      tally(
          line -> line.is("FAIL"),
          line -> of(process(line), line.errno(), line.passed().socketPath()));
  private final Tally pairs = tally(Line::isReceived, line -> of(sender(line), process(line)));
  private final Tally pairsByKind =
      tally(Line::isReceived, line -> of(sender(line), process(line), kind(line)));
  private final Tally hosts = tally(line -> true, line -> of(host(line)));
  private final Tally crossings =
      tally(
          Answers::isReceivedAcross,
          line -> of(container(line.sender()), container(line.who()), kind(line)));
  private final Tally toRoot =
      tally(
          line -> line.isReceived() && line.who().uid() == 0 && line.sender().uid() != 0,
          line -> of(sender(line), process(line), kind(line)));
  private final Tally writable =
      tally(
          line ->
              isReceivedAcross(line)
                  && kind(line).equals("reg")
                  && !line.passed().access().equals("O_RDONLY"),
          line -> of(line.sender().container(), line.who().container(), line.passed().name()));
  private final Tally inheritable =
      tally(
          line -> line.isReceived() && !line.cloexec(),
          line -> of(service(line), process(line), kind(line)));
  private final Tally grabbed =
      tally(line -> line.is("GRAB"), line -> of(process(line), line.who().exe(), sender(line)));
  private final Tally sockets =
      tally(
          line -> line.isReceived() && kind(line).startsWith("sock:"),
          line -> of(sender(line), process(line), kind(line), line.passed().endpoints()));
  private final Tally lost =
      tally(line -> line.type().equals("lost"), line -> of(line.reason()), Line::count);
  private final Tally tracers = tally(line -> true, line -> of(line.tracer()));
  private final Map<Integer, Numbers> numbers = new HashMap<>();
  private final Map<Integer, Missing> missing = new HashMap<>();
  private final long[] seen = new long[Generator.HOSTS];
  private final boolean[] wasSummary = new boolean[Generator.HOSTS];
  private long lines;

  private static final class Missing {
    private long lines;
    private long gaps;
  }

  private Tally tally(Predicate<Line> isCounted, Function<Line, Object[]> key) {
    return tally(isCounted, key, line -> 1);
  }

  private Tally tally(
      Predicate<Line> isCounted, Function<Line, Object[]> key, ToLongFunction<Line> weight) {
    Tally tally = new Tally(isCounted, key, weight);
    tallies.add(tally);
    return tally;
  }

  private static Object[] of(Object... key) {
    return key;
  }

  private static String host(Line line) {
    return Line.hostName(line.host());
  }

  private static String service(Line line) {
    return line.who().service();
  }

  private static String process(Line line) {
    return line.who().process();
  }

  private static String sender(Line line) {
    return line.sender().process();
  }

  private static String reason(Line line) {
    return line.reason();
  }

  private static String kind(Line line) {
    return line.passed().kind();
  }

  private static boolean isReceivedAcross(Line line) {
    return line.isReceived() && line.crossesContainer();
  }

  private static String container(Party party) {
    return party.container() == null ? "host" : party.container();
  }

  /** Counts a line, once even if it comes twice. */
  void add(Line line) {
    int host = line.host();
    if (line.seq() <= seen[host]) {
      return;
    }
    lines++;
    long gap = line.seq() - seen[host] - 1;
    if (gap > 0 && seen[host] > 0 && !wasSummary[host]) {
      Missing here = missing.computeIfAbsent(host, any -> new Missing());
      here.lines += gap;
      here.gaps++;
    }
    seen[host] = line.seq();
    wasSummary[host] = line.type().equals("summary");
    tallies.forEach(each -> each.add(line));
    if (line.isReceived() && line.who().image() != null) {
      int process = host * 100_000 + (int) line.who().pid(host);
      numbers.computeIfAbsent(process, any -> new Numbers(line.who().image())).add(line.fd());
    }
  }

  long lines() {
    return lines;
  }

  /** The time of the last line. */
  Instant now() {
    return time(tracers.entries().mapToLong(each -> each.group().last).max().orElseThrow());
  }

  /** By the names of the questions, in their order. */
  Map<String, List<List<Object>>> all() {
    Instant now = now();
    Map<String, List<List<Object>>> all = new LinkedHashMap<>();
    all.put("drops_by_service", Rows.of(drops, List.of(~2, 0, 1), this::countHosts));
    all.put("drops_where", dropsWhere());
    all.put("at_the_limit", Rows.of(limits, List.of(~3, 0, 1), this::hostsCount));
    all.put("refused", Rows.of(refused, List.of(~3, 0, 1, 2), this::countHosts));
    all.put("leaking_builds", leakingBuilds());
    all.put(
        "new_pairs",
        Rows.top(
            Rows.of(pairs, each -> List.of(time(each.first), each.count, hosts(each)))
                .filter(row -> ((Instant) row.get(2)).isAfter(now.minus(Duration.ofDays(1)))),
            List.of(2, 0, 1)));
    all.put("one_host", oneHost());
    all.put("busiest_pairs", Rows.of(pairsByKind, List.of(~3, 0, 1, 2), this::countHosts));
    all.put("busiest_hosts", Rows.of(hosts, List.of(~1, 0), each -> List.of(each.count)));
    all.put(
        "slow_pairs",
        Rows.of(
            pairs,
            List.of(~4, 0, 1),
            each -> List.of(each.count, each.wait(0.5), each.wait(0.99))));
    all.put("crossing_containers", Rows.of(crossings, List.of(~3, 0, 1, 2), this::countHosts));
    all.put(
        "crossing_to_root",
        Rows.of(
            toRoot, List.of(~4, 0, 1, 2), each -> List.of((long) each.users.size(), each.count)));
    all.put(
        "writable_across", Rows.of(writable, List.of(~3, 0, 1, 2), each -> List.of(each.count)));
    all.put("inheritable", Rows.of(inheritable, List.of(~3, 0, 1, 2), each -> List.of(each.count)));
    all.put(
        "grabbed",
        Rows.of(
            grabbed,
            List.of(~3, 0, 1, 2),
            each -> List.of(each.count, each.firstHost(), hosts(each))));
    all.put("network_sockets", Rows.of(sockets, List.of(~4, 0, 1, 2, 3), this::countHosts));
    all.put("lost", Rows.of(lost, List.of(~1, 0), this::countHosts));
    all.put("missing_lines", missingLines());
    all.put(
        "silent_hosts",
        Rows.top(
            Rows.of(hosts, each -> List.of(time(each.last)))
                .filter(row -> ((Instant) row.get(1)).isBefore(now.minus(Duration.ofHours(1)))),
            List.of(1, 0)));
    all.put(
        "tracers",
        Rows.of(
            tracers,
            List.of(~1, 0),
            each -> List.of(hosts(each), each.firstHost(), time(each.last))));
    return all;
  }

  private List<Object> countHosts(Group group) {
    return List.of(group.count, hosts(group));
  }

  private List<Object> hostsCount(Group group) {
    return List.of(hosts(group), group.count);
  }

  private static long hosts(Group group) {
    return group.hosts.cardinality();
  }

  private static Instant time(long nanos) {
    return Instant.ofEpochSecond(nanos / 1_000_000_000, nanos % 1_000_000_000);
  }

  private List<List<Object>> dropsWhere() {
    Map<Object, Long> services = new HashMap<>();
    drops
        .entries()
        .forEach(each -> services.merge(each.key().get(0), each.group().count, Long::sum));
    Object worst = Collections.max(services.entrySet(), Map.Entry.comparingByValue()).getKey();
    return Rows.top(
        Rows.of(dropsByHost, each -> List.of(each.count)).filter(row -> row.get(1).equals(worst)),
        List.of(~3, 0, 2));
  }

  private List<List<Object>> leakingBuilds() {
    Map<String, long[]> images = new HashMap<>();
    for (Numbers each : numbers.values()) {
      if (each.received() >= 8) {
        long[] sums = images.computeIfAbsent(each.image, any -> new long[3]);
        sums[0]++;
        sums[1] += each.received();
        sums[2] += each.used();
      }
    }
    return Rows.top(
        images.entrySet().stream()
            .map(
                each -> {
                  long[] sums = each.getValue();
                  return List.<Object>of(each.getKey(), sums[0], sums[1], 100 * sums[2] / sums[1]);
                }),
        List.of(~3, 0));
  }

  private List<List<Object>> oneHost() {
    return Rows.top(
        pairs
            .entries()
            .filter(each -> hosts(each.group()) == 1)
            .map(
                each -> {
                  List<Object> row = new ArrayList<>(List.of(each.group().firstHost()));
                  row.addAll(each.key());
                  row.add(each.group().count);
                  return row;
                }),
        List.of(~3, 0, 1, 2));
  }

  private List<List<Object>> missingLines() {
    return Rows.top(
        missing.entrySet().stream()
            .map(
                each ->
                    List.<Object>of(
                        Line.hostName(each.getKey()), each.getValue().lines, each.getValue().gaps)),
        List.of(~1, 0));
  }
}
