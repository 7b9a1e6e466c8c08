package io.fdtrail.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceTest {
  private static final String TRACE =
      """
      {"type":"event","action":"SEND"}
      {"type":"lost","reason":"ring_full","count":2,"total":2}
      {"type":"summary","events":1,"lost":2,"backend":"fentry"}
      """;

  @Test
  void aTraceThatAddsUp() {
    Trace trace = Trace.parse(TRACE.lines().toList());
    assertThat(trace.endingFaults()).isEmpty();
    assertThat(trace.events()).hasSize(1);
    assertThat(trace.lostCount()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"events\":1 -> \"events\":2",
        "\"lost\":2 -> \"lost\":0",
        "\"count\":2 -> \"count\":1",
        "\"summary\" -> \"sum\"",
        "\"SEND\"} -> \"SEND\"",
        "\"SEND\"} -> \"SEND\",\"type\":\"event\"}",
        "\"SEND\"} -> \"SEND\"} {}",
        "{\"type\":\"event\",\"action\":\"SEND\"} -> ",
      })
  void aTraceThatDoesNotIsAFault(String change) {
    String[] fromTo = change.split(" -> ", 2);
    String wrong = TRACE.replace(fromTo[0], fromTo[1]);
    assertThat(wrong).isNotEqualTo(TRACE);
    assertThat(Trace.parse(wrong.lines().toList()).endingFaults()).isNotEmpty();
  }

  @Test
  void anythingAfterTheSummaryIsAFault() {
    assertThat(Trace.parse((TRACE + "{\"type\":\"event\"}").lines().toList()).endingFaults())
        .isNotEmpty();
  }

  @Test
  void noSummaryIsAFault() {
    Trace trace = Trace.parse(TRACE.lines().limit(2).toList());
    assertThat(trace.endingFaults()).isNotEmpty();
    assertThat(trace.lostCount()).isEqualTo(-1);
  }
}
