package io.fdtrail.oracle;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Whether each message was received from the one who sent it. strace says of each end only what
 * that did, but also which socket is connected to which, and these are queues: what is sent first
 * is received first.
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
    Stream.concat(shown.rows().stream(), shown.dropped().stream())
        .forEach(row -> checkRow(send, row));
    if (send == null) {
      return;
    }
    if (send.socket().peer() > 0 && receive.socket().inode() > 0 && !send.hasAddress()) {
      boolean isWay = send.socket().peer() == receive.socket().inode();
      verdict.check(
          "way of the message", isWay, send.socket().peer(), receive.socket().inode(), shown);
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
    verdict.compare(
        "sender.fd",
        send.descriptors().get(row.path("index").asInt()).number(),
        sender.path("fd"),
        row);
  }

  /**
   * Where all that was sent one way was received, and no two calls overlap, the n-th is the n-th.
   */
  private void checkOrder(Map<Act, Shown> receives) {
    Map<String, List<Passage>> sent = new HashMap<>();
    sends.forEach(
        (message, act) -> {
          if (act.socket().peer() > 0 && !act.hasAddress()) {
            add(sent, act.socket().inode() + " -> " + act.socket().peer(), message, act);
          }
        });
    Map<String, List<Passage>> received = new HashMap<>();
    receives.forEach(
        (act, shown) -> {
          if (act.kind() == Act.Kind.RECV && act.socket().peer() > 0) {
            add(
                received,
                act.socket().peer() + " -> " + act.socket().inode(),
                shown.message(),
                act);
          }
        });
    sent.forEach(
        (way, messages) -> checkWay(messages, received.getOrDefault(way, new ArrayList<>())));
  }

  /** A message at one of its ends. */
  private record Passage(String message, Act act) {}

  private static void add(Map<String, List<Passage>> ways, String way, String message, Act act) {
    ways.computeIfAbsent(way, unseen -> new ArrayList<>()).add(new Passage(message, act));
  }

  private void checkWay(List<Passage> sent, List<Passage> received) {
    Comparator<Passage> byEnd = Comparator.comparingInt(passage -> passage.act().end());
    sent.sort(byEnd);
    received.sort(byEnd);
    if (sent.size() != received.size() || overlap(sent) || overlap(received)) {
      verdict.leave(
          "the order of messages, where threads overlap or not all were received", received.size());
      return;
    }
    for (int i = 0; i < sent.size(); i++) {
      String first = sent.get(i).message();
      String next = received.get(i).message();
      verdict.check(
          "message",
          first.equals(next),
          first + " of " + sent.get(i).act(),
          next,
          received.get(i).act());
    }
  }

  private static boolean overlap(List<Passage> passages) {
    for (int i = 1; i < passages.size(); i++) {
      if (passages.get(i).act().begin() <= passages.get(i - 1).act().end()) {
        return true;
      }
    }
    return false;
  }
}
