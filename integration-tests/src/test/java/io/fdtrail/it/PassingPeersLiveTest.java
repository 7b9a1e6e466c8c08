package io.fdtrail.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Who may be at the other end when descriptors are passed by hand, and who cannot disturb it. Takes
 * root.
 */
class PassingPeersLiveTest {
  private static final String NOBODY = "setpriv --reuid 65534 --regid 65534 --clear-groups ";

  /**
   * Connects to a path or an {@code @name} so many times; sends so many descriptors each time, or
   * nothing ("silent").
   */
  static final String CONNECT =
      """
      import socket, sys, time
      name, times, what = sys.argv[1], int(sys.argv[2]), sys.argv[3]
      kept = []
      for time_ in range(times):
        connection = socket.socket(socket.AF_UNIX)
        while connection.connect_ex("\\0" + name[1:] if name[0] == "@" else name): pass
        kept.append(connection)
        if what != "silent":
          try:
            socket.send_fds(connection, [b"x"], [0] * int(what))
            kept[-1].shutdown(socket.SHUT_WR)
          except (BrokenPipeError, ConnectionResetError): pass # turned away already
      print("connected", flush=True)
      if what == "silent": time.sleep(60)
      for connection in kept:
        try: connection.recv(1)
        except ConnectionResetError: pass
      """;

  /** Connects for ever, as fast as it can. */
  private static final String FLOOD =
      """
      import socket, sys
      while True:
        connection = socket.socket(socket.AF_UNIX)
        connection.connect_ex("\\0" + sys.argv[1][1:])
        connection.close()
      """;

  /** Listens, and tells what comes. */
  private static final String LISTEN =
      """
      import os, socket, sys
      os.umask(0)
      name = sys.argv[1]
      listening = socket.socket(socket.AF_UNIX)
      listening.bind("\\0" + name[1:] if name[0] == "@" else name)
      listening.listen()
      data, fds, flags, address = socket.recv_fds(listening.accept()[0], 10, 9)
      print("got", len(fds))
      """;

  @AutoClose private final Passing passing = Passing.open();
  private final String name = "fdtrail-test-" + ProcessHandle.current().pid();

  @BeforeEach
  void prepare() throws IOException, InterruptedException {
    boolean isRoot = Program.run("id", "-u").out().strip().equals("0");
    Assumptions.assumeTrue(isRoot, "not root: nobody else can be the other end");
    Files.writeString(passing.directory().resolve("connect"), CONNECT);
    Files.writeString(passing.directory().resolve("flood"), FLOOD);
    Files.writeString(passing.directory().resolve("listen"), LISTEN);
  }

  private Outcome run(String script) throws IOException, InterruptedException {
    return passing.run(
        "chmod 755 .; python=/usr/bin/python3; name="
            + name
            + "; nobody='"
            + NOBODY
            + "'; "
            + script);
  }

  private void assertPassed(Outcome outcome, String out) {
    assertThat(outcome.status()).as(outcome.err()).isZero();
    assertThat(outcome.out()).isEqualTo(out);
  }

  private void assertSaidOnce(Outcome outcome, String... words) {
    assertThat(outcome.errLines())
        .singleElement()
        .asString()
        .startsWith("fdtrail: the other end of ")
        .contains(words);
  }

  @Test
  void whoIsWrongIsTurnedAwayAndTheRightOneComesStill() throws IOException, InterruptedException {
    String script =
        "$F recv --abstract -f 0 $name cat & receiver=$!; $nobody $python connect @$name 5 1 >/dev/null;"
            + " echo hello | $F send --abstract $name && wait $receiver";
    Outcome outcome = run(script);
    assertPassed(outcome, "hello\n");
    assertSaidOnce(outcome, "of user 65534, which is not allowed", "still listening");
  }

  @Test
  void forwardGoesOnListeningToo() throws IOException, InterruptedException {
    String script =
        """
        $F recv -f 0 ./last cat & receiver=$!
        $F forward --wait --from 0 ./first ./last >/dev/null & forward=$!; until [ -S first ]; do :; done
        chmod 666 first; $nobody $python connect ./first 2 1 >/dev/null
        $python connect ./first 20 silent >connected & silent=$!; until [ -s connected ]; do :; done
        echo hello | $F send ./first && wait $receiver && wait $forward; s=$?; kill $silent; exit $s
        """;
    Outcome outcome = run(script);
    assertPassed(outcome, "hello\n");
    assertSaidOnce(outcome, "of user 65534, which is not allowed");
  }

