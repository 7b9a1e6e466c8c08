package io.fdtrail.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ComparisonTest {
  private static final List<String> STRACE =
      List.of(
          "9     clone(child_stack=NULL, flags=SIGCHLD) = 10",
          "9     clone(child_stack=NULL, flags=SIGCHLD) = 11",
          "10    " + call("sendmsg", "3<UNIX-STREAM:[1->2]>", 5, "0", "1"),
          "11    " + call("recvmsg", "4<UNIX-STREAM:[2->1]>", 6, "MSG_CMSG_CLOEXEC", "1"),
          "10    " + call("sendmsg", "3<UNIX-STREAM:[1->2]>", 5, "0", "-1 EPIPE (Broken pipe)"));
  private static final String FILE =
      "\"count\":1,\"name\":\"/dev/null\",\"kind\":\"chr\",\"rdev\":\"1:3\"";
  private static final String SENDER =
      "\"pid\":10,\"tid\":10,\"index\":0,\"fd\":5,\"socket_fd\":3,\"socket_inode\":1,\"peer_inode\":2,"
          + FILE
          + "}";
  private static final List<String> ROWS =
      List.of(
          "{\"action\":\"SEND\",\"boot_ns\":1,\"message\":\"7\"," + SENDER,
          "{\"action\":\"RECV\",\"boot_ns\":2,\"pid\":11,\"tid\":11,\"message\":\"7\",\"index\":0,\"fd\":6,"
              + "\"fd_flags\":[\"FD_CLOEXEC\"],\"socket_fd\":4,\"socket_inode\":2,\"peer_inode\":1,"
              + FILE
              + ",\"sender\":{\"pid\":10,\"tid\":10,\"fd\":5}}",
          "{\"action\":\"FAIL\",\"boot_ns\":3,\"message\":\"8\",\"errno\":\"EPIPE\"," + SENDER);

  private static String call(String name, String socket, int fd, String flags, String result) {
    String control = "[{cmsg_type=SCM_RIGHTS, cmsg_data=[" + fd + "</dev/null<char 1:3>>]}]";
    return name
        + "("
        + socket
        + ", {msg_control="
        + control
        + ", msg_flags=0}, "
        + flags
        + ") = "
        + result;
  }

  /** The receive's row as a drop. */
  private static String dropped(String reason) {
    return ROWS.get(1)
        .replace("\"RECV\"", "\"DROP\",\"reason\":\"" + reason + "\"")
        .replace("\"fd\":6,", "");
  }

  private static Verdict verdict(List<String> strace, List<String> rows) {
    StraceTrace trace = StraceTrace.parse(strace);
    ObjectMapper mapper = new ObjectMapper();
    List<JsonNode> events = new ArrayList<>();
    for (String row : rows) {
      try {
        events.add(mapper.readTree(row));
      } catch (JsonProcessingException e) {
        throw new IllegalArgumentException(e);
      }
    }
    return Comparison.of(trace, events);
  }

  private static List<String> with(int row, String change) {
    String[] fromTo = change.split(" -> ", 2);
    List<String> rows = new ArrayList<>(ROWS);
    rows.set(row, ROWS.get(row).replaceFirst(Pattern.quote(fromTo[0]), fromTo[1]));
    assertThat(rows).isNotEqualTo(ROWS);
    return rows;
  }

  @Test
  void bothAgree() {
    Verdict verdict = verdict(STRACE, ROWS);
    assertThat(verdict.differences()).isEmpty();
    assertThat(verdict.omitted()).isEmpty();
    assertThat(verdict.unjudged()).isEmpty();
    assertThat(verdict.compared()).isEqualTo(37);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"pid\":11 -> \"pid\":12",
        "\"socket_fd\":4 -> \"socket_fd\":5",
        "\"socket_inode\":2 -> \"socket_inode\":3",
        "\"peer_inode\":1 -> \"peer_inode\":3",
        "/dev/null -> /dev/zero",
        "\"chr\" -> \"reg\"",
        "1:3 -> 1:5",
        "\"FD_CLOEXEC\" -> ",
        "\"pid\":10 -> \"pid\":11",
        "\"tid\":10 -> \"tid\":11",
        "\"fd\":5 -> \"fd\":6",
      })
  void aWrongFieldOfAReceiveIsADifference(String change) {
    assertThat(verdict(STRACE, with(1, change)).differences()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"EPIPE -> EBADF", "\"count\":1 -> \"count\":2"})
  void aWrongFieldOfARefusalIsADifference(String change) {
    assertThat(verdict(STRACE, with(2, change)).differences()).hasSize(1);
  }

  @Test
  void anotherNumberIsAnActThatIsNotShownAndOneThatStraceDidNotSee() {
    assertThat(verdict(STRACE, with(1, "\"fd\":6 -> \"fd\":7")).differences()).hasSize(2);
    assertThat(verdict(STRACE, with(1, "RECV -> DROP")).differences()).isNotEmpty();
    assertThat(verdict(STRACE, with(1, "\"tid\":11 -> \"tid\":12")).differences()).hasSize(2);
  }

  @Test
  void aMissingRowIsADifference() {
    for (int i = 0; i < ROWS.size(); i++) {
      List<String> rows = new ArrayList<>(ROWS);
      rows.remove(i);
      assertThat(verdict(STRACE, rows).differences()).as(ROWS.get(i)).hasSize(1);
    }
  }

  @Test
  void aFieldThatARowDoesNotHaveIsNotReported() {
    Verdict verdict = verdict(STRACE, with(1, ",\"sender\":{\"pid\":10,\"tid\":10,\"fd\":5} -> "));
    assertThat(verdict.differences()).isEmpty();
    assertThat(verdict.omitted()).containsOnlyKeys("sender");
  }

  @Test
  void whatIsSentFirstIsReceivedFirst() {
    List<String> strace = new ArrayList<>();
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      strace.add(STRACE.get(2));
      rows.add(ROWS.get(0).replace("\"message\":\"7\"", "\"message\":\"" + i + "\""));
    }
    for (int i = 0; i < 2; i++) {
      strace.add(STRACE.get(3));
      rows.add(ROWS.get(1).replace("\"message\":\"7\"", "\"message\":\"" + i + "\""));
    }
    assertThat(verdict(strace, rows).differences()).isEmpty();
    rows.set(2, rows.get(2).replace("\"message\":\"0\"", "\"message\":\"1\""));
    String later = rows.get(3).replace("\"boot_ns\":2", "\"boot_ns\":3");
    rows.set(3, later.replace("\"message\":\"1\"", "\"message\":\"0\""));
    assertThat(verdict(strace, rows).differences()).hasSize(2);
  }

  @Test
  void whatWasDroppedWasReported() {
    List<String> dropped = List.of(ROWS.get(0), dropped("ctrunc"));
    List<String> cut =
        List.of(
            STRACE.get(0),
            STRACE.get(1),
            STRACE.get(2),
            "11    recvmsg(4<UNIX-STREAM:[2->1]>, {msg_controllen=0, msg_flags=MSG_CTRUNC}, 0) = 1");
    assertThat(verdict(cut, dropped).differences()).isEmpty();
    List<String> silent = List.of(STRACE.get(0), STRACE.get(1), STRACE.get(2));
    assertThat(verdict(silent, dropped).differences()).hasSize(1);
  }

  @Test
  void whatStraceCannotSeeIsNotJudged() {
    List<String> strace = STRACE.subList(0, 3);
    List<String> closed = List.of(ROWS.get(0), dropped("closed"));
    assertThat(verdict(strace, closed).differences()).isEmpty();
    assertThat(verdict(strace, closed).unjudged()).containsEntry("DROP closed", 1);
    List<String> read = List.of(ROWS.get(0), dropped("nocontrol"));
    assertThat(verdict(strace, read).differences()).isEmpty();
    List<String> ring = List.of(ROWS.get(0), ROWS.get(1).replace("\"socket_fd\":4,", ""));
    assertThat(verdict(strace, ring).differences()).isEmpty();
  }
}
