package io.fdtrail.cli.output;

import java.util.Map;

/**
 * What a trace has shown.
 *
 * @param events shown
 * @param lost counts by reason, without zeros
 * @param receivesWithoutSender of the events, those of descriptors that came from nobody knows where
 */
public record Totals(long events, Map<String, Long> lost, long receivesWithoutSender) {
  long allLost() {
    return lost.values().stream().mapToLong(Long::longValue).sum();
  }
}