  @Test
  void aFloodOfWrongOnesHoldsUpNeitherTheRightOneNorTheTime()
      throws IOException, InterruptedException {
    String flood =
        "$nobody $python flood @$name & one=$!; $nobody $python flood @$name & two=$!; sleep 0.3; ";
    Outcome passed =
        run(
            "$F recv --abstract -f 0 $name cat & receiver=$!; "
                + flood
                + "echo hello | $F send --abstract --wait $name; s=$?; wait $receiver; kill $one $two; exit $s");
    assertPassed(passed, "hello\n");
    assertSaidOnce(passed, "of user 65534");

    Outcome late =
        run(
            "$F recv --abstract --timeout 1 -f 0 $name cat & receiver=$!; "
                + flood
                + "wait $receiver; s=$?; kill $one $two; exit $s");
    assertThat(late.status()).as(late.err()).isEqualTo(1);
    assertThat(late.errLines()).hasSize(2).last().asString().contains("in time");
  }

  @ParameterizedTest
  @ValueSource(strings = {"silent", "0"})
  void whoSendsNoDescriptorHoldsNobodyUp(String what) throws IOException, InterruptedException {
    String script =
        """
        $F recv -f 0 ./x cat & receiver=$!
        $python connect ./x 40 %s >connected & silent=$!; until [ -s connected ]; do :; done
        echo hello | $F send ./x && wait $receiver; s=$?; kill $silent 2>/dev/null; exit $s
        """;
    Outcome outcome = run(script.formatted(what));
    assertPassed(outcome, "hello\n");
    assertThat(outcome.errLines()).hasSizeLessThanOrEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "--from 0",
        "--from uid:0",
        "--from pid:1",
        "--abstract",
        "--abstract --from 0"
      })
  void whoIsOutsideOfThePidNamespaceIsNobody(String rule) throws IOException, InterruptedException {
    String script =
        "socket=%s; unshare --pid --fork --mount-proc $F recv %s --timeout 3 -f 0 ${socket#@} cat & receiver=$!; "
            + "$python connect $socket 1 1 >/dev/null; wait $receiver";
    Outcome outcome = run(script.formatted(rule.contains("abstract") ? "@$name" : "./x", rule));
    assertThat(outcome.status()).as(outcome.err()).isEqualTo(1);
    assertThat(outcome.errLines())
        .hasSize(2)
        .first()
        .asString()
        .contains("outside of our pid namespace");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "--to 0", "--to pid:1"})
  void aSquatterOutsideOfThePidNamespaceGetsNothing(String rule)
      throws IOException, InterruptedException {
    for (String squatter : List.of("", "$nobody ")) {
      String script =
          squatter
              + "$python listen @$name & squatter=$!; unshare --pid --fork --mount-proc $F send --abstract --wait "
              + rule
              + " $name </dev/null; s=$?; wait $squatter; exit $s";
      Outcome outcome = run(script);
      assertThat(outcome.status()).as(outcome.err()).isEqualTo(3);
      assertThat(outcome.out()).isEqualTo("got 0\n");
      assertSaidOnce(outcome, "outside of our pid namespace");
    }
  }

  @Test
  void anyAllowsWhoIsOutsideOfANamespace() throws IOException, InterruptedException {
    String script =
        "unshare --pid --fork --mount-proc $F recv --from any -f 0 ./x cat & receiver=$!;"
            + " echo hello | $F send --wait ./x && wait $receiver";
    assertPassed(run(script), "hello\n");
    String send =
        "$python listen ./x & listener=$!;"
            + " echo hello | unshare --pid --fork --mount-proc $F send --to any --wait ./x && wait $listener";
    assertPassed(run(send), "got 1\n");
  }

  @Test
  void whoIsOutsideOfTheUserNamespaceIsNobody() throws IOException, InterruptedException {
    String script =
        "unshare --user --map-root-user $F recv --abstract %s --timeout 3 -f 0 $name cat & receiver=$!; "
            + "setpriv --reuid 1000 --clear-groups $python connect @$name 1 1 >/dev/null; wait $receiver";
    for (String rule : List.of("", "--from 65534", "--from uid:65534")) {
      Outcome outcome = run(script.formatted(rule));
      assertThat(outcome.status()).as(outcome.err()).isEqualTo(1);
      assertThat(outcome.errLines())
          .hasSize(2)
          .first()
          .asString()
          .contains("outside of our user namespace");
    }
    // Where everybody is known, 65534 is a user like others.
    Outcome real =
        run(
            "$F recv --abstract --from 65534 -f 0 $name true & receiver=$!;"
                + " $nobody $python connect @$name 1 1; wait $receiver");
    assertPassed(real, "connected\n");
  }

  @Test
  void nobodyElsesLockStopsAReceiver() throws IOException, InterruptedException {
    String script =
        """
        $python -c 'import socket; socket.socket(socket.AF_UNIX).bind("./x")'
        $nobody flock . sleep 60 & lock=$!; until grep -q "FLOCK.*:$(stat -c %i .) " /proc/locks; do :; done
        $F recv -f 0 ./x cat & receiver=$!
        echo hello | $F send --wait ./x && wait $receiver; s=$?; kill $lock; exit $s
        """;
    Outcome outcome = run(script);
    assertPassed(outcome, "hello\n");
    assertThat(outcome.err()).isEmpty();
  }

  @Test
  void aSquatterInADirectoryThatIsOpenToAllGetsNothing() throws IOException, InterruptedException {
    String script =
        "mkdir -m 1777 t; $nobody mkdir t/his; $nobody $python listen %1$s &"
            + " $F send --wait %2$s %1$s </dev/null; s=$?; wait; exit $s";
    for (String socket : List.of("./t/x", "./t/his/x")) {
      Outcome outcome = run(script.formatted(socket, ""));
      assertThat(outcome.status()).as(outcome.err()).isEqualTo(3);
      assertThat(outcome.out()).isEqualTo("got 0\n");
      assertSaidOnce(outcome, "of user 65534, which is not allowed");
      run("rm -r t");
    }
    assertPassed(run(script.formatted("./t/x", "--to 65534")), "got 1\n");
  }

  /** The link is root's, in a directory of root's. */
  @Test
  void aSquatterWhereALinkLeadsGetsNothing() throws IOException, InterruptedException {
    String script =
        "mkdir -m 1777 t; d=`mktemp -d -p /var/lib fdtrail-test.XXXX`; ln -s $PWD/t/x $d/link; $nobody $python listen ./t/x &"
            + " until [ -S t/x ]; do :; done; $F send $d/link </dev/null; s=$?; rm -r $d; wait; exit $s";
    Outcome outcome = run(script);
    assertThat(outcome.status()).as(outcome.err()).isEqualTo(3);
    assertThat(outcome.out()).isEqualTo("got 0\n");
    assertSaidOnce(outcome, "of user 65534, which is not allowed");
  }

  @Test
  void theRuntimeDirectoryOfAnotherUserIsRefused() throws IOException, InterruptedException {
    Outcome outcome =
        run(
            "mkdir his; chown 65534 his; XDG_RUNTIME_DIR=$PWD/his $F recv -f 0 x; s=$?; ls his; exit $s");
    assertThat(outcome.status()).as(outcome.err()).isEqualTo(3);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.errLines())
        .singleElement()
        .asString()
        .contains("is in one that belongs to user 65534");
  }

  @Test
  void theUmaskLocksNobodyOut() throws IOException, InterruptedException {
    try (PublicCopy copy = PublicCopy.make()) {
      String script =
          """
          chown 65534 .; F=%s; cat >script <<'.'
          for socket in x ./y; do
            (umask 777; exec $F recv -f 3 $socket sh -c umask) & $F send --wait $socket </dev/null; wait $!
          done
          stat -c %%a fdtrail
          .
          export F; $nobody bash script
          """;
      Outcome outcome = run(script.formatted(copy.fdtrail()));
      assertPassed(outcome, "0777\n0777\n700\n");
      assertThat(outcome.err()).isEmpty();
    }
  }
}
