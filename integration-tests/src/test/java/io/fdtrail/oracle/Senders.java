package io.fdtrail.oracle;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Whether each message was received from the one who sent it. strace says of each end only what that did, but also which socket is
 * connected to which, and these are queues: what is sent first is received first.
 */
final class Senders {
  private final Map<String, Act> sends;
  private final Verdict verdict;

  private Senders(Map<String, Act> sends, Verdict verdict) {
    this.sends = sends;
    this.verdict = verdict;
  }

  /**
   * Checks.
   *
   * @param sends by the message's name
   */
  static void check(Map<String, Act> sends, Map<Act, Shown> receives, Verdict verdict) {
    Senders senders = new Senders(sends, verdict);
    receives.forEach(senders::checkRows);
    senders.checkOrder(receives);
  }

  private void checkRows(Act receive, Shown shown) {
    Act send = sends.get(shown.message());
    Stream.concat(shown.rows().stream(), shown.dropped().stream()).forEach(row -> checkRow(send, row));
    if (send == null) {
      return;
    }
    if (send.socket().peer() > 0 && receive.socket().inode() > 0 && !send.hasAddress()) {
      boolean isWay = send.socket().peer() == receive.socket().inode();
      verdict.check("way of the message", isWay, send.socket().peer(), receive.socket().inode(), shown);
    }
    for (int i = 0; i < receive.descriptors().size(); i++) {
      String sent = send.descriptors().get(i).name();
      String received = receive.descriptors().get(i).name();
      if (!sent.isEmpty() && !received.isEmpty()) {
        verdict.check("file of both ends", sent.equals(received), sent, received, shown);
      }
    }
  }

  private void checkRow(Act send, JsonNode row) {
    JsonNode sender = row.path("sender");
    if (send == null || sender.isMissingNode()) {
      verdict.compare("sender", "", sender, row);
      return;
    }
    if (send.pid() > 0) {
      verdict.compare("sender.pid", send.pid(), sender.path("pid"), row);
    }
    verdict.compare("sender.tid", send.tid(), sender.path("tid"), row);
    verdict.compare("sender.fd", send.descriptors().get(row.path("index").asInt()).number(), sender.path("fd"), row);
  }

  /** Where all that was sent one way was received, and no two calls overlap, the n-th is the n-th. */
  private void checkOrder(Map<Act, Shown> receives) {
    Map<String, List<Map.Entry<String, Act>>> sent = new HashMap<>();
    sends.entrySet().stream()
        .filter(send -> send.getValue().socket().peer() > 0 && !send.getValue().hasAddress())
        .sorted(Comparator.comparingInt(send -> send.getValue().end()))
        .forEach(send -> add(sent, send.getValue().socket().inode() + " " + send.getValue().socket().peer(), send.getKey(), send.getValue()));
    Map<String, List<Map.Entry<String, Act>>> received = new HashMap<>();
    receives.entrySet().stream()
        .filter(receive -> receive.getKey().kind() == Act.Kind.RECV && receive.getKey().socket().peer() > 0)
        .sorted(Comparator.comparingInt(receive -> receive.getKey().end()))
        .forEach(receive ->
            add(received, receive.getKey().socket().peer() + " " + receive.getKey().socket().inode(), receive.getValue().message(), receive.getKey()));
    sent.forEach((way, messages) -> checkWay(messages, received.getOrDefault(way, List.of())));
  }

  private static void add(Map<String, List<Map.Entry<String, Act>>> ways, String way, String message, Act act) {
    ways.computeIfAbsent(way, unseen -> new java.util.ArrayList<>()).add(Map.entry(message, act));
  }

  private void checkWay(List<Map.Entry<String, Act>> sent, List<Map.Entry<String, Act>> received) {
    if (sent.size() != received.size() || overlap(sent) || overlap(received)) {
      verdict.leave("the order of messages, where threads overlap or not all were received", received.size());
      return;
    }
    for (int i = 0; i < sent.size(); i++) {
      boolean isNext = sent.get(i).getKey().equals(received.get(i).getKey());
      verdict.check("message", isNext, sent.get(i).getValue(), sent.get(i).getKey(), received.get(i));
    }
  }

  private static boolean overlap(List<Map.Entry<String, Act>> acts) {
    for (int i = 1; i < acts.size(); i++) {
      if (acts.get(i).getValue().begin() <= acts.get(i - 1).getValue().end()) {
        return true;
      }
    }
    return false;
  }
}
