package io.fdtrail.it;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Whether the rows of the two ends of each message agree with each other. */
final class Pairing {
  private static final Set<String> FROM_A_SENDER = Set.of("RECV", "PEEK", "DROP");

  private final Map<String, List<JsonNode>> sends = new HashMap<>();
  private final List<String> faults = new ArrayList<>();
  private int paired;
  private int unpaired;

  private Pairing() {}

  static Pairing of(List<JsonNode> events) {
    Pairing pairing = new Pairing();
    for (JsonNode row : events) {
      if (action(row).equals("SEND")) {
        pairing.sends.computeIfAbsent(descriptor(row), unseen -> new ArrayList<>(1)).add(row);
      }
    }
    pairing.sends.values().forEach(pairing::checkSend);
    events.stream()
        .filter(row -> FROM_A_SENDER.contains(action(row)))
        .forEach(pairing::checkOtherEnd);
    return pairing;
  }

  /** Contradictions between rows. */
  List<String> faults() {
    return faults;
  }

  /** RECV and PEEK rows whose SEND is there. */
  int paired() {
    return paired;
  }

  /** RECV and PEEK rows without a sender, or whose SEND is not there. */
  int unpaired() {
    return unpaired;
  }

  private void checkSend(List<JsonNode> rows) {
    JsonNode row = rows.get(0);
    if (rows.size() > 1) {
      faults.add("sent twice under one message and index: " + row);
    }
    if (row.path("index").asInt() >= row.path("count").asInt()) {
      faults.add("index beyond count: " + row);
    }
  }

  private void checkOtherEnd(JsonNode row) {
    JsonNode sender = row.path("sender");
    List<JsonNode> sent = sends.getOrDefault(descriptor(row), List.of());
    boolean installed = !action(row).equals("DROP");
    if (sent.isEmpty() || sender.isMissingNode()) {
      // A DROP of reason unsent has no SEND: nothing was queued.
      unpaired += installed ? 1 : 0;
      return;
    }
    paired += installed ? 1 : 0;
    JsonNode send = sent.get(0);
    for (String key : List.of("pid", "tid", "comm", "uid")) {
      same(key, send.path(key), sender.path(key), row);
    }
    same("fd", send.path("fd"), sender.path("fd"), row);
    for (String key : List.of("count", "kind", "dev", "inode", "file_id")) {
      same(key, send.path(key), row.path(key), row);
    }
    if (row.path("in_flight_ns").asLong(-1) < 0) {
      faults.add("a sender, but no time in flight: " + row);
    }
  }

  private void same(String key, JsonNode sent, JsonNode reported, JsonNode row) {
    if (!sent.equals(reported)) {
      faults.add(key + " of the SEND is " + sent + ", the other end says " + reported + ": " + row);
    }
  }

  private static String action(JsonNode row) {
    return row.path("action").asText();
  }

  private static String descriptor(JsonNode row) {
    return row.path("message").asText() + "/" + row.path("index").asInt();
  }
}
