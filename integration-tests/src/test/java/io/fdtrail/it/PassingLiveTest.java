package io.fdtrail.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/**
 * {@code fdtrail send}, {@code recv}, {@code forward} and {@code grab}, with each other and with
 * others' programs.
 */
class PassingLiveTest {
  @AutoClose private final Passing passing = Passing.open();

  /** Nothing is said on the standard error, and no socket is left. */
  private String out(String script) throws IOException, InterruptedException {
    Outcome outcome = passing.run(script);
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.status()).isZero();
    assertThat(passing.sockets()).isEmpty();
    return outcome.out();
  }

  @Test
  void helloWorldThroughAPipe() throws IOException, InterruptedException {
    assertThat(
            out("$F recv -f 0 pipe --run cat & echo hello | $F send -f 0 --wait pipe && wait $!"))
        .isEqualTo("hello\n");
  }

  @Test
  void aCommandNeedsNoRun() throws IOException, InterruptedException {
    assertThat(out("$F recv -f 0 pipe head -c 2 & echo hello | $F send --wait pipe && wait $!"))
        .isEqualTo("he");
  }

  @Test
  void threeSocketsAtOnce() throws IOException, InterruptedException {
    String script =
        """
        echo a >a; echo c >c
        $F recv -f 3 A -f 2 B -f 0 C --run sh -c 'cat; cat <&3; echo b >&2' &
        $F send --wait C <c && $F send --wait -f 5 A 5<a && $F send --wait --stdout B >b && wait $! && cat b
        """;
    assertThat(out(script)).isEqualTo("c\na\nb\n");
  }

  @Test
  void whatIsReceivedIsReportedWithoutACommand() throws IOException, InterruptedException {
    String script = "$F recv -f 9,4 x & echo >'a b'; $F send --wait -i -f 7 x 7<'a b' && wait $!";
    assertThat(out(script).lines())
        .containsExactly(
            "FD    KIND           NAME",
            "9     chr            /dev/null",
            "4     reg            " + passing.directory() + "/a b");
  }

  @Test
  void numbersThatAreTakenAreMadeFree() throws IOException, InterruptedException {
    String script =
        """
        numbers=$(seq -s, 3 40)
        for number in ${numbers//,/ }; do echo $number >f$number; done
        $F recv -f $numbers x --run bash -c 'for number in {3..40}; do cat <&$number; done' &
        eval "$F send --wait -f $numbers x $(printf '%d<f%d ' $(seq 3 40 | sed p))" && wait $!
        """;
    assertThat(out(script).lines())
        .containsExactlyElementsOf(
            IntStream.rangeClosed(3, 40).mapToObj(Integer::toString).toList());
  }

  @Test
  void moreThanOneMessageHolds() throws IOException, InterruptedException {
    String script =
        """
        zeros=$(printf '0,%.0s' {1..599})0
        $F recv -f $(seq -s, 100 699) x --run sh -c 'ls /proc/self/fd | wc -l' &
        $F send --wait -f $zeros x && wait $!
        """;
    // ls has its directory open too
    assertThat(out(script).strip()).isEqualTo("604");
  }

  @Test
  void moreThanIsAskedForIsClosed() throws IOException, InterruptedException {
    assertThat(
            out("$F recv -f 8 x --run ls /proc/self/fd & $F send --wait -f 0,0,0,0 x && wait $!")
                .lines())
        .containsExactly("0", "1", "2", "3", "8");
  }

  @Test
  void aFileOfAnotherProcessIsOpenedAnew() throws IOException, InterruptedException {
    String script =
        """
        printf 0123456789 >log; exec 7<>log; read -n 4 -u 7 begin; rm log
        $F recv -f 0 x --run cat & $F send --wait -p $$ -f 7 x && wait $!
        """;
    assertThat(out(script)).as("from its beginning").isEqualTo("0123456789");
  }

  @Test
  void theModeIsThatOfTheOriginal() throws IOException, InterruptedException {
    String script =
        """
        printf abc >log; exec 5<log 6>>log 7<>log
        $F recv -f 5,6,7 x --run sh -c 'grep -h flags /proc/self/fdinfo/5 /proc/self/fdinfo/6 /proc/self/fdinfo/7; cat log' &
        $F send --wait -p $$ -f 5,6,7 x && wait $!
        """;
    assertThat(out(script).lines().map(line -> line.replaceAll(".*0*(.....)$", "$1")))
        .containsExactly("00000", "02001", "00002", "abc");
  }

  @Test
  void theSameOpenFileIsTaken() throws IOException, InterruptedException {
    String script =
        """
        printf 0123456789 >log; exec 7<log; read -n 4 -u 7 begin
        $F recv -f 0 x --run cat & $F send --wait -p $$ -f 7 --pidfd-getfd x && wait $!
        """;
    assertThat(out(script)).as("where the shell stopped").isEqualTo("456789");
  }

  @Test
  void aPidfdNamesTheProcess() throws IOException, InterruptedException {
    String inode =
        "$(/usr/bin/python3 -c 'import os, sys; print(os.fstat(os.pidfd_open(int(sys.argv[1]))).st_ino)' $$)";
    assertThat(out("$F recv -f 3 x & $F send --wait -p $$:" + inode + " -f 0 x && wait $!"))
        .contains("/dev/null");

    Outcome wrong = passing.run("$F send -p $$:$((" + inode + " + 1)) -f 0 x");
    assertThat(wrong.status()).isEqualTo(1);
    assertThat(wrong.errLines()).singleElement().asString().contains("another one");
  }

  @Test
  void anAbstractSocket() throws IOException, InterruptedException {
    String name = "fdtrail-test-" + ProcessHandle.current().pid();
    String script =
        "$F recv --abstract -f 0 %1$s cat & echo hello | $F send --abstract --wait %1$s && wait $!";
    assertThat(out(script.formatted(name))).isEqualTo("hello\n");
  }

  @Test
  void aStaleSocketIsReplaced() throws IOException, InterruptedException {
    String script =
        """
        /usr/bin/python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind("./x")'; [ -S x ] || exit
        $F recv -f 0 ./x cat & echo hello | $F send --wait ./x && wait $! && [ ! -e x ]
        """;
    assertThat(out(script)).isEqualTo("hello\n");
  }

  @Test
  void aSocketIsForItsOwnerAlone() throws IOException, InterruptedException {
    String script =
        "umask 0; $F recv -f 3 ./x >/dev/null & until [ -S x ]; do :; done; stat -c %a x; $F send --wait ./x && wait $!";
    assertThat(out(script)).isEqualTo("600\n");
  }

  @Test
  void forwardPassesOnAndReports() throws IOException, InterruptedException {
    String script =
        """
        $F recv -f 0 last --run cat & last=$!
        $F forward --wait first last & forward=$!
        echo hello | $F send --wait first && wait $last && wait $forward
        """;
    List<String> lines = out(script).lines().sorted().toList();
    assertThat(lines)
        .hasSize(3)
        .contains("hello", "FD    KIND           NAME")
        .anyMatch(line -> line.matches("\\d+ +fifo +pipe:.*"));
  }

  @Test
  void forwardIntoAMountNamespace() throws IOException, InterruptedException {
    Assumptions.assumeTrue(
        Program.run("unshare", "--mount", "true").status() == 0,
        "not root: no mount namespace can be made");
    String script =
        """
        unshare --mount sh -c 'mount -t tmpfs tmpfs /mnt && exec $F recv -f 0 /mnt/s cat' & receiver=$!
        until [ -S /proc/$receiver/root/mnt/s ]; do :; done
        $F forward first /proc/$receiver/root/mnt/s >/dev/null & forward=$!
        echo hello | $F send --wait first && wait $receiver && wait $forward
        """;
    assertThat(out(script)).isEqualTo("hello\n");
  }

  @Test
  void noRootIsNeeded() throws IOException, InterruptedException {
    Assumptions.assumeTrue(
        Program.run("setpriv", "--reuid", "65534", "true").status() == 0,
        "not root: already tried");
    try (PublicCopy copy = PublicCopy.make()) {
      String script =
          "chown 65534 .; F=%s setpriv --reuid 65534 --regid 65534 --clear-groups sh -c '"
              + "$F recv -f 0 x cat & echo hello | $F send --wait x && wait $!; exec 7<<EOF\nsame\nEOF\n$F grab $$ 7 --run cat /dev/fd/7'";
      assertThat(out(script.formatted(copy.fdtrail()))).isEqualTo("hello\nsame\n");
    }
  }

  @Test
  void forwardEndsAfterSoManyMessages() throws IOException, InterruptedException {
    String script =
        """
        /usr/bin/python3 -c '
        import socket
        listening = socket.socket(socket.AF_UNIX); listening.bind("./to"); listening.listen()
        connection = listening.accept()[0]
        for message in range(2):
          data, fds, flags, address = socket.recv_fds(connection, 10, 9)
          print(data.decode(), len(fds))
        ' & to=$!
        $F forward --wait -c 2 ./from ./to >/dev/null & forward=$!
        /usr/bin/python3 -c '
        import socket
        connection = socket.socket(socket.AF_UNIX)
        while connection.connect_ex("./from"): pass
        socket.send_fds(connection, [b"abc"], [0, 1]); socket.send_fds(connection, [b"de"], [2])
        connection.recv(1)
        '
        wait $forward && wait $to
        """;
    assertThat(out(script)).isEqualTo("abc 2\nde 1\n");
  }

  @Test
  void grabReportsWhatItIs() throws IOException, InterruptedException {
    assertThat(out("printf 0123 >log; exec 7<>log; read -n 2 -u 7 begin; $F grab $$ 7").lines())
        .containsExactly(
            "FD    KIND           FLAGS                      POSITION     NAME",
            "7     reg            O_RDWR                     2            "
                + passing.directory()
                + "/log");
    assertThat(out("exec 7< <(:); $F grab $$ 7").lines())
        .last()
        .asString()
        .startsWith("7     fifo           O_RDONLY ");
    assertThat(
            out(
                "/usr/bin/python3 -c 'import os, subprocess; fd = os.eventfd(0); subprocess.run([os.environ[\"F\"], \"grab\","
                    + " str(os.getpid()), str(fd)])'"))
        .contains(" anon:eventfd ")
        .contains(" anon_inode:[eventfd]");
  }

  @Test
  void grabRescuesADeletedFile() throws IOException, InterruptedException {
    assertThat(out("echo precious >log; exec 7<log; rm log; $F grab $$ 7 -f 0 --run cat"))
        .isEqualTo("precious\n");
    assertThat(out("exec 7<<<same; $F grab $$ 7 --run sh -c 'cat <&7'")).isEqualTo("same\n");
  }

  @Test
  void pythonReceivesWhatWeSend() throws IOException, InterruptedException {
    String script =
        """
        echo hello >file
        /usr/bin/python3 -c '
        import os, socket
        listening = socket.socket(socket.AF_UNIX); listening.bind("./x"); listening.listen()
        data, fds, flags, address = socket.recv_fds(listening.accept()[0], 100, 9)
        print(len(data), os.read(fds[1], 100).decode(), end="")
        ' & $F send --wait -f 0,6 ./x 6<file && wait $!
        """;
    assertThat(out(script)).isEqualTo("1 hello\n");
  }

  @Test
  void weReceiveWhatPythonSends() throws IOException, InterruptedException {
    String script =
        """
        echo hello >file
        $F recv -f 0,5 x sh -c 'cat <&5; cat' &
        /usr/bin/python3 -c '
        import socket
        connection = socket.socket(socket.AF_UNIX)
        while connection.connect_ex("fdtrail/x"): pass
        files = [open(name) for name in ("/etc/hostname", "file")]
        socket.send_fds(connection, [b"some", b"data"], [files[0].fileno()])
        socket.send_fds(connection, [b"more"], [files[1].fileno()])
        ' && wait $! && cat /etc/hostname
        """;
    List<String> lines = out(script).lines().toList();
    assertThat(lines).first().isEqualTo("hello");
    assertThat(lines.get(1)).isEqualTo(lines.get(2));
  }

  /**
   * nc -F passes a connected socket over its standard output, as OpenSSH's ProxyUseFdpass wants it.
   */
  @Test
  void weReceiveTheConnectionThatNetcatMakes() throws IOException, InterruptedException {
    String script =
        """
        /usr/bin/python3 -c '
        import socket
        server = socket.socket(); server.bind(("127.0.0.1", 0)); server.listen()
        open("port.new", "w").write(str(server.getsockname()[1]))
        import os; os.rename("port.new", "port")
        server.accept()[0].sendall(b"from the server")
        ' &
        $F recv -f 0 x cat & receiver=$!
        /usr/bin/python3 -c '
        import os, socket
        connection = socket.socket(socket.AF_UNIX)
        while connection.connect_ex("fdtrail/x") or not os.path.exists("port"): pass
        os.dup2(connection.fileno(), 1)
        os.execlp("nc", "nc", "-F", "127.0.0.1", open("port").read())
        ' && wait $receiver
        """;
    assertThat(out(script)).isEqualTo("from the server");
  }

  @Test
  void theTracerSeesIt() throws IOException, InterruptedException {
    Fdtrail.assumeTracing();
    Files.writeString(passing.directory().resolve("passed"), "");
    Outcome outcome =
        passing.run(
            "exec $F -o json -- sh -c '$F recv -f 9 x >/dev/null & $F send --wait -f 8 x 8<passed && wait $!'");
    assertThat(outcome.status()).as(outcome.err()).isZero();
    List<JsonNode> events = Trace.parse(outcome.outLines()).events();
    assertThat(events)
        .extracting(event -> event.path("action").asText())
        .containsExactly("SEND", "RECV");
    assertThat(events)
        .allMatch(event -> event.path("name").asText().equals(passing.directory() + "/passed"));
    assertThat(events.get(0).path("fd").asInt()).isEqualTo(8);
    assertThat(events.get(1).path("sender").path("pid")).isEqualTo(events.get(0).path("pid"));
  }
}
