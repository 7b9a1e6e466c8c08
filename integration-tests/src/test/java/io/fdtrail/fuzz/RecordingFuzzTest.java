package io.fdtrail.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fdtrail.Replay;
import io.fdtrail.TraceListener;
import io.fdtrail.TraceStats;
import io.fdtrail.cli.output.Columns;
import io.fdtrail.cli.output.JsonRenderer;
import io.fdtrail.cli.output.LeaksJson;
import io.fdtrail.cli.output.TakenOutput;
import io.fdtrail.event.FdEvent;
import io.fdtrail.event.OpenDescriptor;
import io.fdtrail.event.Stack;
import io.fdtrail.filter.Filter;
import io.fdtrail.kernel.LossReason;
import io.fdtrail.leaks.Endings;
import io.fdtrail.os.Errno;
import io.fdtrail.recording.Hostile;
import io.fdtrail.recording.Sample;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A recording comes from anybody, and an old one stays readable. */
class RecordingFuzzTest {
  /** {@code -Dfuzz.recordings=1000000} for more. */
  private static final int FUZZED = Integer.getInteger("fuzz.recordings", 1000);

  private static final int EVENTS = 1100;
  private static final int SHOWN_ONE_OF = 50;
  private static final int WHOLE_ONE_OF = 500;
  private static final Path SAMPLES = Path.of("src/test/resources/io/fdtrail/recording");

  private static Replay open(byte[] file) throws IOException {
    return Replay.of(List.of(new Replay.Source("f", new ByteArrayInputStream(file))));
  }

  private static byte[] version1() throws IOException {
    if (Boolean.getBoolean("recording.write")) { // once, before the version becomes another one
      Files.createDirectories(SAMPLES);
      Files.write(SAMPLES.resolve("version-1"), Sample.make());
    }
    return Files.readAllBytes(SAMPLES.resolve("version-1"));
  }

  private static final class Counting implements TraceListener {
    private final Endings endings = new Endings();
    private long losses;
    private long shown;
    private long held;

    @Override
    public void event(FdEvent event) throws IOException {
      shown++;
      endings.received(event);
      Shown.checkJson(Optional.empty(), event);
      Shown.checkTables(event.after(Stack.NONE)); // which is lines of its own
      assertThat(event.stack().frames()).isEmpty();
      assertThat(event.stack().error()).matches("[ -~]*");
    }

    @Override
    public void held(OpenDescriptor descriptor) {
      held++;
      endings.held(descriptor);
    }

    @Override
    public void lost(LossReason reason, long count, long total) {
      losses += count;
    }

    /** What {@code leaks -r} prints of it. */
    void checkLeaks() throws IOException {
      ByteArrayOutputStream lines = new ByteArrayOutputStream();
      LeaksJson.ofEnded(TakenOutput.kept(lines), () -> 0)
          .show(endings.found(), endings.receptions().count(), List.of());
      assertThat(lines.toString(StandardCharsets.ISO_8859_1)).matches("([ -~]+\n)+");
    }
  }

  @Test
  void aRecordingOfVersion1IsRead() throws IOException {
    try (Replay replay = open(version1())) {
      TakenOutput taken = new TakenOutput();
      JsonRenderer json =
          JsonRenderer.standard(new Columns(replay.clock(), Errno::name), taken.output(), () -> 0);
      StringBuilder lines = new StringBuilder();
      Counting counting = new Counting();
      TraceStats stats =
          replay.run(
              Filter.ALL,
              new TraceListener() {
                @Override
                public void event(FdEvent event) throws IOException {
                  json.event(event);
                  byte[] line = taken.take();
                  if (counting.shown++ % SHOWN_ONE_OF == 0) {
                    lines.append(new String(line, StandardCharsets.UTF_8));
                  }
                }

                @Override
                public void lost(LossReason reason, long count, long total) {
                  counting.lost(reason, count, total);
                }
              },
              (pid, bootNs) -> {});

      assertThat(stats.events()).isEqualTo(EVENTS);
      assertThat(counting.losses).isEqualTo(5);
      assertThat(replay.fault()).isEmpty();
      Path golden = SAMPLES.resolve("version-1.json");
      if (Boolean.getBoolean("golden.write")) {
        Files.writeString(golden, lines.toString());
      }
      assertThat(lines.toString()).isEqualTo(Files.readString(golden));
    }
  }

  /** Blocks whose checksums are right, with anything in them. */
  @Test
  void whateverIsInAFileItIsShownOrRefused() throws IOException {
    Random random = new Random(15);
    byte[] whole = version1();
    byte[] small = Sample.small(); // a million of it are read in minutes
    int faults = 0;
    long shown = 0;
    long held = 0;
    for (int i = 0; i < FUZZED; i++) {
      Counting counting = new Counting();
      String fault;
      try (Replay replay = open(Hostile.file(i % WHOLE_ONE_OF == 0 ? whole : small, random))) {
        replay.run(Filter.ALL, counting, (pid, bootNs) -> {});
        fault = replay.fault();
        counting.checkLeaks();
      } catch (IOException e) {
        fault = e.getMessage();
      } catch (Error | RuntimeException e) {
        throw new AssertionError("recording " + i, e);
      }
      shown += counting.shown;
      held += counting.held;
      faults += fault.isEmpty() ? 0 : 1;
      assertThat(fault).matches("|[ -~]{5,200}");
    }
    assertThat(faults).isBetween(FUZZED / 20, FUZZED);
    assertThat(shown).isGreaterThan(FUZZED * 5L);
    assertThat(held).isGreaterThan(FUZZED * 2L);
    System.out.println(
        FUZZED + " recordings, " + faults + " of them not whole, " + shown + " events");
  }

  /** It says what it is, and is a thousand times as large. */
  @Test
  void noMemoryIsTakenForABomb() {
    byte[] bomb = Hostile.bomb(64 << 20);
    assertThat(bomb.length).isLessThan(1 << 20);
    assertThatThrownBy(() -> open(bomb))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("damaged: the head of a block");
  }
}
