package io.fdtrail;

import io.fdtrail.bpf.Knobs;
import io.fdtrail.event.Container;
import io.fdtrail.event.ContainerNames;
import io.fdtrail.event.StackEnds;
import io.fdtrail.filter.Filter;
import io.fdtrail.kernel.Backend;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What to trace, and how.
 *
 * @param backend the only one to try; empty for the best one that works
 * @param ringSize bytes of the ring between the kernel and us, a power of two
 * @param follow mark the descendants of this process
 * @param filter the events that are wanted
 * @param readContainers add the containers and units of processes
 * @param exits also report what descendants that received descriptors have when they end ({@link
 *     TraceListener#held})
 * @param fields those that the listener is going to read: {@code cmdline} and {@code ancestors} are
 *     recorded only if they are among these, or in the filter
 * @param names finds the names of a container; the library itself knows none, as it reads no file
 *     of a container runtime
 * @param stacks whose user stacks to record
 */
public record TraceOptions(
    Optional<Backend> backend,
    int ringSize,
    boolean follow,
    Filter filter,
    boolean readContainers,
    boolean exits,
    Set<String> fields,
    Function<Container, ContainerNames> names,
    StackEnds stacks) {
  /**
   * Bytes of the ring that {@code fdtrail} uses without {@code --ring-size}: by the memory of this
   * machine.
   */
  public static final int DEFAULT_RING_SIZE = RingRoom.here();

  /** Bytes of the smallest ring: a page. */
  public static final int SMALLEST_RING_SIZE = Knobs.MIN_RING_SIZE;

  /** Bytes of the largest ring. */
  public static final int LARGEST_RING_SIZE = Knobs.MAX_RING_SIZE;

  /**
   * Records of processes only what the filter asks for, nothing when they end, and no names of
   * containers.
   *
   * @param backend the only one to try; empty: the best that works here
   * @param ringSize bytes, a power of two
   * @param follow mark the descendants of this process
   * @param filter of the events
   * @param readContainers whether the cgroups of processes are looked up
   */
  public TraceOptions(
      Optional<Backend> backend,
      int ringSize,
      boolean follow,
      Filter filter,
      boolean readContainers) {
    this(
        backend,
        ringSize,
        follow,
        filter,
        readContainers,
        false,
        Set.of(),
        any -> ContainerNames.NONE,
        StackEnds.NONE);
  }

  boolean reportsCmdline() {
    return reports("cmdline");
  }

  boolean reportsAncestors() {
    return reports("ancestors");
  }

  private boolean reports(String detail) {
    return Stream.concat(fields.stream(), filter.fields().stream())
        .anyMatch(field -> field.equals(detail) || field.equals("sender." + detail));
  }

  /** Everything, on the best backend. */
  public static final TraceOptions DEFAULT =
      new TraceOptions(Optional.empty(), DEFAULT_RING_SIZE, false, Filter.ALL, true);
}
