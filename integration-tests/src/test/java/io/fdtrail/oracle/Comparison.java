package io.fdtrail.oracle;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Holds what fdtrail shows against what strace saw, thread by thread and field by field. */
final class Comparison {
  private final Verdict verdict = new Verdict();
  private final Map<String, Act> sends = new HashMap<>();
  private final Map<Act, Shown> receives = new HashMap<>();
  private final boolean reportsFlags;

  private Comparison(List<JsonNode> events) {
    this.reportsFlags = events.stream().anyMatch(row -> row.has("fd_flags"));
  }

  static Verdict of(StraceTrace strace, List<JsonNode> events) {
    Comparison comparison = new Comparison(events);
    List<JsonNode> others = new ArrayList<>();
    Map<Integer, List<Shown>> shown = byThread(Shown.of(events, others), Shown::tid);
    Map<Integer, List<Act>> acts = byThread(strace.acts(), Act::tid);
    TreeSet<Integer> threads = new TreeSet<>(shown.keySet());
    threads.addAll(acts.keySet());
    for (int thread : threads) {
      List<Act> seen = acts.getOrDefault(thread, List.of());
      Alignment.of(seen, shown.getOrDefault(thread, List.of())).forEach(comparison::add);
    }
    others.forEach(
        row ->
            comparison.verdict.leave(
                row.path("action").asText() + " " + row.path("reason").asText(), 1));
    strace
        .faults()
        .forEach(fault -> comparison.verdict.differ("strace is not understood: " + fault));
    Senders.check(comparison.sends, comparison.receives, comparison.verdict);
    return comparison.verdict;
  }

  private static <T> Map<Integer, List<T>> byThread(List<T> all, Function<T, Integer> thread) {
    return all.stream().collect(Collectors.groupingBy(thread));
  }

  private void add(Alignment.Pair pair) {
    if (pair.act().isEmpty()) {
      addShownAlone(pair.shown().orElseThrow());
    } else if (pair.shown().isEmpty()) {
      addActAlone(pair.act().orElseThrow());
    } else {
      compare(pair.act().orElseThrow(), pair.shown().orElseThrow());
    }
  }

  private void addShownAlone(Shown shown) {
    if (!shown.first().has("socket_fd")) {
      verdict.leave("by io_uring", shown.rows().size());
    } else if (shown.rows().isEmpty() && shown.reason().equals("nocontrol")) {
      verdict.leave("read without control messages", shown.dropped().size());
    } else {
      verdict.differ("strace did not see it: " + shown);
    }
  }

  private void addActAlone(Act act) {
    if (act.isCertain()) {
      verdict.differ("not shown: " + act);
    } else {
      verdict.leave("calls of which strace knows no end", 1);
    }
  }

  private void compare(Act act, Shown shown) {
    JsonNode first = shown.first();
    if (act.pid() > 0) {
      verdict.compare("pid", act.pid(), first.path("pid"), first);
    }
    verdict.compare("tid", act.tid(), first.path("tid"), first);
    compareSocket(act, first);
    for (int i = 0; i < act.descriptors().size(); i++) {
      verdict.compare(
          "fd", act.descriptors().get(i).number(), shown.rows().get(i).path("fd"), first);
      FileFields.compare(act.descriptors().get(i), shown.rows().get(i), verdict);
    }
    switch (act.kind()) {
      case SEND -> {
        verdict.compare("count", act.descriptors().size(), first.path("count"), first);
        sends.put(shown.message(), act);
      }
      case FAIL -> {
        verdict.compare("count", act.descriptors().size(), first.path("count"), first);
        if (!act.errno().isEmpty()) {
          verdict.compare("errno", act.errno(), first.path("errno"), first);
        }
      }
      default -> compareReceive(act, shown);
    }
  }

  private void compareSocket(Act act, JsonNode row) {
    verdict.compare("socket_fd", act.socket().number(), row.path("socket_fd"), row);
    if (act.socket().inode() > 0) {
      verdict.compare("socket_inode", act.socket().inode(), row.path("socket_inode"), row);
    }
    if (act.socket().peer() > 0 && !act.hasAddress()) {
      verdict.compare("peer_inode", act.socket().peer(), row.path("peer_inode"), row);
    }
  }

  private void compareReceive(Act act, Shown shown) {
    if (!shown.dropped().isEmpty()) {
      verdict.check("MSG_CTRUNC", act.isCut(), act.isCut(), true, shown);
    } else if (act.isCut()) {
      verdict.leave("MSG_CTRUNC of what may not have been descriptors", 1);
    }
    if (reportsFlags) {
      for (JsonNode row : shown.rows()) {
        boolean isClosedOnExec = row.path("fd_flags").toString().contains("FD_CLOEXEC");
        verdict.check(
            "fd_flags",
            isClosedOnExec == act.isClosedOnExec(),
            act.isClosedOnExec(),
            isClosedOnExec,
            row);
      }
    }
    receives.put(act, shown);
  }
}
