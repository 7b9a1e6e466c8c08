package io.fdtrail;

import io.fdtrail.bpf.Choice;
import io.fdtrail.bpf.Probe;
import io.fdtrail.bpf.ProbeException;
import io.fdtrail.bpf.Ring;
import io.fdtrail.decode.OpenDescriptorDecoder;
import io.fdtrail.decode.Stacks;
import io.fdtrail.event.Cgroup;
import io.fdtrail.event.FdEvent;
import io.fdtrail.event.OpenDescriptor;
import io.fdtrail.event.StackEnds;
import io.fdtrail.filter.EventFilter;
import io.fdtrail.filter.KernelChoice;
import io.fdtrail.kernel.Backend;
import io.fdtrail.kernel.ProbeHealth;
import io.fdtrail.os.SystemCalls;
import io.fdtrail.os.SystemException;
import io.fdtrail.os.Unwinder;
import io.fdtrail.recording.NoRecorder;
import io.fdtrail.recording.Recorder;
import io.fdtrail.recording.RecordingHeader;
import io.fdtrail.recording.RecordingWriter;
import io.fdtrail.resolve.CgroupMarks;
import io.fdtrail.resolve.Containers;
import io.fdtrail.resolve.ProcFs;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Follows descriptors from process to process. {@link Pipeline} and {@link Stages} are the whole
 * path of an event.
 *
 * <p>One thread must open, run and close it; other threads may call only methods marked "from any
 * thread".
 */
public final class Tracer implements AutoCloseable {
  private static final long ALL = 100;

  private final Probe probe;
  private final List<Refusal> refusals;
  private final BootClock clock;
  private final Pipeline pipeline;
  private final TraceOptions options;
  private final List<byte[]> learned;
  private Recorder recorder = new NoRecorder();
  private Optional<RecordingWriter> recording = Optional.empty();
  private final Optional<Unwinder> unwinder;
  private KernelChoice kernelChoice;

  private Tracer(
      BackendChoice choice, BootClock clock, TraceOptions options, Optional<Unwinder> unwinder) {
    this.unwinder = unwinder;
    this.probe = choice.probe();
    this.refusals = choice.refusals();
    this.options = options;
    this.kernelChoice = options.filter().kernelChoice();
    this.learned = choice.learned();
    this.clock = clock;
    Stages stages =
        new Stages(choice.decoder(), containers(options), new EventFilter(options.filter(), clock));
    this.pipeline =
        new Pipeline(
            RecordSource.of(probe, unwinder.isPresent()),
            stages,
            Tracer::bootNanos,
            System::nanoTime);
  }

  private UnaryOperator<FdEvent> containers(TraceOptions options) {
    if (!options.readContainers()) {
      return UnaryOperator.identity();
    }
    Containers containers =
        new Containers(
            new ProcFs(Path.of("/proc")),
            Path.of("/sys/fs/cgroup"),
            System::nanoTime,
            options.names());
    return new CgroupMarks(
            (id, pid, bootNs) -> recorded(id, pid, containers.cgroup(id, pid, bootNs)))
        ::mark;
  }

  private Cgroup recorded(long id, int pid, Cgroup cgroup) {
    if (cgroup != null) {
      recorder.cgroup(id, pid, cgroup);
    }
    return cgroup;
  }

  /**
   * Attaches to the kernel, which records events from then on.
   *
   * @param options how to trace
   * @return a tracer that is attached, and that the caller closes
   * @throws NoBackendException if this kernel, our rights, or what is installed here do not allow
   *     it
   */
  public static Tracer open(TraceOptions options) throws NoBackendException {
    Optional<Unwinder> unwinder = unwinder(options);
    try {
      Stacks stacks = unwinder.isPresent() ? new Stacks(unwinder.get()::unwind) : Stacks.none();
      BackendChoice choice = BackendChoice.make(options, stacks);
      choice.choose(options.filter().kernelChoice());
      return new Tracer(choice, new BootClock(Tracer::bootNanos), options, unwinder);
    } catch (NoBackendException | RuntimeException | Error e) {
      unwinder.ifPresent(Unwinder::close);
      throw e;
    }
  }

  private static Optional<Unwinder> unwinder(TraceOptions options) throws NoBackendException {
    if (options.stacks() == StackEnds.NONE) {
      return Optional.empty();
    }
    try {
      return Optional.of(Unwinder.start());
    } catch (SystemException e) {
      throw new NoBackendException("cannot unwind stacks: " + e.getMessage());
    }
  }

