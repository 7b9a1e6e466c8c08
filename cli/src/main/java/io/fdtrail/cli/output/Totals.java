package io.fdtrail.cli.output;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a trace has shown.
 *
 * @param events shown
 * @param lost counts by reason, without zeros
 * @param receivesWithoutSender of the events, those of descriptors whose sender is not known
 * @param dropsWithoutSender likewise, of descriptors that never arrived
 */
public record Totals(
    long events, Map<String, Long> lost, long receivesWithoutSender, long dropsWithoutSender) {
  long allLost() {
    return lost.values().stream().mapToLong(Long::longValue).sum();
  }

  /** The same, with other losses added. */
  Totals plus(String reason, long count) {
    Map<String, Long> more = new LinkedHashMap<>(lost);
    more.put(reason, count);
    return new Totals(events, more, receivesWithoutSender, dropsWithoutSender);
  }
}
