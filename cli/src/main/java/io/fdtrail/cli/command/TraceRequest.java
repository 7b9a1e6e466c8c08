package io.fdtrail.cli.command;

import io.fdtrail.BootClock;
import io.fdtrail.TraceOptions;
import io.fdtrail.cli.options.FilterOptions;
import io.fdtrail.cli.options.MetricsOptions;
import io.fdtrail.cli.options.OutputOptions;
import io.fdtrail.cli.options.OutputOptions.Format;
import io.fdtrail.cli.options.RunOptions;
import io.fdtrail.cli.output.Columns;
import io.fdtrail.cli.output.EventOutput;
import io.fdtrail.cli.output.JsonRenderer;
import io.fdtrail.cli.output.Renderer;
import io.fdtrail.cli.output.TableRenderer;
import io.fdtrail.cli.output.TrailRenderer;
import io.fdtrail.event.Criteria;
import io.fdtrail.filter.EventFilter;
import io.fdtrail.kernel.Backend;
import io.fdtrail.os.Errno;
import io.fdtrail.os.SystemCalls;
import io.fdtrail.os.SystemException;
import io.fdtrail.os.User;
import io.fdtrail.resolve.Containers;
import io.fdtrail.resolve.ProcFs;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/** What the user asks for, in the terms of the agent and the renderers. */
final class TraceRequest {
  /** For setuid(2) it means: leave it unchanged. */
  private static final int NOBODY_AT_ALL = -1;

  private final Criteria criteria;
  private final Optional<Backend> backend;
  private final OutputOptions output;
  private final RunOptions run;
  private final EventFilter ofTrails;

  private TraceRequest(
      Criteria criteria, Optional<Backend> backend, OutputOptions output, RunOptions run) {
    this.criteria = criteria;
    this.backend = backend;
    this.output = output;
    this.run = run;
    this.ofTrails = new EventFilter(criteria);
  }

  static TraceRequest of(FilterOptions filter, OutputOptions output, RunOptions run)
      throws Nonsense, SystemException {
    checkFields(output);
    Contradictions.refuse(filter, output, run);
    Optional<Backend> backend = Optional.empty();
    if (run.backend().isPresent()) {
      backend = Optional.of(backend(run.backend().get()));
    }
    return new TraceRequest(criteria(filter), backend, output, run);
  }

  /** No JSON object has a key twice. */
  private static void checkFields(OutputOptions output) throws Nonsense {
    if (output.fields().isEmpty()) {
      return;
    }
    Set<String> known = Columns.meanings().keySet();
    Set<String> keys = new HashSet<>();
    for (String field : output.fields()) {
      if (!known.contains(field)) {
        throw new Nonsense("no field '" + field + "'; there are: " + String.join(" ", known));
      }
      for (String key : output.format() == Format.JSON ? Columns.jsonKeys(field) : List.of(field)) {
        if (!keys.add(key)) {
          throw new Nonsense("--fields names '" + key + "' twice");
        }
      }
    }
  }

  private static Backend backend(String word) throws Nonsense {
    for (Backend backend : Backend.values()) {
      if (backend.word().equals(word)) {
        return backend;
      }
    }
    String known =
        Arrays.stream(Backend.values()).map(Backend::word).collect(Collectors.joining(" "));
    throw new Nonsense("no backend '" + word + "'; there are: " + known);
  }

  private static Criteria criteria(FilterOptions filter) throws Nonsense, SystemException {
    Set<Integer> uids = new HashSet<>();
    for (String user : filter.users()) {
      uids.add(uid(user));
    }
    return new Criteria(
        filter.pids(),
        filter.tids(),
        filter.comm(),
        uids,
        filter.actions(),
        filter.kinds(),
        filter.failedOnly(),
        filter.inheritableOnly(),
        false,
        filter.withPeer(),
        filter.containers());
  }

  private static int uid(String user) throws Nonsense, SystemException {
    OptionalInt number = number(user);
    return number.isPresent() ? number.getAsInt() : named(user).uid();
  }

