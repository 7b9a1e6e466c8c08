package io.fdtrail.leaks;

import io.fdtrail.event.FdEvent;
import io.fdtrail.event.OpenDescriptor;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;

/** What processes had received and still had when they ended. */
public final class Endings {
  private final Receptions receptions = new Receptions();
  private final Queue<OpenDescriptor> held = new ArrayDeque<>();
  private final Set<Integer> ended = new HashSet<>();
  private final Map<Long, Set<Integer>> sharing = new HashMap<>();
  private Leaks leaks;
  private long partly;
  private long forgotten;

  /** Adds an event. */
  public void received(FdEvent event) {
    receptions.received(event);
  }

  /** Adds a descriptor that a process ends with, or its end. */
  public void held(OpenDescriptor descriptor) {
    switch (descriptor.fd()) {
      case OpenDescriptor.ENDED -> end(descriptor);
      case OpenDescriptor.ENDED_PARTLY -> {
        partly++;
        end(descriptor);
      }
      case OpenDescriptor.ENDED_SHARED ->
          sharing
              .computeIfAbsent(descriptor.fileId(), table -> new HashSet<>())
              .add(descriptor.pid());
      default -> hold(descriptor);
    }
  }

  /** Whoever had the same descriptor table and ended before has ended with it. */
  private void end(OpenDescriptor descriptor) {
    ended.add(descriptor.pid());
    Set<Integer> sharers = sharing.remove(descriptor.fileId());
    if (sharers != null) {
      ended.addAll(sharers);
    }
  }

  private void hold(OpenDescriptor descriptor) {
    held.add(descriptor);
    if (held.size() > Receptions.CAPACITY) {
      held.remove();
      forgotten++;
    }
  }

  /** What was held, the most first. Ends the events. */
  public List<Leak> found() {
    leaks = new Leaks(receptions, true);
    held.forEach(leaks::open);
    return leaks.found();
  }

  /** The events. */
  public Receptions receptions() {
    return receptions;
  }

  /** How many processes that received descriptors were not seen to end. */
  public long running() {
    return receptions.received().stream()
        .map(event -> event.process().pid())
        .filter(pid -> !ended.contains(pid))
        .distinct()
        .count();
  }

  /** How many processes had more numbers than were looked at. */
  public long partly() {
    return partly;
  }

  /** How many descriptors of ended processes were forgotten, because there were too many. */
  public long forgotten() {
    return forgotten;
  }

  /** {@link Leaks#doubtful} of what was found. */
  public long doubtful() {
    return leaks.doubtful();
  }
}
