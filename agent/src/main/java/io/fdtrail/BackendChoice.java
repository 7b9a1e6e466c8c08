package io.fdtrail;

import io.fdtrail.bpf.Choice;
import io.fdtrail.bpf.KernelFeatures;
import io.fdtrail.bpf.Knobs;
import io.fdtrail.bpf.Obstacle;
import io.fdtrail.bpf.Probe;
import io.fdtrail.bpf.ProbeException;
import io.fdtrail.bpf.Surroundings;
import io.fdtrail.decode.RecordDecoder;
import io.fdtrail.decode.Stacks;
import io.fdtrail.event.Action;
import io.fdtrail.event.FdEvent;
import io.fdtrail.event.StackEnds;
import io.fdtrail.filter.KernelChoice;
import io.fdtrail.kernel.Backend;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The first backend that loads, attaches and sees a descriptor that we pass to ourselves. A program
 * may attach to a function that is never called, because the compiler inlined it.
 */
final class BackendChoice {
  private static final int CANARY_MILLIS = 1000;
  private static final int REHEARSALS = 4;
  // Less than a queue of datagrams holds (net.unix.max_dgram_qlen).
  private static final int REHEARSAL_MESSAGES = 4;
  private static final String SAW_NOTHING =
      "attached, but saw nothing of a descriptor we passed to ourselves";
  private static final Set<Action> CANARY = EnumSet.of(Action.SEND, Action.RECV);

  private final List<Refusal> refusals = new ArrayList<>();
  private final Stacks stacks;
  private final Probe probe;
  private RecordDecoder decoder;
  private final List<byte[]> learned = new ArrayList<>();

  private BackendChoice(List<Backend> candidates, Knobs knobs, Stacks stacks)
      throws NoBackendException {
    this.stacks = stacks;
    this.probe = firstThatWorks(candidates, knobs);
  }

  private static int stacks(StackEnds ends) {
    return switch (ends) {
      case NONE -> 0;
      case SEND -> Knobs.STACKS_SEND;
      case RECV -> Knobs.STACKS_RECV;
      case BOTH -> Knobs.STACKS_SEND + Knobs.STACKS_RECV;
    };
  }

  static BackendChoice make(TraceOptions options, Stacks stacks) throws NoBackendException {
    List<Backend> candidates = options.backend().map(List::of).orElseGet(KernelFeatures::backends);
    return new BackendChoice(
        candidates,
        new Knobs(
            options.ringSize(),
            options.follow(),
            options.exits(),
            options.reportsCmdline(),
            options.reportsAncestors(),
            stacks(options.stacks()),
            options.filter().kernelChoice().isThere()),
        stacks);
  }

  /**
   * From here on the kernel side reports only what is chosen, as far as it can tell.
   *
   * @throws NoBackendException if it does not take the choice; the probe is closed then
   */
  void choose(KernelChoice chosen) throws NoBackendException {
    if (!chosen.isThere()) {
      return;
    }
    try {
      probe.choose(
          new Choice(
              chosen.pids(),
              chosen.uids(),
              chosen.cgroupIds().stream().map(Long::intValue).collect(Collectors.toSet()),
              chosen.actions().stream().mapToInt(action -> 1 << action.code()).sum()));
    } catch (ProbeException e) {
      probe.close();
      throw new NoBackendException(e.getMessage());
    }
  }

  Probe probe() {
    return probe;
  }

  /** Of the probe's records: it has learned from those so far who processes are. */
  RecordDecoder decoder() {
    return decoder;
  }

  /** The records that the decoder has learned from. */
  List<byte[]> learned() {
    return List.copyOf(learned);
  }

  /** The better backends that do not work here. */
  List<Refusal> refusals() {
    return List.copyOf(refusals);
  }

  private Probe firstThatWorks(List<Backend> candidates, Knobs knobs) throws NoBackendException {
    for (Backend backend : candidates) {
      try {
        Optional<Probe> opened = openWithCanary(backend, knobs);
        if (opened.isPresent()) {
          return opened.get();
        }
        refusals.add(blind(backend));
      } catch (ProbeException e) {
        refusals.add(new Refusal(backend, e.getMessage(), e.isExplained(), e.log()));
      }
    }
    throw new NoBackendException(refusals);
  }

  private static Refusal blind(Backend backend) {
    Optional<Obstacle> cause = Surroundings.ours().blindness(backend);
    return cause.isPresent()
        ? new Refusal(backend, cause.get().inOneLine(), true, SAW_NOTHING)
        : new Refusal(backend, SAW_NOTHING, false, "");
  }

  /** Detaches everything again if the backend does not see the canary. */
  private Optional<Probe> openWithCanary(Backend backend, Knobs knobs) throws ProbeException {
    Probe probe = Probe.open(backend, knobs);
    decoder = new RecordDecoder(stacks); // another probe gives other numbers to processes
    learned.clear();
    boolean sees = false;
    try {
      sees = seesCanary(probe);
      if (sees && backend == Backend.TRACEPOINT) {
        rehearse(probe);
      }
    } finally {
      if (!sees) {
        probe.close();
      }
    }
    return sees ? Optional.of(probe) : Optional.empty();
  }

  /**
   * Lets the programs learn before others' first messages. Empties the ring between turns: it may
   * be small.
   */
  private void rehearse(Probe probe) {
    for (int turn = 0; turn < REHEARSALS; turn++) {
      for (int type : Probe.SOCKET_TYPES) {
        probe.rehearse(type, REHEARSAL_MESSAGES);
        probe.ring().poll(this::learn, Integer.MAX_VALUE);
      }
    }
  }

  /**
   * Also empties the ring: acts of others so far are not reported, because the trace has not begun.
   */
  private boolean seesCanary(Probe probe) throws ProbeException {
    Set<Action> seen = EnumSet.noneOf(Action.class);
    long self = ProcessHandle.current().pid();
    probe.canary();
    // Starts here because the canary itself is slow on a busy machine. We read the ring at least
    // once in any case.
    long deadline = System.nanoTime() + CANARY_MILLIS * 1_000_000L;
    for (; ; ) {
      probe
          .ring()
          .poll(
              (bytes, offset, length) -> {
                if (!learn(bytes, offset, length)) {
                  see(decoder.decode(bytes, offset, length), self, seen);
                }
              },
              Integer.MAX_VALUE);
      if (seen.containsAll(CANARY) || System.nanoTime() - deadline >= 0) {
        return seen.containsAll(CANARY);
      }
      probe.await(CANARY_MILLIS / 10);
    }
  }

  private boolean learn(ByteBuffer bytes, int offset, int length) {
    if (decoder.skipStack(bytes, offset, length)) {
      return true;
    }
    boolean learns = decoder.learnProcess(bytes, offset, length);
    if (learns) {
      byte[] record = new byte[length];
      bytes.get(offset, record);
      learned.add(record);
    }
    return learns;
  }

  private static void see(Optional<FdEvent> event, long self, Set<Action> seen) {
    if (event.isPresent() && event.get().process().pid() == self) {
      seen.add(event.get().action());
    }
  }
}