  private static OptionalInt number(String user) {
    try {
      return OptionalInt.of(Integer.parseUnsignedInt(user));
    } catch (NumberFormatException notANumber) {
      return OptionalInt.empty();
    }
  }

  private static User named(String name) throws Nonsense, SystemException {
    return SystemCalls.user(name).orElseThrow(() -> new Nonsense("no user '" + name + "'"));
  }

  /** Looks a user up by name, or by number. */
  static User user(String user) throws Nonsense, SystemException {
    OptionalInt number = number(user);
    if (number.equals(OptionalInt.of(NOBODY_AT_ALL))) {
      throw new Nonsense("no user can have the number " + user);
    }
    return number.isPresent() ? SystemCalls.user(number.getAsInt()) : named(user);
  }

  Set<Integer> pids() {
    return criteria.pids();
  }

  boolean withPeer() {
    return criteria.withPeer();
  }

  /** Trails of another process that gets its number from now on are not wanted. */
  void ended(int pid, long bootNs) {
    ofTrails.ended(pid, bootNs);
  }

  /** A thread or container that does not exist may still appear: a warning, not an error. */
  void warnOfAbsent(Path proc, Path cgroups, PrintWriter messages) {
    for (int tid : criteria.tids()) {
      if (!Files.exists(proc.resolve(Integer.toString(tid)))) {
        messages.println("fdtrail: there is no thread " + tid + " yet");
      }
    }
    Containers containers = new Containers(new ProcFs(proc), cgroups, System::nanoTime);
    for (String container : criteria.containers()) {
      if (!containers.isThere(container)) {
        messages.println("fdtrail: there is no container " + container + " yet");
      }
    }
  }

  /**
   * @param followed only what our own descendants do
   */
  TraceOptions options(boolean followed) {
    // Any process may be on the way of a file.
    Criteria chosen = output.trail() ? Criteria.ALL : criteria;
    Criteria wanted = followed ? chosen.ofFollowed() : chosen;
    return new TraceOptions(backend, run.ringSize(), followed, wanted, readsContainers());
  }

  Optional<Duration> duration() {
    return run.duration();
  }

  OptionalLong count() {
    return run.count();
  }

  /** How the health of the trace is served. */
  Optional<MetricsOptions> metrics() {
    return run.metrics();
  }

  Renderer renderer(EventOutput to, BootClock clock) {
    Columns columns = new Columns(clock, Errno::name);
    List<String> fields = fields();
    if (output.format() == Format.JSON) {
      LongSupplier now = () -> clock.applyAsLong(clock.now());
      if (output.trail()) {
        return TrailRenderer.json(JsonRenderer.standard(columns, to, now), columns, to, ofTrails);
      }
      return fields.isEmpty()
          ? JsonRenderer.standard(columns, to, now)
          : JsonRenderer.chosen(columns, fields, to, now);
    }
    if (!fields.isEmpty()) {
      return TableRenderer.chosen(columns, fields, to, System.err, Errno::name);
    }
    if (output.trail()) {
      Renderer rest = TableRenderer.standard(columns, Columns.TABLE, to, System.err, Errno::name);
      return TrailRenderer.table(rest, to, ofTrails);
    }
    List<String> standard = output.timed() ? Columns.TIMED_TABLE : Columns.TABLE;
    return TableRenderer.standard(columns, standard, to, System.err, Errno::name);
  }

  private List<String> fields() {
    if (!output.timed() || output.fields().isEmpty() || output.fields().contains("elapsed_s")) {
      return output.fields();
    }
    List<String> timed = new ArrayList<>(output.fields());
    timed.add(0, "elapsed_s");
    return timed;
  }

  private boolean readsContainers() {
    if (!run.readsProc()) {
      return false;
    }
    boolean shown =
        output.fields().isEmpty()
            ? output.format() == Format.JSON
            : output.fields().contains("container");
    return shown || !criteria.containers().isEmpty();
  }
}
