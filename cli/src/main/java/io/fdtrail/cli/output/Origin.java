package io.fdtrail.cli.output;

import io.fdtrail.event.FdEvent;
import io.fdtrail.event.RawText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Which machine and which trace a line is of: what distinguishes it from all other lines of a
 * fleet.
 *
 * @param trace of the next line
 * @param numbers of the next line, each time; {@link #NO_NUMBER}: none
 */
public record Origin(Supplier<Trace> trace, LongSupplier numbers) {
  /** Of a line that has no number, or whose number is not known. */
  public static final long NO_NUMBER = Values.ABSENT;

  /**
   * A trace.
   *
   * @param host {@code uname -n}, or what it is called instead; empty: unknown
   * @param bootId of {@code /proc/sys/kernel/random/boot_id}; empty: unknown
   * @param tracer our version; empty: unknown
   */
  public record Trace(RawText host, String bootId, String tracer) {
    public static final Trace UNKNOWN = new Trace(RawText.EMPTY, "", "");

    /** What a recording or a log reports, which may be anything: only our words are kept. */
    public static Trace reported(RawText host, String bootId, String tracer) {
      return new Trace(host, word(bootId), word(tracer));
    }

    /** Empty if it is no word that this class writes. */
    private static String word(String reported) {
      return WORD.matcher(reported).matches() ? reported : "";
    }
  }

  private static final Pattern WORD = Pattern.compile("[0-9A-Za-z.+~-]{1,64}");

  static final List<String> FIELDS = List.of("host", "boot_id", "seq", "tracer");

  /** Of lines that do not say where they are from. */
  public static final Origin UNKNOWN = new Origin(() -> Trace.UNKNOWN, () -> NO_NUMBER);

  /**
   * This machine.
   *
   * @param name what it is called; empty: what it calls itself
   * @param firstNumber later traces have higher numbers, as long as none reports more than a line
   *     each microsecond: those since the boot
   */
  public static Origin here(Path proc, Optional<String> name, String tracer, long firstNumber) {
    Path kernel = proc.resolve("sys/kernel");
    Trace trace =
        new Trace(
            RawText.of(name.orElseGet(() -> read(kernel.resolve("hostname")))),
            read(kernel.resolve("random/boot_id")),
            tracer);
    return new Origin(() -> trace, new Numbers(firstNumber));
  }

  /**
   * The machine and the trace of a recording.
   *
   * @param facts of its header, which may say anything
   * @param firstNumber as in {@link #here}, at that time
   */
  public static Origin reported(Map<String, String> facts, long firstNumber) {
    Trace trace =
        Trace.reported(
            RawText.of(facts.getOrDefault("host", "")),
            facts.getOrDefault("boot_id", ""),
            facts.getOrDefault("fdtrail", ""));
    return new Origin(() -> trace, new Numbers(firstNumber));
  }

  /**
   * The same trace, of whose lines others are made.
   *
   * @param firstNumber of these
   */
  public Origin numberedFrom(long firstNumber) {
    return new Origin(trace, new Numbers(firstNumber));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      return "";
    }
  }

  /** The columns of lines of any type, whatever event they are about. */
  List<Column> columns() {
    return List.of(
        column(
            "host",
            "HOST",
            16,
            "name of the machine, `uname -n`, or what `--host` calls it",
            Values.text(line -> trace.get().host())),
        column(
            "boot_id",
            "BOOT_ID",
            36,
            "identifies this boot of the machine: `/proc/sys/kernel/random/boot_id`",
            Values.word(line -> trace.get().bootId())),
        column(
            "seq",
            "SEQ",
            16,
            "number of the line: one more than that of the previous line, whatever its type; later"
                + " traces of the same `boot_id` have higher ones",
            Values.number(line -> numbers.getAsLong())),
        column(
            "tracer",
            "TRACER",
            8,
            "version of fdtrail",
            Values.word(line -> trace.get().tracer())));
  }

  private static Column column(
      String key, String header, int width, String sentence, Value<FdEvent> value) {
    return new Column(key, header, width, sentence, value, EventPart.LINE);
  }

  /** Counts up. */
  private static final class Numbers implements LongSupplier {
    private long next;

    Numbers(long first) {
      this.next = first;
    }

    @Override
    public long getAsLong() {
      return next++;
    }
  }
}
