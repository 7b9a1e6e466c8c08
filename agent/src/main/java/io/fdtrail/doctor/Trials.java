package io.fdtrail.doctor;

import java.util.List;
import java.util.Optional;

/**
 * Which backends work.
 *
 * @param preempts whether the kernel preempts itself; empty if unknown
 * @param order which backend is tried first for that reason, in a sentence
 * @param tried in the order of preference
 * @param limits what the chosen one cannot report, a sentence each
 */
public record Trials(
    Optional<Boolean> preempts, String order, List<Trial> tried, List<String> limits) {
  /**
   * One of them.
   *
   * @param refusal why it does not work; empty if it does
   * @param log the last lines from libbpf and the verifier
   */
  public record Trial(String backend, Optional<String> refusal, List<String> log) {
    public boolean works() {
      return refusal.isEmpty();
    }
  }

  /** The backend that a trace uses; empty if none works. */
  public Optional<String> chosen() {
    return tried.stream().filter(Trial::works).map(Trial::backend).findFirst();
  }
}
