package io.fdtrail.cli.command;

import io.fdtrail.Tracer;
import io.fdtrail.doctor.BackendLimits;
import io.fdtrail.event.Action;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What a recording says, in its header, of what it cannot have. Nobody has checked it. */
final class RecordedLimits {
  private static final String ENDS = "ends"; // of Tracer
  private static final String UNSEEN = "unseen";

  private RecordedLimits() {}

  /**
   * What fdtrail adds to the header of a recording.
   *
   * @param host what the machine is called; empty: what it calls itself
   */
  static Map<String, String> facts(Tracer tracer, Optional<String> host) {
    Map<String, String> facts = new HashMap<>();
    facts.put("fdtrail", Version.number());
    facts.put(
        UNSEEN,
        BackendLimits.unseen(tracer.backend(), tracer.attached()).stream()
            .map(Action::name)
            .collect(Collectors.joining(" ")));
    host.ifPresent(name -> facts.put("host", name));
    return facts;
  }

  /** Whether it says what processes had when they ended. */
  static boolean hasEnds(Map<String, String> facts) {
    return Boolean.parseBoolean(facts.get(ENDS));
  }

  /** What the backend could not see where it ran. */
  static Set<Action> unseen(Map<String, String> facts) {
    List<String> words = List.of(facts.getOrDefault(UNSEEN, "").split(" "));
    Set<Action> unseen = EnumSet.noneOf(Action.class);
    Arrays.stream(Action.values())
        .filter(action -> words.contains(action.name()))
        .forEach(unseen::add);
    return unseen;
  }
}
