package io.fdtrail.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Whether who is at the other end is the process that is meant: its number may be another one's.
 * Takes root.
 */
class PassingProcessLiveTest {
  @AutoClose private final Passing passing = Passing.open();

  @BeforeEach
  void prepare() throws IOException, InterruptedException {
    boolean isRoot = Program.run("id", "-u").out().strip().equals("0");
    Assumptions.assumeTrue(isRoot, "not root: no number can be given anew at will");
    Files.writeString(passing.directory().resolve("connect"), PassingPeersLiveTest.CONNECT);
  }

  private Outcome run(String script) throws IOException, InterruptedException {
    return passing.run("python=/usr/bin/python3; " + script);
  }

  /** The shell that starts the receiver becomes the sender. */
  @Test
  void aNumberAloneIsAUser() throws IOException, InterruptedException {
    String script =
        "(exec $F recv --from %s$$ --timeout 2 -f 0 ./x true) 2>err & echo $! >pid; exec $python connect ./x 1 1";
    String receiverEnds = "while kill -0 $(cat pid) 2>/dev/null; do :; done; cat err";
    run(script.formatted(""));
    assertThat(run(receiverEnds).out()).contains("of user 0, which is not allowed");
    run(script.formatted("pid:"));
    assertThat(run(receiverEnds).out()).isEmpty();
  }

  /** Numbers are given anew once they have all been used; here at once. */
  @Test
  void aNumberThatWasGivenToAnotherProcessDoesNotLetItIn()
      throws IOException, InterruptedException {
    String script =
        """
        sleep 60 & first=$!
        $F recv --from pid:$first --timeout 4 -f 0 ./x true & receiver=$!; until [ -S x ]; do sleep 0.1; done
        kill $first; wait $first 2>/dev/null
        echo $((first - 1)) >/proc/sys/kernel/ns_last_pid; $python connect ./x 1 1 & second=$!
        [ $first = $second ] || echo not $first but $second
        wait $receiver
        """;
    Files.writeString(passing.directory().resolve("reuse"), script);
    Outcome outcome = run("export python F; unshare --pid --fork --mount-proc bash reuse");
    assertThat(outcome.out()).isEqualTo("connected\n");
    assertThat(outcome.status()).as(outcome.err()).isEqualTo(1);
    assertThat(outcome.err()).contains("another process that has the number ");
  }

  /**
   * Before 6.16 the kernel gives no pidfd of a process that was waited for: a receiver that is slow
   * would not know it.
   */
  @Test
  void aSenderStaysUntilItsDescriptorIsReceived() throws IOException, InterruptedException {
    String script =
        """
        $F recv -f 0 ./x cat & receiver=$!; until grep -q " 00010000 .*$PWD/x$" /proc/net/unix; do :; done # it listens
        kill -STOP $receiver
        $F send ./x <<<hello & send=$!; until [ $(grep -c $PWD/x$ /proc/net/unix) = 2 ]; do :; done
        sleep 2; kill -0 $send && echo there; kill -CONT $receiver; wait $send && wait $receiver
        """;
    Outcome outcome = run(script.replace("./x", "$PWD/x"));
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out()).isEqualTo("there\nhello\n");
  }

  @Test
  void aSenderSaysThatNobodyReceives() throws IOException, InterruptedException {
    String listen =
        "import socket, time; s = socket.socket(socket.AF_UNIX); s.bind('x'); s.listen(); time.sleep(60)";
    String send = "$F send --wait ./x </dev/null; s=$?; kill $listener; exit $s";
    Outcome outcome = run("$python -c \"" + listen + "\" & listener=$!; " + send);
    assertThat(outcome.status()).isZero();
    assertThat(outcome.errLines())
        .containsExactly("fdtrail: nobody has received yet what waits at ./x now");
  }

  /** The number is of who began to listen, which may have been another process that had it. */
  @Test
  void whoHadTheNumberBeforeIsNotTheOneThatIsMeant() throws IOException, InterruptedException {
    String script =
        """
        $python -c "import os, socket, time; s = socket.socket(socket.AF_UNIX); s.bind('x'); s.listen(); os.fork() or time.sleep(60)" &
        first=$!; wait $first; echo $((first - 1)) >/proc/sys/kernel/ns_last_pid; sleep 60 & second=$!
        [ $first = $second ] || echo not $first but $second
        $F send --to pid:$second ./x </dev/null; s=$?; kill $second; exit $s
        """;
    Files.writeString(passing.directory().resolve("reuse"), script);
    Outcome outcome = run("export python F; unshare --pid --fork --mount-proc bash reuse");
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.status()).as(outcome.err()).isEqualTo(3);
    assertThat(outcome.err()).contains("another process that has the number ");
  }
}
