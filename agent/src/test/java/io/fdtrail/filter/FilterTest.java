package io.fdtrail.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.fdtrail.event.Action;
import io.fdtrail.event.Ancestor;
import io.fdtrail.event.Ancestors;
import io.fdtrail.event.Cgroup;
import io.fdtrail.event.CommandLine;
import io.fdtrail.event.Container;
import io.fdtrail.event.ContainerNames;
import io.fdtrail.event.DropReason;
import io.fdtrail.event.FdEvent;
import io.fdtrail.event.FileKind;
import io.fdtrail.event.Identity;
import io.fdtrail.event.OpenFile;
import io.fdtrail.event.PeerProcess;
import io.fdtrail.event.Process;
import io.fdtrail.event.RawText;
import io.fdtrail.event.Sender;
import io.fdtrail.event.Sock;
import io.fdtrail.event.Unit;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FilterTest {
  /** Everything is known of it. */
  static final FdEvent FULL =
      new FdEvent(
          5_000_000_000L,
          Action.DROP,
          DropReason.EMFILE,
          24,
          new Process(
              100,
              101,
              3,
              1000,
              RawText.of("dbus-broker"),
              77,
              false,
              new Identity(
                  RawText.of("server"),
                  RawText.of("/usr/sbin/server"),
                  1,
                  5_000_000_000L,
                  0,
                  0,
                  new CommandLine(RawText.of("server --secret x"), false),
                  new Ancestors(
                      List.of(
                          new Ancestor(812, RawText.of("make")),
                          new Ancestor(1, RawText.of("init"))),
                      false)),
              new Cgroup(
                  true,
                  new Container("docker", RawText.of("0123456789"), "pod-1")
                      .named(
                          new ContainerNames(
                              RawText.of("web"),
                              RawText.of("nginx:1"),
                              RawText.of("web-0"),
                              RawText.of("shop"))),
                  new Unit(
                      RawText.of("user@7.service"), RawText.of("a.scope"), RawText.of("b.slice")))),
          new Sock(7, 11, 12, 5, RawText.of("@bus"), new PeerProcess(812, RawText.of("broker"))),
          0x9000000000000000L,
          1,
          6,
          -1,
          new OpenFile(
              RawText.of(new byte[] {'/', 't', 'm', 'p', '/', (byte) 0xff, '"'}),
              false,
              FileKind.REG,
              8 << 20 | 1,
              4711,
              0,
              0100644,
              02,
              true,
              0xabcL,
              0,
              RawText.EMPTY),
          new Sender(200, 201, 2000, RawText.of("client"), 9, false),
          12_000_000);

  /** Next to nothing is known of it. */
  private static final FdEvent BARE =
      new FdEvent(
          1,
          Action.GRAB,
          DropReason.NONE,
          0,
          new Process(1, 1, 0, 0, RawText.EMPTY, 0, false),
          new Sock(-1, 0, 0, 0, RawText.EMPTY),
          0,
          0,
          0,
          -1,
          OpenFile.UNKNOWN,
          Sender.UNKNOWN,
          0);

  static boolean passes(String expression, FdEvent event) throws FilterSyntaxException {
    Filter filter = Filter.of(expression);
    return filter.process(time -> time + 1_000_000_000).test(event)
        && filter.act(time -> time + 1_000_000_000).test(event);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // numbers
        "pid == 100 | true",
        "pid == 101 | false",
        "pid != 101 | true",
        "pid != 100 | false",
        "pid < 101 | true",
        "pid < 100 | false",
        "pid <= 100 | true",
        "pid <= 99 | false",
        "pid > 99 | true",
        "pid > 100 | false",
        "pid >= 100 | true",
        "pid >= 101 | false",
        "pid in [1, 100] | true",
        "pid in [1, 2] | false",
        "pid not in [1, 2] | true",
        "pid not in [1, 100] | false",
        "inode < 5K | true",
        "inode > 1M | false",
        "message > 9223372036854775807 | true", // unsigned
        "message in [1, 10376293541461622784] | true",
        "tid == 101 and uid == 1000 and cgroup_id == 77 and ns_pid == 3 | true",
        "socket_fd == 7 and socket_inode == 11 and peer_inode == 12 | true",
        "index == 1 and count > 4 | true",
        "sender.pid == 200 and sender.tid == 201 and sender.uid == 2000 and sender.fd == 9 | true",
        // time
        "in_flight_ns > 10ms | true",
        "in_flight_ns > 0.012s | false",
        "in_flight_ns >= 0.012s | true",
        "in_flight_ns == 12000us | true",
        "boot_ns < 1m | true",
        "time == 1970-01-01T00:00:06Z | true", // by the wall clock of this test
        "time >= 1970-01-01T00:00:06.000000001Z | false",
        // texts
        "comm == dbus-broker | true",
        "comm == bus | false",
        "comm != bus | true",
        "comm in [x, dbus-broker] | true",
        "comm not in [x, dbus-broker] | false",
        "comm ~ bus | true",
        "process == server and exe == /usr/sbin/server and ppid == 1 | true",
        "exe.name == server | true",
        "exe.name =* '*/*' | false",
        "sender.process or sender.exe or sender.exe.name or sender.ppid | false",
        "comm ~ '^bus' | false",
        "comm !~ '^bus' | true",
        "comm =* dbus* | true",
        "comm =* bus* | false",
        "sender.comm == client | true",
        "peer_pid == 812 and peer_process =* bro* | true",
        "socket_path == '@bus' and socket_type == seqpacket | true",
        "name == \"/tmp/\\xff\\\"\" | true",
        "name ~ \"\\xff\\\"$\" | true",
        "name =* '/tmp/??' | true",
        "container_name == web and image =* nginx:* and pod_name == web-0 and pod_namespace == shop | true",
        "has sender.container_name | false",
        "container.runtime == docker and container.id =* 0123* and container.pod == pod-1 | true",
        // words
        "action == DROP | true",
        "action == drop | true",
        "reason in [CLOSED, emfile] | true",
        "errno == EMFILE | true",
        "errno == ENFILE | false",
        "kind == reg and dev == 8:1 and mode == 644 and file_id == 0000000000000abc | true",
        "flags == O_RDWR | true",
        // flags, presence
        "deleted | true",
        "deleted == true | true",
        "deleted == false | false",
        "name_truncated == false | true",
        "name_truncated != false | false",
        "has sender and has container and has socket and has errno | true",
        "fd or fd_flags or rdev or target_pid or endpoints | false",
        // the words that join
        "pid == 1 or pid == 100 and comm == dbus-broker | true",
        "(pid == 100 or pid == 1) and comm == x | false",
        "pid == 100 or pid == 1 and comm == x | true",
        "not pid == 1 and comm == x | false",
        "not (pid == 1 and comm == x) | true",
        "not not deleted | true",
      })
  void trueOrFalse(String expression, boolean isTrue) throws FilterSyntaxException {
    assertThat(passes(expression, FULL)).isEqualTo(isTrue);
  }

  /** Nothing is claimed of what is not known; only {@code not} makes it true. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "comm == x",
        "comm != x",
        "comm in [x, y]",
        "comm not in [x, y]",
        "comm ~ x",
        "comm !~ x",
        "comm =* '*'",
        "sender.pid == 1",
        "sender.pid != 1",
        "sender.pid < 1",
        "sender.pid >= 0",
        "sender.pid not in [1, 2]",
        "cgroup_id != 1",
        "deleted == false",
        "deleted != true",
        "in_flight_ns < 1h",
        "has sender",
        "container",
        "fd",
        "index",
        "errno",
        "reason",
      })
  void whatIsAbsentComparesToNothing(String expression) throws FilterSyntaxException {
    assertThat(passes(expression, BARE)).isFalse();
    assertThat(passes("not (" + expression + ")", BARE)).isTrue();
  }

  @Test
  void fieldsAreKnownOrNot() throws FilterSyntaxException {
    for (String key : Fields.keys()) {
      assertThat(passes("has " + key, FULL)).as(key).isEqualTo(passes(key, FULL));
    }
  }

  @Test
  void quotedTextsAreReadBack() throws FilterSyntaxException {
    String odd = "a\"b\\c'd\\";
    FdEvent event = named(odd);

    assertThat(passes("comm == " + Filter.quoted(odd), event)).isTrue();
    assertThat(passes("comm ~ " + Filter.quotedPattern("^a\"b\\\\c'd\\\\$"), event)).isTrue();
    assertThat(passes("comm ~ " + Filter.quotedPattern("a\\\"b"), event)).isTrue();
  }

  private static FdEvent named(String comm) {
    byte[] bytes = comm.getBytes(StandardCharsets.UTF_8);
    return FULL.by(new Process(1, 1, 0, 0, RawText.of(bytes), 0, false));
  }

  @Test
  void charactersAreTheirUtf8() throws FilterSyntaxException {
    assertThat(passes("comm == gr\u00fc\u00df", named("gr\u00fc\u00df"))).isTrue();
    assertThat(passes("comm ~ '^gr\u00fc+\u00df$'", named("gr\u00fc\u00fc\u00df"))).isTrue();
  }

  @Test
  void termsOfTheProcessChooseProcesses() throws FilterSyntaxException {
    assertThat(Filter.of("kind == reg and uid == 0").choosesProcesses()).isTrue();
    assertThat(Filter.of("container").choosesProcesses()).isTrue();
    assertThat(Filter.ALL.ofFollowed().choosesProcesses()).isTrue();
    assertThat(Filter.of("kind == reg or uid == 0").choosesProcesses()).isFalse();
    assertThat(Filter.of("sender.pid == 1").choosesProcesses()).isFalse();
    assertThat(Filter.ALL.choosesProcesses()).isFalse();
  }

  @Test
  void pidsAreThoseThatAloneAreWanted() throws FilterSyntaxException {
    assertThat(Filter.of("pid == 3 and fd == 1").pids()).containsExactly(3);
    assertThat(Filter.of("pid in [3, 4, 0, 5000000000]").pids()).containsExactly(3, 4);
    assertThat(Filter.of("pid in [3, 4]").and(Filter.of("pid in [4, 5]")).pids())
        .containsExactly(4);
    assertThat(Filter.of("pid == 3 or fd == 1").pids()).isEmpty();
    assertThat(Filter.of("not pid == 3 and pid != 4").pids()).isEmpty();
  }

  @Test
  void aSenderIsAskedOnlyWhatIsKnownOfSenders() throws FilterSyntaxException {
    Optional<EventTest> sender = Filter.of("pid == 200 and comm == client").sender(time -> time);

    assertThat(sender).isPresent();
    assertThat(sender.get().test(FULL)).isTrue();
    assertThat(sender.get().test(BARE)).isFalse();
    assertThat(Filter.of("not ns_pid and pid == 200").sender(time -> time)).isEmpty();
  }

  @Test
  void itShowsItsTerms() throws FilterSyntaxException {
    Filter filter = Filter.of(" pid == 1  and not ( fd ==2 ) ").and(Filter.of("fd or index"));

    assertThat(filter).hasToString("pid == 1 and not ( fd ==2 ) and (fd or index)");
    assertThat(Filter.of(filter.toString()))
        .hasToString("pid == 1 and not ( fd ==2 ) and (fd or index)");
    assertThat(filter.asksFor("fd")).isTrue();
    assertThat(filter.asksFor("sender")).isFalse();
    assertThat(Filter.of("container.id == x").asksFor("container")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cmdline ~ '--secret x$'",
        "ancestors == make",
        "ancestors ~ '^init$'",
        "ancestors in [nobody, init]",
        "ancestors != systemd",
        "ancestors !~ '^mak$'",
        "ancestors !~ makeinit", // each by itself
        "not ancestors != make",
        "start == '1970-01-01T00:00:06Z'",
        "start < '1970-01-01T00:00:07Z'",
        "has ancestors and has cmdline and has start",
        "not sender.ancestors and not sender.cmdline and not sender.start",
        "not sender.ancestors != make",
        "not sender.start < '2100-01-01T00:00:00Z'",
      })
  void processesAreKnownByMore(String expression) throws FilterSyntaxException {
    assertThat(passes(expression, FULL)).isTrue();
  }

  @Test
  void aTimeOfAProcessIsOfTheWallClock() throws FilterSyntaxException {
    Filter filter = Filter.of("start == '1970-01-01T00:00:06Z'");

    assertThat(filter.choosesProcesses()).isTrue();
    assertThat(filter.process(time -> time + 1_000_000_000).test(FULL)).isTrue();
    assertThat(filter.process(time -> time).test(FULL)).isFalse();
  }
}
