package io.fdtrail.it;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What threads that all send, receive, open and close at once say they did, against what was shown.
 * Each message has a file of its own, whose name is the key.
 */
final class Stress {
  private static final String NAME = "/memfd:";

  private final Map<String, List<JsonNode>> rows;
  private int late;
  private long unseen;
  private final List<String> faults = new ArrayList<>();

  private Stress(List<JsonNode> events) {
    this.rows = events.stream().collect(Collectors.groupingBy(Stress::file));
  }

  private static String file(JsonNode row) {
    return row.path("name").asText().replace(NAME, "").replace(" (deleted)", "");
  }

  /**
   * Contradictions.
   *
   * @param acts what the workload printed
   */
  static List<String> faults(List<String> acts, List<JsonNode> events) {
    return faults(acts, events, 0, 0);
  }

  /**
   * @param late how many sends may be shown as dropped that the kernel refused at last: it is seen
   *     from 6.10 on
   * @param unseen how many refused sends are missing and were counted: no more, and no less
   */
  static List<String> faults(List<String> acts, List<JsonNode> events, int late, long unseen) {
    Stress stress = new Stress(events);
    stress.late = late;
    stress.unseen = unseen;
    Map<String, Map<String, JsonNode>> byFile = new HashMap<>();
    for (String line : acts) {
      JsonNode act = Json.parse(line);
      byFile
          .computeIfAbsent(act.path("file").asText(), key -> new HashMap<>())
          .put(act.path("act").asText(), act);
    }
    byFile.forEach(stress::check);
    if (stress.unseen > 0) {
      stress.faults.add(stress.unseen + " are counted as lost, but shown");
    }
    return stress.faults;
  }

  /**
   * Contradictions where threads of several processes send the same file on the same sockets. A
   * sender may be left out, or which thread it was, and none may be wrong.
   *
   * @param messages what the receiver printed, in its order
   */
  static List<String> sharedFaults(List<String> messages, List<JsonNode> events) {
    List<JsonNode> received =
        events.stream()
            .filter(row -> row.path("action").asText().equals("RECV"))
            .sorted(Comparator.comparingLong(row -> row.path("boot_ns").asLong()))
            .toList();
    long sent = events.stream().filter(row -> row.path("action").asText().equals("SEND")).count();
    if (received.size() != messages.size() || sent != messages.size()) {
      return List.of(
          messages.size()
              + " messages, shown as "
              + sent
              + " SEND and "
              + received.size()
              + " RECV");
    }
    List<String> faults = new ArrayList<>();
    for (int i = 0; i < messages.size(); i++) {
      JsonNode message = Json.parse(messages.get(i));
      JsonNode row = received.get(i);
      if (!agree("fd", message, row)
          || (row.has("sender") && !isSender(message, row.path("sender")))) {
        faults.add(message + " is shown as " + row);
      }
    }
    return faults;
  }

  private static boolean isSender(JsonNode message, JsonNode sender) {
    int thread = message.path("thread").asInt();
    return sender.path("pid").asInt() == message.path("sender").asInt()
        && sender.path("tid").asInt(thread) == thread;
  }

  /** Receives whose sender is left out: the summary counts them. */
  static long withoutSender(List<JsonNode> events) {
    return events.stream()
        .filter(row -> row.path("action").asText().matches("RECV|PEEK") && !row.has("sender"))
        .count();
  }

  /**
   * What has no sender is counted, and seldom, 1 of 500 receives: never where the two ends always
   * meet in the kernel.
   */
  static boolean isCountedAndSeldom(Trace trace, String backend) {
    long unknown = withoutSender(trace.events());
    long allowed = backend.equals("tracepoint") ? trace.events().size() / 1000 : 0;
    return unknown == trace.summaries().get(0).path("receives_without_sender").asLong()
        && unknown <= allowed;
  }

  /**
   * Whose queue it was is left out seldom: by tracepoints, if the socket is closed while the
   * message is sent. What was refused at last, before 6.10, was in no queue.
   */
  static boolean namesClosedSockets(List<String> acts, List<JsonNode> events, String backend) {
    Set<String> refused =
        acts.stream()
            .map(Json::parse)
            .filter(act -> act.path("act").asText().equals("FAIL"))
            .map(act -> act.path("file").asText())
            .collect(Collectors.toSet());
    List<JsonNode> drops =
        events.stream()
            .filter(row -> row.path("action").asText().equals("DROP"))
            .filter(row -> !refused.contains(file(row)))
            .toList();
    List<String> unnamed =
        drops.stream().filter(row -> !row.has("socket_inode")).map(Stress::file).toList();
    return backend.equals("tracepoint")
        ? unnamed.stream().allMatch(Stress::isClosedMeanwhile)
            && unnamed.size() <= drops.size() / 100
        : unnamed.isEmpty();
  }

  /** Whether the other end is closed by another thread while the workload sends it. */
  private static boolean isClosedMeanwhile(String file) {
    return file.startsWith("closed-");
  }

  private void check(String file, Map<String, JsonNode> acts) {
    List<JsonNode> shown = rows.getOrDefault(file, List.of());
    if (acts.containsKey("FAIL") && late > 0 && actions(shown).equals(List.of("DROP", "SEND"))) {
      late--;
      same(acts.get("FAIL"), shown, "SEND");
    } else if (acts.containsKey("FAIL")
        && unseen > 0
        && isClosedMeanwhile(file)
        && shown.isEmpty()) {
      unseen--;
    } else if (acts.containsKey("FAIL")) {
      expect(shown, List.of("FAIL"), file);
      same(acts.get("FAIL"), shown, "FAIL");
    } else if (acts.containsKey("RECV")) {
      expect(shown, List.of("RECV", "SEND"), file);
      same(acts.get("SEND"), shown, "SEND");
      same(acts.get("RECV"), shown, "RECV");
    } else {
      expect(shown, List.of("DROP", "SEND"), file);
      same(acts.get("SEND"), shown, "SEND");
    }
    JsonNode sent = acts.getOrDefault("SEND", acts.get("FAIL"));
    shown.stream()
        .filter(row -> row.path("action").asText().matches("RECV|DROP"))
        .forEach(row -> checkEnd(sent, row));
  }

  private void expect(List<JsonNode> shown, List<String> actions, String file) {
    List<String> actual = actions(shown);
    if (!actual.equals(actions)) {
      faults.add(file + " is shown as " + actual + ", not " + actions + ": " + shown);
    }
  }

  private static List<String> actions(List<JsonNode> shown) {
    return shown.stream().map(row -> row.path("action").asText()).sorted().toList();
  }

  private void same(JsonNode act, List<JsonNode> shown, String action) {
    for (JsonNode row : shown) {
      if (row.path("action").asText().equals(action)
          && !(agree("tid", act, row) && agree("fd", act, row))) {
        faults.add(act + " is shown as " + row);
      }
    }
  }

  private void checkEnd(JsonNode send, JsonNode row) {
    JsonNode sender = row.path("sender");
    boolean isTrue =
        agree("pid", send, sender) && agree("tid", send, sender) && agree("fd", send, sender);
    if (row.has("sender") && !isTrue) {
      faults.add("not the sender of " + send + ": " + row);
    }
    if (row.path("action").asText().equals("DROP")
        && !row.path("reason").asText().equals("closed")) {
      faults.add("not closed: " + row);
    }
  }

  private static boolean agree(String key, JsonNode one, JsonNode other) {
    return one.path(key).asInt(-2) == other.path(key).asInt(-3);
  }
}
