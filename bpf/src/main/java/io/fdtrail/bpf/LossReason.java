package io.fdtrail.bpf;

/** Why something that happened is not told. */
public enum LossReason {
  /** Records that found no room. */
  RING_FULL("ring_full", "give the ring more room: --ring-size"),
  /** More messages in flight, or receives in progress, than the kernel's maps hold. */
  MAP_FULL("map_full", "too many descriptors in flight at once: some senders or receives are unknown"),
  /** A program that the kernel did not run, because it was running on that CPU already. */
  SKIPPED("skipped", "the kernel skipped a program that was running already: some rows are missing"),
  /** Queues that were emptied while they were read; only of {@link KernelIterator}. */
  QUEUE_MOVED("queue_moved", "queues were emptied faster than they could be read: ask again"),
  /** Queues with more messages than a program may look at; only of {@link KernelIterator}. */
  QUEUE_LONG("queue_long", "queues have more messages than could be read: use a kernel with bpf_loop (Linux 5.17)"),
  /** A function whose return the kernel did not report: kretprobe instances are limited. */
  MISSED_RETURN("missed_return", "too many calls at once for kprobes: use --backend fentry where the kernel has it"),
  /** Kernel memory that could not be read. */
  UNREADABLE("unreadable", "a record was malformed: please report this with the kernel's version");

  private final String word;
  private final String advice;

  LossReason(String word, String advice) {
    this.word = word;
    this.advice = advice;
  }

  /** As the output spells it. */
  public String word() {
    return word;
  }

  /** What the user can do, or should know. */
  public String advice() {
    return advice;
  }
}
