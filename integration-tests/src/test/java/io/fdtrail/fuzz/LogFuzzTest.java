package io.fdtrail.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.fdtrail.TraceListener;
import io.fdtrail.cli.replay.Input;
import io.fdtrail.cli.replay.Inputs;
import io.fdtrail.cli.replay.Playback;
import io.fdtrail.event.FdEvent;
import io.fdtrail.event.Stack;
import io.fdtrail.filter.Filter;
import io.fdtrail.kernel.LossReason;
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

/** A log of JSON lines comes from anybody, too. */
class LogFuzzTest {
  /** {@code -Dfuzz.recordings=1000000} for more. */
  private static final int FUZZED = Integer.getInteger("fuzz.recordings", 2000);

  private static final int LINES = 100; // of a file
  private static final Path SAMPLE =
      Path.of("src/test/resources/io/fdtrail/recording/version-1.json");

  private static final String[] PIECES = {
    "\\u001b[2J",
    "\\ud800",
    "\u009b",
    "-1",
    "18446744073709551616",
    "1e999",
    "{",
    "}",
    "[",
    "]",
    "null",
    "true",
    "\"",
    "\\",
    ",",
    "\"kind\":",
    "\"container\":{",
    "\"stack\":[{\"offset\":1}]",
    "_base64",
    "99999999999999999999",
    "\u0000",
    "\"errno\":\"4095\"",
    "0"
  };

  private static final class Shows implements TraceListener {
    private long shown;

    @Override
    public void event(FdEvent event) throws IOException {
      shown++;
      Shown.checkJson(Optional.empty(), event);
      Shown.checkTables(event.after(Stack.NONE)); // a stack is lines of its own
    }

    @Override
    public void lost(LossReason reason, long count, long total) {}
  }

  private static byte[] changed(String line, Random random) {
    StringBuilder text = new StringBuilder(line);
    for (int changes = random.nextInt(4); changes > 0; changes--) {
      int at = random.nextInt(text.length());
      int end = Math.min(text.length(), at + random.nextInt(12));
      text.replace(at, end, PIECES[random.nextInt(PIECES.length)]);
    }
    byte[] bytes = text.append('\n').toString().getBytes(StandardCharsets.UTF_8);
    if (random.nextInt(4) == 0) {
      bytes[random.nextInt(bytes.length - 1)] = (byte) random.nextInt();
    }
    return bytes;
  }

  @Test
  void whateverIsInALineItIsShownOrLeftOut() throws IOException {
    List<String> sample = Files.readAllLines(SAMPLE);
    Random random = new Random(15);
    long faults = 0;
    long shown = 0;
    for (int file = 0; file < FUZZED / LINES; file++) {
      ByteArrayOutputStream lines = new ByteArrayOutputStream();
      lines.writeBytes((sample.get(0) + "\n").getBytes(StandardCharsets.UTF_8));
      for (int i = 0; i < LINES; i++) {
        lines.writeBytes(changed(sample.get(random.nextInt(sample.size())), random));
      }
      Shows shows = new Shows();
      Input input = new Input("f", new ByteArrayInputStream(lines.toByteArray()));
      try (Playback playback = Inputs.open(List.of(input))) {
        playback.run(Filter.ALL, shows, (reason, count, total) -> {}, (pid, bootNs) -> {});
        faults += playback.fault().isEmpty() ? 0 : 1;
        assertThat(playback.fault()).matches("|[ -~]{5,200}");
      }
      shown += shows.shown;
    }
    assertThat(faults).isPositive();
    assertThat(shown).isGreaterThan(FUZZED / 5);
  }
}
