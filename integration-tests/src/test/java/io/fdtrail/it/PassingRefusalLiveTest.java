package io.fdtrail.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the commands that pass descriptors refuse, in a line, leaving nothing behind. */
class PassingRefusalLiveTest {
  private static final String NOBODY = "setpriv --reuid 65534 --regid 65534 --clear-groups ";

  @AutoClose private final Passing passing = Passing.open();

  private void assertRefused(String script, int status, String... words)
      throws IOException, InterruptedException {
    Outcome outcome = passing.run(script);
    outcome.assertRefused(status, "", words);
    assertThat(passing.sockets()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "send                               | SOCKSPEC",
        "send ''                            | name",
        "send ..                            | directory",
        "send -f x A                        | 'x'",
        "send -f -1 A                       | '-1'",
        "send -p x A                        | 'x'",
        "send -p 1:x A                      | 'x'",
        "send --pidfd-getfd A               | -p PID",
        "send --wait=-1 A                   | '-1'",
        "send A B                           | unexpected argument 'B'",
        "send --to pid:0 A                  | 'pid:0'",
        "send --to 4294967295 A             | '4294967295'",
        "recv                               | --fd",
        "recv -f 3                          | --fd",
        "recv -f x A                        | 'x'",
        "recv -f 3,3 A                      | 3 is asked for twice",
        "recv -f 3 A -f 3 B                 | 3 is asked for twice",
        "recv -f 3 A -f 4 A                 | is given twice",
        "recv -f 3 A --run                  | CMD",
        "recv -f 3 A --timeout 0            | '0'",
        "recv -f 3 A --from root            | 'root'",
        "recv -f 3 A --from pid:            | 'pid:'",
        "recv -f 3 A --from pid:-1          | 'pid:-1'",
        "recv -f 3 A --from +1              | '+1'",
        "forward A                          | SOCKSPEC_TO",
        "forward A B C                      | unexpected argument 'C'",
        "forward A A                        | leads back to this command",
        "forward A ./fdtrail/A              | leads back to this command",
        "forward --abstract fdtrail-A fdtrail-A | leads back to this command",
        "grab                               | PID",
        "grab 1                             | FD",
        "grab 0 1                           | '0'",
        "grab 1 1 --run                     | CMD",
        "grab 1 1 cat                       | unexpected argument 'cat' (a command goes after --run)",
      })
  void whatMakesNoSense(String arguments, String word) throws IOException, InterruptedException {
    assertRefused("$F " + arguments, 2, word, "--help'");
  }

  @Test
  void aNumberAboveTheLimit() throws IOException, InterruptedException {
    assertRefused("ulimit -n 100; $F recv -f 100 A", 2, "100 is above the limit");
    assertRefused("ulimit -n 100; $F grab $$ 0 -f 100 --run cat", 2, "100 is above the limit");
  }

  @Test
  void aCommandThatIsEmpty() throws IOException, InterruptedException {
    assertRefused("$F recv -f 0 A --run ''", 127, "cannot run '': ENOENT");
    assertRefused("$F recv -f 0 A ''", 127, "cannot run '': ENOENT");
    assertRefused("$F grab $$ 0 --run ''", 127, "cannot run '': ENOENT");
  }

  @Test
  void aNameThatIsTooLong() throws IOException, InterruptedException {
    assertRefused("$F recv -f 3 /$(printf %0108d 0)", 2, "109 bytes, and 108 are possible");
    assertRefused("$F send --abstract $(printf %0108d 0)", 2, "108 bytes, and 107 are possible");
  }

  @Test
  void aDescriptorThatIsNotOpen() throws IOException, InterruptedException {
    assertRefused(
        "$F recv -f 3 A & $F send --wait -f 3 A; status=$?; kill $!; wait $!; exit $status",
        1,
        "descriptor 3 is not open");
    assertRefused("$F send -p $$ -f 77 A", 1, "has no descriptor 77");
    assertRefused("$F send -p $$ -f 77 --pidfd-getfd A", 1, "has no descriptor 77");
    assertRefused("$F grab $$ 77", 1, "has no descriptor 77");
  }

  @Test
  void aProcessThatIsNotThere() throws IOException, InterruptedException {
    assertRefused("sh -c 'exit' & pid=$!; wait $pid; $F grab $pid 0", 1, "there is no process");
    assertRefused("sh -c 'exit' & pid=$!; wait $pid; $F send -p $pid A", 1, "there is no process");
  }

