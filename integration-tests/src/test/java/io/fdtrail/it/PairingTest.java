package io.fdtrail.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PairingTest {
  private static final String SENT =
      """
      {"action":"SEND","pid":10,"tid":10,"comm":"passfd","uid":0,"message":"7","index":0,"count":1,"fd":3,"inode":4}""";
  private static final String RECEIVED =
      """
      {"action":"RECV","pid":11,"tid":11,"comm":"other","uid":1,"message":"7","index":0,"count":1,"fd":5,"inode":4,\
      "sender":{"pid":10,"tid":10,"comm":"passfd","uid":0,"fd":3},"in_flight_ns":4}""";

  @Test
  void bothEndsAgree() {
    Pairing pairing = pairing(SENT, RECEIVED);
    assertThat(pairing.faults()).isEmpty();
    assertThat(pairing.paired()).isEqualTo(1);
    assertThat(pairing.unpaired()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"pid\":10 -> {\"pid\":12",
        "\"tid\":10 -> \"tid\":12",
        "\"comm\":\"passfd\" -> \"comm\":\"pass\"",
        "\"uid\":0 -> \"uid\":1",
        ",\"fd\":3 -> ",
        "\"fd\":3 -> \"fd\":4",
        "\"inode\":4 -> \"inode\":5",
        "\"count\":1 -> \"count\":2",
        ",\"in_flight_ns\":4 -> ",
      })
  void aContradictionIsAFault(String change) {
    String[] fromTo = change.split(" -> ", 2);
    String wrong = RECEIVED.replace(fromTo[0], fromTo[1]);
    assertThat(wrong).isNotEqualTo(RECEIVED);
    assertThat(pairing(SENT, wrong).faults()).hasSize(1);
  }

  @Test
  void twoSendsOfOneDescriptorAreAFault() {
    assertThat(pairing(SENT, SENT, RECEIVED).faults()).hasSize(1);
  }

  @Test
  void anIndexBeyondTheCountIsAFault() {
    assertThat(pairing(SENT.replace("\"index\":0", "\"index\":1")).faults()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"message\":\"7\" -> \"message\":\"8\"",
        "\"index\":0 -> \"index\":1",
        "\"sender\" -> \"was\""
      })
  void aReceiveWithoutItsSendIsUnpaired(String change) {
    String[] fromTo = change.split(" -> ", 2);
    Pairing pairing = pairing(SENT, RECEIVED.replace(fromTo[0], fromTo[1]));
    assertThat(pairing.paired()).isZero();
    assertThat(pairing.unpaired()).isEqualTo(1);
  }

  @Test
  void aDropNeedsNoSend() {
    assertThat(pairing(RECEIVED.replace("RECV", "DROP")).unpaired()).isZero();
  }

  private static Pairing pairing(String... rows) {
    return Pairing.of(Stream.of(rows).map(Json::parse).toList());
  }
}
