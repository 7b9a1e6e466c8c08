package io.fdtrail.oracle;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What strace saw: the messages with descriptors, and which thread belongs to which process. */
final class StraceTrace {
  private static final int DATA_ON_STREAM = 0;

  private final List<Act> acts = new ArrayList<>();
  private final List<String> faults = new ArrayList<>();
  private final Map<Integer, Integer> threadOf = new HashMap<>();
  private StraceLines.Line line;

  private StraceTrace() {}

  static StraceTrace parse(List<String> lines) {
    StraceTrace trace = new StraceTrace();
    List<StraceLines.Line> calls = StraceLines.join(lines);
    // The one that strace began has no parent here.
    calls.stream()
        .min(Comparator.comparingInt(StraceLines.Line::begin))
        .ifPresent(first -> trace.threadOf.put(first.tid(), first.tid()));
    calls.forEach(trace::add);
    return trace;
  }

  /** In the order of their ends. */
  List<Act> acts() {
    return acts.stream().map(this::withProcess).toList();
  }

  /** Lines that are not understood. */
  List<String> faults() {
    return faults;
  }

  private void add(StraceLines.Line next) {
    line = next;
    try {
      StraceParser.Call call = StraceParser.call(next.text());
      switch (call.name()) {
        case "clone", "clone3", "fork", "vfork" -> begun(call);
        case "sendmsg" -> sent(call, call.argument(1), call.result(), call.returned());
        case "recvmsg" -> received(call, call.argument(1), call.argument(2), call.returned());
        case "sendmmsg" -> allSent(call);
        case "recvmmsg" -> allReceived(call);
        default -> {}
      }
    } catch (IllegalArgumentException e) {
      // What a thread was about to do when it was killed, strace does not write to the end.
      if (!next.text().endsWith("= ?")) {
        faults.add(e.getMessage());
      }
    }
  }

  private void begun(StraceParser.Call call) {
    if (call.returned() > 0) {
      threadOf.put(
          call.returned(), line.text().contains("CLONE_THREAD") ? line.tid() : call.returned());
    }
  }

  private Act withProcess(Act act) {
    int process = act.tid();
    while (threadOf.containsKey(process) && threadOf.get(process) != process) {
      process = threadOf.get(process);
    }
    int pid = threadOf.containsKey(process) ? process : 0;
    return act.of(pid);
  }

  private void allSent(StraceParser.Call call) {
    int returned = call.returned();
    List<StraceValue> vector = call.argument(1).elements();
    for (int i = 0; i < vector.size(); i++) {
      String result = i == 0 && returned < 0 ? call.result() : "";
      sent(call, vector.get(i).field("msg_hdr"), result, i < returned ? 1 : -1);
    }
  }

  private void allReceived(StraceParser.Call call) {
    call.argument(1).elements().stream()
        .limit(Math.max(0, call.returned()))
        .forEach(message -> received(call, message.field("msg_hdr"), call.argument(3), 1));
  }

  /**
   * Of several messages of one call those behind a refused one are not tried, and its error is not
   * reported.
   */
  private void sent(StraceParser.Call call, StraceValue header, String result, int returned) {
    List<Descriptor> descriptors = descriptors(header);
    boolean isWhole = isWhole(header);
    if (descriptors.isEmpty()) {
      return;
    }
    boolean isRefused = result.startsWith("-1 ");
    // Restarted, and then seen once more, or ended by EINTR, which strace does not see.
    boolean isInterrupted = result.startsWith("? ERESTART");
    String errno = isRefused ? result.split(" ")[1] : "";
    boolean isCertain = isWhole && (isRefused || returned > DATA_ON_STREAM);
    add(
        isRefused || isInterrupted ? Act.Kind.FAIL : Act.Kind.SEND,
        call,
        header,
        descriptors,
        errno,
        false,
        isCertain);
  }

  private void received(
      StraceParser.Call call, StraceValue header, StraceValue flags, int returned) {
    List<Descriptor> descriptors = descriptors(header);
    boolean isCut = header.field("msg_flags").has("MSG_CTRUNC");
    boolean isWhole = isWhole(header);
    if (returned >= 0 && (isCut || !descriptors.isEmpty())) {
      boolean isCertain = isWhole && !descriptors.isEmpty();
      add(
          flags.has("MSG_PEEK") ? Act.Kind.PEEK : Act.Kind.RECV,
          call,
          header,
          descriptors,
          "",
          isCut,
          isCertain);
    }
  }

  private void add(
      Act.Kind kind,
      StraceParser.Call call,
      StraceValue header,
      List<Descriptor> descriptors,
      String errno,
      boolean isCut,
      boolean isCertain) {
    acts.add(
        new Act(
            kind,
            0,
            line.tid(),
            Descriptor.parse(call.argument(0).text()),
            !header.field("msg_name").fields().isEmpty(),
            descriptors,
            errno,
            line.text().contains("MSG_CMSG_CLOEXEC"),
            isCut,
            isCertain,
            line.begin(),
            line.end()));
  }

  private static boolean isWhole(StraceValue header) {
    return header.field("msg_control").elements().stream()
        .noneMatch(message -> message.field("cmsg_data").isCut());
  }

  private static List<Descriptor> descriptors(StraceValue header) {
    return header.field("msg_control").elements().stream()
        .filter(message -> message.field("cmsg_type").text().equals("SCM_RIGHTS"))
        .flatMap(message -> message.field("cmsg_data").elements().stream())
        .map(number -> Descriptor.parse(number.text()))
        .toList();
  }
}
