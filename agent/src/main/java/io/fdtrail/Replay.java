package io.fdtrail;

import io.fdtrail.decode.RecordDecoder;
import io.fdtrail.files.FlagSymbols;
import io.fdtrail.filter.EventFilter;
import io.fdtrail.filter.Filter;
import io.fdtrail.kernel.Backend;
import io.fdtrail.recording.RecordingHeader;
import io.fdtrail.recording.RecordingReader;
import io.fdtrail.resolve.CgroupMarks;
import io.fdtrail.resolve.RecordedCgroups;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reports the events of a recording ({@link Tracer#record}) as the trace did, with any filter. It
 * needs no rights, and works on any machine. Anybody may have made the recording.
 *
 * <p>For use by one thread, except {@link #stop}.
 */
public final class Replay implements AutoCloseable {
  /** How each recording begins, of whatever version. */
  public static final String BEGINNING = RecordingReader.BEGINNING;

  /**
   * A file.
   *
   * @param name for messages
   */
  public record Source(String name, InputStream bytes) {}

  /** Files that come later. */
  public interface Later {
    /**
     * Waits for the next one.
     *
     * @return empty: none follows
     * @throws IOException if it cannot be read
     */
    Optional<Source> next() throws IOException;
  }

  /** Takes the end of a process that was chosen when the trace ran. */
  public interface Ends {
    /**
     * A process has ended.
     *
     * @param pid its number
     * @param bootNs when, on the clock of the records
     */
    void ended(int pid, long bootNs);
  }

  private static final Later NONE = Optional::empty;

  private record Part(String name, RecordingReader reader, long number) {}

  private final List<Part> parts;
  private final RecordingHeader header;
  private final BootClock clock;
  private final Later later;
  private String fault;
  private long unwritten;
  private volatile boolean stopped;

  private Replay(List<Part> parts, Later later, String fault) throws IOException {
    this.parts = parts;
    this.later = later;
    this.header = parts.get(0).reader().header();
    this.clock = BootClock.standing(header.bootNs(), header.offset());
    this.fault = fault;
  }

  /**
   * Reads the beginning of each file.
   *
   * @param files of one trace, in any order
   * @return shows nothing before {@link #run}
   * @throws IOException with a message for people, if one is not a recording
   */
  public static Replay of(List<Source> files) throws IOException {
    List<Part> parts = new ArrayList<>();
    for (Source file : files) {
      parts.add(open(file));
    }
    parts.sort(Comparator.comparingLong(Part::number));
    boolean isWhole = parts.get(0).number() == 0;
    for (int i = 1; i < parts.size(); i++) {
      if (!parts.get(i).reader().header().isOfTrace(parts.get(0).reader().header())) {
        throw new IOException("the files are of several traces: read them one by one");
      }
      isWhole &= parts.get(i).number() == parts.get(i - 1).number() + 1;
    }
    return new Replay(parts, NONE, isWhole ? "" : "other files of this trace were not given");
  }

  /**
   * Reads the beginning of a file that still grows: whoever reads its bytes waits for more.
   *
   * @param first of the files
   * @param later those that follow it, of the same trace or of another one
   * @return shows nothing before {@link #run}
   * @throws IOException with a message for people, if the first is not a recording
   */
  public static Replay following(Source first, Later later) throws IOException {
    return new Replay(new ArrayList<>(List.of(open(first))), later, "");
  }

  private static Part open(Source file) throws IOException {
    try {
      RecordingReader reader = new RecordingReader(file.bytes());
      return new Part(file.name(), reader, reader.header().part());
    } catch (IOException e) {
      throw new IOException(message(file.name(), e), e);
    }
  }

  private static String message(String name, IOException e) {
    return "cannot read " + name + ": " + e.getMessage();
  }

  /**
   * {@return the backend of the recorded trace}
   *
   * @throws IOException if it is unknown to this version
   */
  public Backend backend() throws IOException {
    return header.backend();
  }

  /** {@return whether it was a trace of a command and its descendants} */
  public boolean follows() {
    return header.follows();
  }

  /** {@return what the file says of its trace: words by their names, which nobody has checked} */
  public Map<String, String> facts() {
    return header.facts();
  }

  /** {@return the clock of the events} */
  public BootClock clock() {
    return clock;
  }

  /** Ends {@link #run}. From any thread. */
  public void stop() {
    stopped = true;
  }

  /** {@return why the recording is not whole; empty if it is} Call it after {@link #run}. */
  public String fault() {
    if (!fault.isEmpty() || stopped) {
      return fault;
    }
    if (unwritten > 0) {
      return "the disk was full when it was made: " + unwritten + " steps of the trace are missing";
    }
    return parts.get(parts.size() - 1).reader().hasEnd()
        ? ""
        : "the recording has no end: fdtrail was killed, or still writes it, or another file follows";
  }

  /**
   * Reports all events to the listener, until {@link #stop} or a failure of the listener. What
   * cannot be read is left out.
   *
   * @param filter of the events
   * @param listener called in this thread
   * @param ends hears which processes have ended
   * @return what was reported and what was lost, also before the recording began
   * @throws IOException from the listener
   */
  public TraceStats run(Filter filter, TraceListener listener, Ends ends) throws IOException {
    RecordedCgroups cgroups = new RecordedCgroups();
    Stages stages =
        new Stages(
            new RecordDecoder(FlagSymbols.ofMachine(header.machine())),
            new CgroupMarks(cgroups)::mark,
            new EventFilter(filter, clock));
    stages.reportTo(listener);
    ReplaySteps steps = new ReplaySteps(stages, clock, cgroups, ends::ended);
    for (Part part : parts) {
      read(part, steps);
    }
    follow(steps);
    steps.finish();
    return stages.stats();
  }

  private void follow(ReplaySteps steps) throws IOException {
    while (!stopped) {
      Part part;
      try {
        Optional<Source> source = later.next();
        if (source.isEmpty()) {
          return;
        }
        part = open(source.get());
        RecordingHeader begun = part.reader().header();
        clock.set(begun.bootNs(), begun.offset());
      } catch (IOException e) {
        fault = stopped ? fault : e.getMessage();
        return;
      }
      parts.set(0, part).reader().close();
      read(part, steps);
    }
  }

  /** What cannot be read of a file, and all after it, is left out. */
  private void read(Part part, ReplaySteps steps) throws IOException {
    try {
      while (!stopped && part.reader().next(steps)) {
        // step by step
      }
    } catch (IOException e) {
      steps.throwFailure();
      if (fault.isEmpty()) {
        fault = message(part.name(), e);
      }
    } finally {
      unwritten = steps.unwritten();
    }
  }

  @Override
  public void close() throws IOException {
    for (Part part : parts) {
      part.reader().close();
    }
  }
}