  private static long bootNanos() {
    try {
      return SystemCalls.bootNanos();
    } catch (SystemException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Also writes all that {@link #run} takes from the kernel, whatever the filter says. Call it
   * before that, with the rights of {@link #open}. {@link Replay} reads it.
   *
   * @param facts what the file says of the trace besides what this knows
   * @param sink takes the blocks of the recording, in this thread
   */
  public void record(BlockSink sink, Map<String, String> facts) {
    chooseAll();
    clock.step();
    String trace = UUID.randomUUID().toString();
    Map<String, String> all = new LinkedHashMap<>(facts);
    all.put("ends", Boolean.toString(options.exits()));
    RecordingHeader header =
        RecordingHeader.of(trace, backend(), options.follow(), all, Path.of("/proc"));
    RecordingWriter writer = new RecordingWriter(header, clock.now(), clock.offset(), sink::write);
    for (byte[] record : learned) {
      writer.record(ByteBuffer.wrap(record), 0, record.length);
      writer.learned();
    }
    writer.begin();
    recorder = writer;
    recording = Optional.of(writer);
    pipeline.record(writer, clock);
  }

  private void chooseAll() {
    if (!kernelChoice.isThere()) {
      return;
    }
    try {
      probe.choose(Choice.ALL);
    } catch (ProbeException e) {
      throw new IllegalStateException(e);
    }
    kernelChoice = kernelChoice.none();
  }

  /** {@return what the kernel side decides of the filter} */
  public KernelChoice kernelChoice() {
    return kernelChoice;
  }

  /** {@return how many steps, of a record or so, could not be recorded until now} */
  public long unrecorded() {
    return recording.map(RecordingWriter::unwritten).orElse(0L);
  }

  /**
   * Reports all events to the listener, until {@link #stop}, the end of the duration, or a failure
   * of the listener.
   *
   * @param listener called in this thread
   * @param duration after which it ends; empty: never
   * @return what was reported and lost
   * @throws IOException from the listener
   */
  public TraceStats run(TraceListener listener, Optional<Duration> duration) throws IOException {
    try {
      return pipeline.run(listener, duration);
    } finally {
      recording.ifPresent(RecordingWriter::close);
    }
  }

  /**
   * Reports each descriptor that is open now in any process, and each file that a process has
   * mapped if {@link #seesMappings}: the pid, the number, and the file's id (the same as in this
   * trace's events), device and inode. Call it after {@link #run}.
   *
   * @param descriptors called for each, in this thread
   * @return how many could not be reported
   * @throws TraceException if the kernel does not allow it
   */
  public long openFiles(Consumer<OpenDescriptor> descriptors) throws TraceException {
    try {
      return probe.openFiles(decoded(descriptors));
    } catch (ProbeException e) {
      throw new TraceException(e);
    }
  }

  /**
   * Reports each descriptor that is open now in any process, and no mappings. A listener may call
   * it in {@link TraceListener#drained}.
   *
   * @param descriptors called for each, in this thread
   * @return how many could not be reported
   * @throws TraceException if the kernel does not allow it
   */
  public long openDescriptors(Consumer<OpenDescriptor> descriptors) throws TraceException {
    try {
      return probe.openDescriptors(decoded(descriptors));
    } catch (ProbeException e) {
      throw new TraceException(e);
    }
  }

  private static Ring.RecordHandler decoded(Consumer<OpenDescriptor> descriptors) {
    OpenDescriptorDecoder decoder = new OpenDescriptorDecoder();
    return (bytes, offset, length) -> decoder.decode(bytes, offset, length).ifPresent(descriptors);
  }

  /** {@return whether {@link #openFiles} reports mapped files, too (Linux 5.12)} */
  public boolean seesMappings() {
    return probe.seesMappings();
  }

  /** Ends {@link #run}, which first reports what has happened so far. From any thread. */
  public void stop() {
    pipeline.stop();
    probe.wake();
  }

  /** Calls {@link TraceListener#drained} soon. From any thread. */
  public void wake() {
    probe.wake();
  }

  /** {@return the backend that is attached} */
  public Backend backend() {
    return probe.backend();
  }

  /** {@return the better backends that do not work here, and why} */
  public List<Refusal> refused() {
    return refusals;
  }

  /** {@return the kernel functions and tracepoints that are watched} */
  public List<String> attached() {
    return probe.attached();
  }

  /**
   * A process has ended: a later process with its number is not wanted. From any thread.
   *
   * @param pid its number
   * @return the time, on the clock of the records
   */
  public long ended(int pid) {
    return pipeline.ended(pid);
  }

  /**
   * Makes the kernel count how often our programs run, for {@link #health}. It then counts the runs
   * of all programs of the machine, until {@link #close}. Does nothing if the kernel refuses.
   */
  public void countRuns() {
    probe.countRuns();
  }

  /** {@return whether {@link #health} requires CAP_BPF to show the maps} */
  public boolean healthTakesRights() {
    return probe.mapsTakeRights();
  }

  /** {@return the share of the ring that waits to be read, in percent, rounded up} */
  public int backlogPercent() {
    Ring ring = probe.ring();
    return (int) ((ALL * ring.fill() + ring.size() - 1) / ring.size());
  }

  /** {@return the state of the kernel side; empty once the tracer is closed} From any thread. */
  public Optional<ProbeHealth> health() {
    return probe.health();
  }

  /** {@return the clock of the events} */
  public BootClock clock() {
    return clock;
  }

  @Override
  public void close() {
    probe.close();
    unwinder.ifPresent(Unwinder::close);
  }
}