  @ParameterizedTest
  @CsvSource({"pipe,a pipe", "socket,a socket", "eventfd,an anonymous inode"})
  void whatCannotBeOpenedAnew(String what, String reported)
      throws IOException, InterruptedException {
    String open =
        "/usr/bin/python3 -c 'import os, socket, subprocess, sys; pipe = os.pipe(); kept = socket.socket(); files = {\"pipe\": pipe[0], \"eventfd\": os.eventfd(0),"
            + " \"socket\": kept.fileno()};"
            + " sys.exit(subprocess.run([os.environ[\"F\"], \"send\", \"-p\", str(os.getpid()), \"-f\", str(files[sys.argv[1]]), \"A\"])"
            + ".returncode)' ";
    assertRefused(open + what, 1, reported, "--pidfd-getfd");
  }

  @Test
  void namesOfAnyBytesAreOneLine() throws IOException, InterruptedException {
    assertRefused("$F send ./$'a\\nb\\e[31m\\xff'", 1, "nobody listens at ./a\\nb\\33[31m\\377");
    assertRefused("$F send -f $'a\\nb\\e[31m' x", 2, "\\33[31m");
    assertRefused("$F recv -f 3 x --run $'no\\nsuch\\e'", 127, "cannot run no\\nsuch\\33: ENOENT");
  }

  @Test
  void nobodyListens() throws IOException, InterruptedException {
    assertRefused("$F send A", 1, "nobody listens at", "--wait");
    assertRefused("$F send --wait=0.1 A", 1, "nobody listens at", "in time");
    assertRefused(
        "$F send --abstract --wait=0.1 fdtrail-test-none",
        1,
        "nobody listens at @fdtrail-test-none in time");
    assertRefused("$F recv -f 3 ./no/such/A", 1, "no directory");
    assertRefused("$F forward A B", 1, "nobody listens at", "/B");
  }

  @Test
  void nothingComes() throws IOException, InterruptedException {
    assertRefused("$F recv -f 3 A --timeout 0.1", 1, "in time");
    assertRefused("$F recv -f 3 A -f 4 B --timeout 0.1 cat", 1, "in time");
    assertRefused("$F recv -f 3 --abstract A", 2, "--fd");
  }

  @Test
  void fewerThanAskedFor() throws IOException, InterruptedException {
    assertRefused(
        "$F recv -f 3,4,5 A --run echo ran & $F send --wait -f 0,0 A && wait $!",
        1,
        "2 of 3 descriptors");
  }

  @Test
  void descriptorsThatWereCutOff() throws IOException, InterruptedException {
    String script =
        "(ulimit -n 60; exec $F recv -f 3 A cat) & $F send --wait -f $(printf '0,%.0s' {1..100})0 A; wait $!";
    assertRefused(script, 1, "MSG_CTRUNC", "ulimit -n");
  }

  @Test
  void somebodyListensAlready() throws IOException, InterruptedException {
    String script =
        "$F recv -f 3 A >/dev/null & until [ -S fdtrail/A ]; do :; done; $F recv -f 3 A; status=$?; $F send A; wait $!; exit $status";
    assertRefused(script, 1, "somebody listens at");
  }

  @Test
  void aFileThatIsNoSocketIsKept() throws IOException, InterruptedException {
    Files.writeString(passing.directory().resolve("x"), "mine");
    assertRefused("$F recv -f 3 ./x", 1, "is not a socket");
    assertThat(passing.directory().resolve("x")).hasContent("mine");
  }

  @ParameterizedTest
  @CsvSource({"INT,130", "TERM,143", "HUP,129"})
  void aSignalLeavesNoSocket(String signal, int status) throws IOException, InterruptedException {
    Outcome outcome =
        passing.run(
            "exec bash -c 'set -m; $F recv -f 3 A & until [ -S fdtrail/A ]; do :; done; kill -"
                + signal
                + " $!; wait $!'");
    assertThat(outcome.status()).as(outcome.err()).isEqualTo(status);
    assertThat(passing.sockets()).isEmpty();
  }

  @Test
  void aWaitingSenderEndsAtOnce() throws IOException, InterruptedException {
    // Its watch on the directory is what tells that it waits.
    Outcome outcome =
        passing.run(
            "exec bash -c 'set -m; $F send --wait=0 A & until grep -q ^inotify.wd /proc/$!/fdinfo/* 2>/dev/null; do :; done;"
                + " kill -INT $!; wait $!'");
    assertThat(outcome.status()).as(outcome.err()).isEqualTo(130);
  }

