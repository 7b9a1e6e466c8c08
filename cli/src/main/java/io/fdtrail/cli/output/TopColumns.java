package io.fdtrail.cli.output;

import io.fdtrail.event.Action;
import io.fdtrail.event.Cgroup;
import io.fdtrail.event.DropReason;
import io.fdtrail.event.FdEvent;
import io.fdtrail.event.Process;
import io.fdtrail.event.RawText;
import io.fdtrail.event.Sender;
import io.fdtrail.traffic.Counts;
import io.fdtrail.traffic.Load;
import io.fdtrail.traffic.View;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import java.util.function.ToLongFunction;

/**
 * The columns of the views of {@code top}; what a row is about comes last, as it has any length.
 */
final class TopColumns {
  private static final int FEW = 10;
  private static final double NANOS_PER_SECOND = 1e9;
  private static final ContainerColumn CONTAINER = new ContainerColumn();

  /** Appends what a cell shows, nothing if it is not known. */
  interface Cell {
    void print(Load load, Duration period, LineBuffer to);
  }

  record Column(String header, int width, boolean isText, Cell cell) {}

  private static final Column SENT = rate("SENT/s", Counts::sent);
  private static final Column RECEIVED = rate("RECV/s", Counts::received);
  private static final Column DROPPED = rate("DROP/s", Counts::dropped);
  private static final Column TOTAL =
      new Column("TOTAL", 8, false, (load, period, to) -> to.decimal(load.total().all()));
  private static final Column OPEN =
      new Column("OPEN", 6, false, (load, period, to) -> load.open().ifPresent(to::decimal));
  private static final Column GROWTH =
      new Column(
          "GROWTH",
          10,
          false,
          (load, period, to) ->
              load.perMinute().ifPresent(perMinute -> to.put(GrowthTable.rate(perMinute))));
  private static final Column MEDIAN =
      new Column(
          "P50",
          7,
          true,
          (load, period, to) -> load.median().ifPresent(nanos -> Times.duration(nanos, to)));
  private static final Column SLOW =
      new Column(
          "P99",
          7,
          true,
          (load, period, to) -> load.slow().ifPresent(nanos -> Times.duration(nanos, to)));
  private static final Column PROCESS =
      new Column("PROCESS", 0, true, (load, period, to) -> party(load.last().process(), to));
  private static final Column SERVICE =
      new Column("SERVICE", 0, true, (load, period, to) -> service(load.last().process(), to));
  private static final Column KIND =
      new Column("KIND", 10, true, (load, period, to) -> to.put(load.last().file().kind().word()));
  private static final Column NAME =
      new Column("NAME", 0, true, (load, period, to) -> FileName.print(load.last().file(), to));
  private static final Column PAIR =
      new Column("SENDER -> RECEIVER", 0, true, (load, period, to) -> pair(load.last(), to));

  private final IntFunction<String> errnoName;

  /**
   * @param errnoName such as {@code EMFILE}
   */
  TopColumns(IntFunction<String> errnoName) {
    this.errnoName = errnoName;
  }

  List<Column> of(View view) {
    return switch (view) {
      case PAIRS -> List.of(RECEIVED, DROPPED, TOTAL, MEDIAN, SLOW, PAIR);
      case PROCESSES ->
          List.of(SENT, RECEIVED, DROPPED, TOTAL, OPEN, GROWTH, MEDIAN, SLOW, PROCESS);
      case SERVICES -> List.of(SENT, RECEIVED, DROPPED, TOTAL, OPEN, GROWTH, MEDIAN, SLOW, SERVICE);
      case FILES -> List.of(SENT, RECEIVED, DROPPED, TOTAL, MEDIAN, SLOW, KIND, NAME);
      case DROPS ->
          List.of(
              DROPPED,
              TOTAL,
              new Column("REASON", 14, true, (load, period, to) -> reason(load.last(), to)),
              PAIR);
    };
  }

  private static Column rate(String header, ToLongFunction<Counts> count) {
    return new Column(
        header,
        8,
        false,
        (load, period, to) -> to.put(rate(count.applyAsLong(load.period()), period)));
  }

  /** {@code 0.5}, {@code 120}: how many in a second. */
  static String rate(long count, Duration period) {
    double rate = period.isZero() ? 0 : count * NANOS_PER_SECOND / period.toNanos();
    return new DecimalFormat(
            rate < FEW ? "0.#" : "0", DecimalFormatSymbols.getInstance(Locale.ROOT))
        .format(rate);
  }

  private static void party(Process process, LineBuffer to) {
    RawText name = process.identity().process();
    SenderColumn.owner(name.isEmpty() ? process.comm() : name, process.pid(), to);
  }

  private static void party(Sender sender, LineBuffer to) {
    if (sender.isKnown()) {
      RawText name = sender.identity().process();
      SenderColumn.owner(name.isEmpty() ? sender.comm() : name, sender.pid(), to);
    } else {
      to.put('-');
    }
  }

  private static void pair(FdEvent event, LineBuffer to) {
    if (event.action() == Action.FAIL) {
      party(event.process(), to);
      to.put(" -> -");
    } else {
      party(event.sender(), to);
      to.put(" -> ");
      party(event.process(), to);
    }
  }

  private static void service(Process process, LineBuffer to) {
    Cgroup cgroup = process.cgroup();
    if (cgroup.container().isKnown()) {
      CONTAINER.cell(cgroup.container(), to);
    } else if (!cgroup.unit().userName().isEmpty()) {
      Escaper.text(cgroup.unit().userName(), to);
    } else {
      Escaper.text(cgroup.unit().name(), to);
    }
  }

  private void reason(FdEvent event, LineBuffer to) {
    if (event.reason() != DropReason.NONE) {
      to.put(event.reason().word());
    } else if (event.errno() != 0) {
      to.put(errnoName.apply(event.errno()));
    }
  }
}
