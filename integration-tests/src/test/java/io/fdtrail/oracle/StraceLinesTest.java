package io.fdtrail.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StraceLinesTest {
  @Test
  void theHalvesOfTwoThreadsAreJoined() {
    List<StraceLines.Line> lines =
        StraceLines.join(
            List.of(
                "10    recvmsg(3,  <unfinished ...>",
                "11    sendmsg(4, {}, 0 <unfinished ...>",
                "10    <... recvmsg resumed>{msg_name=NULL}, 0) = 1",
                "11    <... sendmsg resumed>) = 1",
                "11    sendmsg(4, {}, 0) = 2"));
    assertThat(lines)
        .containsExactly(
            new StraceLines.Line(10, "recvmsg(3, {msg_name=NULL}, 0) = 1", 0, 2),
            new StraceLines.Line(11, "sendmsg(4, {}, 0) = 1", 1, 3),
            new StraceLines.Line(11, "sendmsg(4, {}, 0) = 2", 4, 4));
  }

  @Test
  void signalsAndExitsAreNoCalls() {
    List<String> lines =
        List.of(
            "10    --- SIGCHLD {si_pid=11} ---",
            "10    +++ exited with 0 +++",
            "strace: Process 11 attached");
    assertThat(StraceLines.join(lines)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10    sendmsg(4, {}, 0 <unfinished ...>;10    +++ killed by SIGKILL +++",
        "10    sendmsg(4, {}, 0 <unfinished ...>) = ?",
        "10    sendmsg(4, {}, 0 <unfinished ...>;10    <... sendmsg resumed> <unfinished ...>) = ?",
      })
  void theEndOfAKilledThreadIsNotKnown(String lines) {
    assertThat(StraceLines.join(List.of(lines.split(";"))))
        .extracting(StraceLines.Line::text)
        .containsExactly("sendmsg(4, {}, 0) = ?");
  }
}