  @Test
  void theRuntimeDirectoryIsOursAlone() throws IOException, InterruptedException {
    assertRefused(
        "mkdir real; chmod 700 real; ln -s real fdtrail; $F recv -f 3 A; s=$?; rm fdtrail; rmdir real; exit $s",
        3,
        "is not a directory");
    assertRefused(
        "mkdir -m 755 fdtrail; $F recv -f 3 A; s=$?; rmdir fdtrail; exit $s", 3, "open to others");
    assertRefused(
        "mkdir -m 755 fdtrail; $F send A; s=$?; rmdir fdtrail; exit $s", 3, "open to others");
    Assumptions.assumeTrue(isRoot(), "not root: nobody else's directory can be made");
    assertRefused(
        "mkdir -m 700 fdtrail; chown 65534 fdtrail; $F recv -f 3 A; s=$?; rmdir fdtrail; exit $s",
        3,
        "belongs to user 65534");
    assertRefused(
        "mkdir -m 700 fdtrail; chown 65534 fdtrail; $F send A; s=$?; rmdir fdtrail; exit $s",
        3,
        "belongs to user 65534");
  }

  private static boolean isRoot() throws IOException, InterruptedException {
    return Program.run("id", "-u").out().strip().equals("0");
  }

  private static final String LISTEN =
      "/usr/bin/python3 -c 'import socket, sys\nlistening = socket.socket(socket.AF_UNIX); listening.bind(sys.argv[1]); listening.listen()\n"
          + "connection = listening.accept()[0]; connection.recv(1)' ";

  @Test
  void whoListensIsAnotherUser() throws IOException, InterruptedException {
    Assumptions.assumeTrue(isRoot(), "not root: nobody else can be the other end");
    String name = "fdtrail-test-" + ProcessHandle.current().pid();
    String listen = LISTEN.replace("sys.argv[1]", "\"\\0\" + sys.argv[1]") + name;
    assertRefused(
        NOBODY + listen + " & $F send --abstract --wait " + name + "; s=$?; wait; exit $s",
        3,
        "of user 65534",
        "not allowed");
    assertRefused(
        LISTEN + "./A & $F send --to 65533 --wait ./A; s=$?; wait; exit $s",
        3,
        "of user 0",
        "not allowed");
    assertRefused("$F recv --from pid:$((1 << 30)) -f 3 A", 1, "there is no process");
  }

  /** As another user: the distribution stands where anybody can read it. */
  private void assertRefusedToNobody(String script, String... words)
      throws IOException, InterruptedException {
    Assumptions.assumeTrue(isRoot(), "not root: nobody else can be tried");
    try (PublicCopy copy = PublicCopy.make()) {
      Outcome outcome =
          passing.run("chmod 755 .; F=" + copy.fdtrail() + "; " + script.replace("NOBODY", NOBODY));
      outcome.assertRefused(3, "", words);
    }
  }

  @Test
  void aProcessOfAnotherUser() throws IOException, InterruptedException {
    assertRefusedToNobody(
        "NOBODY $F grab $$ 0; exit $?", "not permitted", "user 0", "CAP_SYS_PTRACE");
    assertRefusedToNobody(
        "NOBODY $F send -p $$ -f 0 /dev/null/x; exit $?", "not permitted", "user 0");
  }

  @Test
  void aProcessThatMadeItselfUndumpable() throws IOException, InterruptedException {
    String undumpable =
        "NOBODY /usr/bin/python3 -c 'import ctypes, os, subprocess, sys; ctypes.CDLL(None).prctl(4, 0); "
            + "sys.exit(subprocess.run([sys.argv[1], \"grab\", str(os.getpid()), \"0\"]).returncode)' $F";
    assertRefusedToNobody(undumpable, "not permitted", "PR_SET_DUMPABLE");
  }

  @Test
  void aProcessWithMoreCapabilities() throws IOException, InterruptedException {
    String capable =
        "setpriv --reuid 65534 --regid 65534 --clear-groups --inh-caps=+net_raw --ambient-caps=+net_raw sleep 60 & pid=$!;"
            + " until grep -q '^Uid:.65534' /proc/$pid/status; do :; done; NOBODY $F grab $pid 0; s=$?; kill $pid; exit $s";
    assertRefusedToNobody(capable, "not permitted", "capabilities");
  }
}
