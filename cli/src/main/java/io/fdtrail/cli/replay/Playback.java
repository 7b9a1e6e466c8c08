package io.fdtrail.cli.replay;

import io.fdtrail.BootClock;
import io.fdtrail.Replay;
import io.fdtrail.TraceListener;
import io.fdtrail.TraceStats;
import io.fdtrail.cli.output.Origin;
import io.fdtrail.filter.Filter;
import io.fdtrail.kernel.Backend;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** A trace of the past. For use by one thread, except {@link #stop}. */
public interface Playback extends AutoCloseable {
  /** Takes the losses of a trace, by the names of their reasons. */
  interface Losses {
    /**
     * Something was lost.
     *
     * @param count since the last time
     * @param total since the start, for this reason
     */
    void lost(String reason, long count, long total) throws IOException;
  }

  /** The backend of the trace; empty as long as it is not known. */
  Optional<Backend> backend() throws IOException;

  /** Whether it was a trace of a command and its descendants. */
  boolean follows();

  /** What is known of the trace: words by their names, as in the header of a recording. */
  Map<String, String> facts();

  /** Of each line that is shown. */
  Origin origin();

  /** The number of the first line, if lines are numbered. */
  long firstNumber();

  /** The clock of the events. */
  BootClock clock();

  /** Ends {@link #run}. From any thread. */
  void stop();

  /** Why it is not whole; empty if it is. Call it after {@link #run}. */
  String fault();

  /**
   * Reports all events to the listener, until {@link #stop} or a failure of the listener.
   *
   * @param losses those that do not come to the listener
   * @param ends hears which processes have ended
   * @throws IOException from the listener
   */
  TraceStats run(Filter filter, TraceListener listener, Losses losses, Replay.Ends ends)
      throws IOException;

  @Override
  void close() throws IOException;
}
