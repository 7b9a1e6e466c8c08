package io.fdtrail.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VerifierTest {
  private static final String SENT =
      """
      {"type":"event","action":"SEND","pid":10,"tid":10,"message":"7","index":0,"count":1,"fd":3,"name":"/dev/null"}""";
  private static final String RECEIVED =
      """
      {"type":"event","action":"RECV","pid":11,"tid":11,"message":"7","index":0,"count":1,"fd":5,"name":"/dev/null",\
      "flags":["O_RDWR"],"sender":{"pid":10,"tid":10,"comm":"passfd","fd":3},"in_flight_ns":4}""";
  private static final List<String> TRUTH =
      List.of(
          """
          {"case":"one","expect":{"action":"SEND","pid":10,"fd":3,"name":"/dev/null"},"absent":["sender"]}""",
          """
          {"case":"one","expect":{"action":"RECV","pid":11,"fd":5,"flags":["O_RDWR"],"sender":{"pid":10,"fd":3}}}""",
          """
          {"case":"one","pids":[10,11],"done":true}""");

  @Test
  void rightRowsHaveNoFaults() {
    assertThat(faults(TRUTH, SENT, RECEIVED)).isEmpty();
  }

  @Test
  void rowsOfOtherProcessesDoNotMatter() {
    assertThat(faults(TRUTH, SENT, RECEIVED, SENT.replace("\"pid\":10", "\"pid\":99"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"fd\":5 -> \"fd\":6",
        "\"RECV\" -> \"PEEK\"",
        "\"pid\":11 -> \"pid\":12",
        "\"sender\":{\"pid\":10 -> \"sender\":{\"pid\":11",
        "\"fd\":3},\"in -> \"fd\":4},\"in",
        ",\"fd\":3},\"in -> },\"in",
        "[\"O_RDWR\"] -> [\"O_RDWR\",\"O_APPEND\"]",
        "\"fd\":5 -> \"fd\":\"5\"",
        "\"flags\":[\"O_RDWR\"], -> ",
      })
  void aWrongReceiveIsAFault(String change) {
    String[] fromTo = change.split(" -> ", 2);
    String wrong = RECEIVED.replace(fromTo[0], fromTo[1]);
    assertThat(wrong).isNotEqualTo(RECEIVED);
    assertThat(faults(TRUTH, SENT, wrong)).isNotEmpty();
  }

  @Test
  void aMissingRowIsAFault() {
    assertThat(faults(TRUTH, SENT))
        .singleElement()
        .asString()
        .startsWith("missing: {\"action\":\"RECV\"");
  }

  @Test
  void aRowTooManyIsAFault() {
    assertThat(faults(TRUTH, SENT, RECEIVED, SENT))
        .singleElement()
        .asString()
        .startsWith("unexpected: ");
  }

  @Test
  void aRowTooManyBySenderIsAFault() {
    String drop = RECEIVED.replace("RECV", "DROP").replace("\"pid\":11", "\"pid\":99");
    assertThat(faults(TRUTH, SENT, RECEIVED, drop))
        .singleElement()
        .asString()
        .startsWith("unexpected: ");
  }

  @Test
  void aKeyThatMustBeAbsentIsAFault() {
    String withSender = SENT.replace("}", ",\"sender\":{\"pid\":1}}");
    assertThat(faults(TRUTH, withSender, RECEIVED)).anyMatch(fault -> fault.contains("not absent"));
  }

  @Test
  void theClosestRowIsNamed() {
    assertThat(faults(TRUTH, SENT, RECEIVED.replace("\"fd\":5", "\"fd\":6")))
        .anyMatch(fault -> fault.contains("differs: [fd is 6, not 5]"));
  }

  @Test
  void aVagueExpectationLeavesTheRowAnotherNeeds() {
    List<String> truth =
        List.of(
            "{\"case\":\"two\",\"expect\":{\"action\":\"SEND\"}}",
            "{\"case\":\"two\",\"expect\":{\"action\":\"SEND\",\"fd\":3}}",
            "{\"case\":\"two\",\"pids\":[10],\"done\":true}");
    assertThat(faults(truth, SENT, SENT.replace("\"fd\":3", "\"fd\":4"))).isEmpty();
    assertThat(faults(truth, SENT)).isNotEmpty();
  }

  @Test
  void oneRowOrMore() {
    List<String> truth =
        List.of(
            "{\"case\":\"any\",\"expect\":{\"action\":\"SEND\",\"fd\":3}}",
            "{\"case\":\"any\",\"expect_any\":{\"action\":\"SEND\",\"pid\":10}}",
            "{\"case\":\"any\",\"pids\":[10],\"done\":true}");
    String other = SENT.replace("\"fd\":3", "\"fd\":4");
    assertThat(faults(truth, SENT, other)).isEmpty();
    assertThat(faults(truth, SENT, other, other)).isEmpty();
    assertThat(faults(truth, SENT)).isNotEmpty();
    assertThat(faults(truth, SENT, other, RECEIVED)).isNotEmpty();
  }

  @Test
  void whatASocketHasNotMustNotBeShown() {
    List<String> truth =
        List.of(
            "{\"case\":\"path\",\"expect\":{\"action\":\"SEND\",\"socket_path\":null}}",
            "{\"case\":\"path\",\"pids\":[10],\"done\":true}");
    assertThat(faults(truth, SENT)).isEmpty();
    assertThat(faults(truth, SENT.replace("}", ",\"socket_path\":\"/run/x\"}"))).isNotEmpty();
  }

  @Test
  void aRowForOtherBackendsMustNotBeShown() {
    List<String> truth =
        List.of(
            "{\"case\":\"only\",\"expect\":{\"action\":\"SEND\"},\"only\":[\"tracepoint\"]}",
            "{\"case\":\"only\",\"pids\":[10],\"done\":true}");
    assertThat(faults(truth)).isEmpty();
    assertThat(faults(truth, SENT)).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"case\":\"one\",\"failed\":\"see standard error\"}",
        "{\"case\":\"one\",\"pids\":[],\"done\":true}",
        "{\"case\":\"one\",\"skipped\":\"nobody asked\"}",
        "{\"case\":\"another\",\"pids\":[10],\"done\":true}",
      })
  void aCaseThatDidNotEndWellIsAFault(String ending) {
    List<String> truth = List.of(TRUTH.get(0), TRUTH.get(1), ending);
    assertThat(faults(truth, SENT, RECEIVED)).isNotEmpty();
  }

  @Test
  void manyFaultsAreCounted() {
    String[] many = Stream.generate(() -> SENT).limit(10).toArray(String[]::new);
    assertThat(faults(TRUTH, many))
        .contains("in all 1 missing and 9 unexpected")
        .hasSizeLessThan(8);
  }

  private static List<String> faults(List<String> truth, String... rows) {
    Verifier verifier = new Verifier("fentry", Trace.parse(List.of(rows)));
    return Truth.parse(truth).cases().stream()
        .flatMap(done -> verifier.faults(done).stream())
        .toList();
  }
}
