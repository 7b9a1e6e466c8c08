package io.fdtrail.cli.metrics;

import io.fdtrail.Tracer;
import io.fdtrail.kernel.ProbeHealth;
import io.fdtrail.kernel.ProbeHealth.MapFill;
import io.fdtrail.kernel.ProbeHealth.ProgramRuns;
import java.util.List;
import java.util.Optional;

/**
 * Everything that is reported about a trace. No label names a process or a file: their number has
 * no limit.
 */
public final class MetricsPage {
  private final String version;
  private final Tracer tracer;
  private final Counts counts;

  /**
   * @param version of fdtrail
   */
  public MetricsPage(String version, Tracer tracer, Counts counts) {
    this.version = version;
    this.tracer = tracer;
    this.counts = counts;
  }

  /** The page as it is now; from any thread. Empty once the trace is over. */
  Optional<byte[]> make() {
    return tracer.health().map(this::make);
  }

  private byte[] make(ProbeHealth health) {
    Exposition page = new Exposition();
    page.family("fdtrail_build_info", "gauge", "What runs, and on what.");
    page.sample(
        1,
        "version",
        version,
        "backend",
        tracer.backend().word(),
        "kernel",
        System.getProperty("os.version"),
        "java",
        System.getProperty("java.version"));
    counts.writeTo(page);
    page.family(
        "fdtrail_ring_fill_bytes",
        "gauge",
        "Bytes that wait in the ring between the kernel and fdtrail.");
    page.sample(health.ringFill());
    page.family("fdtrail_ring_capacity_bytes", "gauge", "Bytes that fit into the ring.");
    page.sample(health.ringSize());
    writeMaps(page, health.maps());
    writePrograms(page, health.programs());
    return page.bytes();
  }

  private static void writeMaps(Exposition page, List<MapFill> maps) {
    page.family("fdtrail_map_entries", "gauge", "Entries in a map of the kernel side.");
    for (MapFill map : maps) {
      map.entries().ifPresent(entries -> page.sample(entries, "map", map.map()));
    }
    page.family(
        "fdtrail_map_capacity_entries", "gauge", "Entries that fit into a map of the kernel side.");
    for (MapFill map : maps) {
      page.sample(map.capacity(), "map", map.map());
    }
  }

  private static void writePrograms(Exposition page, List<ProgramRuns> programs) {
    page.family("fdtrail_program_runs", "counter", "Runs of a BPF program.");
    for (ProgramRuns program : programs) {
      program.runs().ifPresent(runs -> page.sample(runs, "program", program.program()));
    }
    page.family("fdtrail_program_run_seconds", "counter", "Time spent in a BPF program.");
    for (ProgramRuns program : programs) {
      program.runNanos().ifPresent(nanos -> page.seconds(nanos, "program", program.program()));
    }
    page.family(
        "fdtrail_program_skipped_runs",
        "counter",
        "Runs that the kernel skipped because the program was already running.");
    for (ProgramRuns program : programs) {
      page.sample(program.skipped(), "program", program.program());
    }
  }
}
