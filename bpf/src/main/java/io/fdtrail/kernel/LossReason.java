package io.fdtrail.kernel;

import java.util.Optional;
import java.util.stream.Stream;

/** Why something that happened is not reported. */
public enum LossReason {
  /** Records for which the ring had no room. */
  RING_FULL("ring_full", "give the ring more room: --ring-size"),
  /**
   * More messages in flight than the kernel side remembers: their SEND rows or their senders are
   * missing.
   */
  MESSAGES_FULL(
      "messages_full",
      "more messages wait in queues than fdtrail remembers: 'fdtrail inflight' shows who does not read"),
  /** More calls in progress than the kernel side follows: the acts of the others are missing. */
  CALLS_FULL(
      "calls_full",
      "more calls at once than fdtrail follows: restart fdtrail, and report this if it continues"),
  /**
   * More descendants of the traced command than the kernel side follows: the acts of the others are
   * missing.
   */
  FOLLOWED_FULL(
      "followed_full",
      "the command has more descendants than fdtrail follows: trace without it, and choose by -n or -u"),
  /**
   * Runs of a program that the kernel skipped because the program was already running on that CPU.
   */
  SKIPPED("skipped", "the kernel skipped a program because one was already running on that CPU"),
  /** Queues that were emptied while they were read; only of {@code inflight}. */
  QUEUE_MOVED("queue_moved", "queues were emptied faster than they could be read: try again"),
  /** Queues with more messages than a program may look at; only of {@code inflight}. */
  QUEUE_LONG(
      "queue_long",
      "queues have more messages than could be read: use a kernel with bpf_loop (Linux 5.17)"),
  /** Functions whose return the kernel did not report: kretprobe instances are limited. */
  MISSED_RETURN(
      "missed_return",
      "too many calls at once for kprobes: --backend fentry has no such limit, but skips more if the kernel preempts itself"),
  /** Descriptors that splice discarded with a part of their message, which no tracepoint sees. */
  SPLICED(
      "spliced",
      "splice took messages in parts: use another backend where 'fdtrail doctor' finds one"),
  /** Records, or memory of the kernel, with unexpected contents. */
  UNREADABLE(
      "unreadable",
      "a record or kernel memory could not be read: please report this with the kernel's version"),
  /** SEND rows that were held for --with-peer and forgotten before their receiver was known. */
  SENDS_FORGOTTEN(
      "sends_forgotten",
      "too many sends waited for their receivers: choose both ends instead of --with-peer");

  private final String word;
  private final String advice;

  LossReason(String word, String advice) {
    this.word = word;
    this.advice = advice;
  }

  /**
   * {@return the one with this name; empty if none has it}
   *
   * @param word as in {@link #word}
   */
  public static Optional<LossReason> of(String word) {
    return Stream.of(values()).filter(reason -> reason.word.equals(word)).findFirst();
  }

  /** {@return the name in the output} */
  public String word() {
    return word;
  }

  /** {@return what the user can do, or should know} */
  public String advice() {
    return advice;
  }

  /**
   * {@return the advice for this backend: why programs are skipped, and what helps, depends on it}
   *
   * @param backend that is attached
   */
  public String advice(Backend backend) {
    return this == SKIPPED ? advice + ": " + avoidance(backend) : advice;
  }

  private static String avoidance(Backend backend) {
    return switch (backend) {
      case FENTRY -> "--backend kprobe avoids it";
      case KPROBE -> "end other tracers that use kprobes or perf's events";
      case TRACEPOINT -> "use another backend where 'fdtrail doctor' finds one";
    };
  }
}
