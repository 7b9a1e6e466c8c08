package io.fdtrail.cli.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fdtrail.TraceListener;
import io.fdtrail.cli.replay.Input;
import io.fdtrail.cli.replay.Inputs;
import io.fdtrail.cli.replay.Playback;
import io.fdtrail.event.FdEvent;
import io.fdtrail.filter.Filter;
import io.fdtrail.kernel.Backend;
import io.fdtrail.kernel.LossReason;
import io.fdtrail.os.Errno;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** What {@code -o json} printed is read, and printed again. */
class JsonPlaybackTest {
  private static final String EVENT =
      "{\"type\":\"event\",\"time\":\"2026-11-20T21:40:00.123456789Z\",\"boot_ns\":1000,"
          + "\"action\":\"SEND\",\"pid\":1,\"tid\":1,\"uid\":0}\n";
  private static final String SUMMARY =
      "{\"type\":\"summary\",\"time\":\"2026-11-20T21:40:01.000000000Z\",\"events\":1,\"lost\":0,"
          + "\"receives_without_sender\":0,\"drops_without_sender\":0,\"backend\":\"kprobe\"}\n";

  private static final List<String> WITH_ORIGIN =
      Stream.concat(Columns.jsonFields().stream(), Origin.FIELDS.stream()).toList();

  private record Read(String lines, String fault) {}

  private static Playback open(byte[]... files) throws IOException {
    List<Input> inputs = new ArrayList<>();
    for (byte[] file : files) {
      inputs.add(new Input("f" + inputs.size(), new ByteArrayInputStream(file)));
    }
    return Inputs.open(inputs);
  }

  /** Takes lines. */
  private static final class Taken implements Destination {
    private final StringBuilder lines = new StringBuilder();

    @Override
    public long write(byte[] bytes, int length) {
      lines.append(new String(bytes, 0, length, StandardCharsets.UTF_8));
      return 0;
    }
  }

  private record Printing(Renderer renderer) implements TraceListener {
    @Override
    public void event(FdEvent event) throws IOException {
      renderer.event(event);
    }

    @Override
    public void lost(LossReason reason, long count, long total) {}
  }

  private static Read read(byte[]... files) throws IOException {
    return read(Columns.jsonFields(), files);
  }

  private static Read read(List<String> fields, byte[]... files) throws IOException {
    return read(fields, Filter.ALL, files);
  }

  private static Read read(List<String> fields, Filter filter, byte[]... files) throws IOException {
    Taken taken = new Taken();
    EventOutput output = EventOutput.of(taken);
    try (Playback playback = open(files)) {
      JsonRenderer json =
          JsonRenderer.chosen(
              new Columns(playback.clock(), Errno::name, playback.origin()),
              fields,
              output,
              () -> playback.clock().applyAsLong(playback.clock().now()));
      playback.run(
          filter,
          new Printing(json),
          (reason, count, total) -> json.lost(reason, "", count, total),
          (pid, bootNs) -> {});
      json.summary(new Totals(1, Map.of(), 0, 0), playback.backend().map(Backend::word).orElse(""));
      output.flush();
      return new Read(taken.lines.toString(), playback.fault());
    }
  }

  private static byte[] bytes(String... lines) {
    return String.join("", lines).getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] gzip(byte[] plain) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(plain);
    }
    return packed.toByteArray();
  }

  @Test
  void everyEventIsPrintedAsItWas() throws IOException {
    for (Map.Entry<String, FdEvent> sample : Samples.all().entrySet()) {
      for (String extra : List.of("", "cmdline", "ancestors", "start")) {
        List<String> fields =
            Stream.concat(Columns.jsonFields().stream(), Stream.of(extra).filter(x -> !x.isEmpty()))
                .toList();
        String line =
            Rendered.chosenJson(fields, renderer -> renderer.event(sample.getValue())).output();

        assertThat(read(fields, bytes(line))).isEqualTo(new Read(line, ""));
      }
    }
  }

  @Test
  void lossesAndTheSummaryAreWhereTheyWere() throws IOException {
    String lost =
        "{\"type\":\"lost\",\"time\":\"2026-11-20T21:40:00.500000000Z\",\"reason\":\"rate_limit\","
            + "\"count\":2,\"total\":7}\n";
    String log = EVENT + lost + SUMMARY;

    assertThat(read(bytes(log))).isEqualTo(new Read(log, ""));
    assertThat(read(gzip(bytes(log)))).isEqualTo(new Read(log, ""));
  }

  /** The newest first, as a shell lists {@code log log.1}. */
  @Test
  void filesAreReadInTheOrderOfTheirTimes() throws IOException {
    String later = EVENT.replace(":00.1", ":00.2");

    assertThat(read(bytes(later, SUMMARY), gzip(bytes(EVENT))).lines())
        .isEqualTo(EVENT + later + SUMMARY);
  }

  private static String line(String plain, String host, int boot, long number) {
    String origin = ",\"host\":\"%s\",\"boot_id\":\"c0de-%d\",\"seq\":%d,\"tracer\":\"0.%d\"";
    String text = origin.formatted(host, boot, number, boot);
    int end = plain.equals(SUMMARY) ? plain.indexOf(",\"events\"") : plain.length() - 2;
    return plain.substring(0, end) + text + plain.substring(end);
  }

  /** A tracer that was started again, after a reboot, and the same of another machine. */
  @Test
  void eachLineIsOfItsOwnTrace() throws IOException {
    String log =
        line(EVENT, "a", 1, 70)
            + line(EVENT, "a", 1, 71)
            + line(EVENT, "a", 1, 75)
            + line(EVENT, "a", 2, 30)
            + line(EVENT, "b", 2, 31)
            + line(SUMMARY, "b", 2, 32);

    assertThat(read(WITH_ORIGIN, bytes(log))).isEqualTo(new Read(log, ""));
  }

  @Test
  void whatFdtrailAddsHasNoNumber() throws Exception {
    String log = line(EVENT, "a", 1, 70) + line(SUMMARY, "a", 1, 71) + line(EVENT, "a", 1, 90);

    assertThat(read(WITH_ORIGIN, bytes(log)).lines())
        .isEqualTo(
            line(EVENT, "a", 1, 70)
                + line(EVENT, "a", 1, 90)
                + line(SUMMARY, "a", 1, 0)
                    .replace(",\"seq\":0", "")
                    .replace("01.000000000", "00.123456789"));
    assertThat(read(WITH_ORIGIN, bytes(EVENT)).lines()).isEqualTo(EVENT);
    assertThat(read(WITH_ORIGIN, Filter.of("pid == 2"), bytes(log)).lines())
        .startsWith("{\"type\":\"summary\"")
        .doesNotContain("seq");
  }

  /** A filter of processes shows it once its receiver is known. */
  @Test
  void aSendThatWaitedKeepsItsNumber() throws Exception {
    String receive =
        EVENT
            .replace("SEND", "RECV")
            .replace("\"pid\":1,\"tid\":1,", "\"pid\":2,\"tid\":2,")
            .replace(
                "}\n",
                ",\"message\":\"5\",\"index\":0,\"count\":1,\"sender\":{\"pid\":1,\"tid\":1,"
                    + "\"comm\":\"\",\"uid\":0},\"in_flight_ns\":0}\n");
    String send = EVENT.replace("}\n", ",\"message\":\"5\",\"index\":0,\"count\":1}\n");
    String log = line(send, "a", 1, 70) + line(EVENT, "a", 1, 71) + line(receive, "a", 1, 72);
    Filter of2 = Filter.of("pid == 2").withPeer();

    assertThat(read(WITH_ORIGIN, of2, bytes(log)).lines())
        .isEqualTo(line(send, "a", 1, 70) + line(receive, "a", 1, 72));
  }

  @Test
  void aLogWithoutAnEndHasNoSummary() throws IOException {
    assertThat(read(bytes(EVENT))).isEqualTo(new Read(EVENT, ""));
  }

  @Test
  void whatIsNoLineOfOursIsLeftOutAndReported() throws IOException {
    Map<String, String> bad =
        Map.of(
            "{\"type\":\"ev",
            "it is not a JSON object, or a damaged one",
            "[1]",
            "it is not a JSON object",
            "{} {}",
            "more follows the JSON object",
            "{\"type\":\"trail\"}",
            "its type is none of event, lost and summary",
            "[".repeat(1000),
            "it is not a JSON object",
            "{\"a\":".repeat(20) + "1" + "}".repeat(20),
            "it is not a JSON object, or a damaged one",
            EVENT.strip().replace("\"uid\":0", "\"x\":0"),
            "it has no uid: rows with few fields cannot be read again",
            EVENT.strip().replace("\"pid\":1", "\"pid\":-1"),
            "its pid is malformed",
            EVENT.strip().replace("\"pid\":1", "\"pid\":99999999999"),
            "its pid is malformed",
            "x".repeat(3 << 20),
            "it is longer than 1048576 bytes");
    for (Map.Entry<String, String> line : bad.entrySet()) {
      Read read = read(bytes(EVENT, "\n", line.getKey(), "\n", EVENT));

      assertThat(read.lines()).isEqualTo(EVENT + EVENT);
      assertThat(read.fault()).isEqualTo("left out one line of f0, line 3: " + line.getValue());
    }
    assertThat(read(bytes(EVENT, "x\n", "y\n")).fault())
        .isEqualTo(
            "left out 2 lines of f0, first line 2: it is not a JSON object, or a damaged one");
  }

  /** A disk that was full, or a copy that was interrupted. */
  @Test
  void aFileThatIsCutOffIsReadUpToThere() throws IOException {
    byte[] packed = gzip(bytes(EVENT.repeat(100)));
    byte[] cut = Arrays.copyOf(packed, packed.length - 9);

    Read read = read(cut);

    assertThat(read.lines()).startsWith(EVENT);
    assertThat(read.fault()).endsWith("the file cannot be read any further");
  }

  @Test
  void otherFilesAreRefused() {
    assertThatThrownBy(() -> open(bytes("{\"a\":1}\n")))
        .hasMessage(
            "cannot read f0: it is neither a recording of fdtrail nor lines of its -o json");
    assertThatThrownBy(() -> open(bytes("")))
        .hasMessage("cannot read f0: it is not a recording of fdtrail");
    assertThatThrownBy(() -> open(bytes(EVENT), bytes("fdtrail recording 1\n")))
        .hasMessage("recordings and JSON lines are not read together: read them one by one");
  }

  /** A sparse file, a device, or a pipe whose writer does not stop. */
  @Test
  void aLineWithoutAnEndIsNotReadToIt() {
    AtomicLong read = new AtomicLong();
    InputStream endless =
        new InputStream() {
          @Override
          public int read() {
            return read.getAndIncrement() == 0 ? '{' : 0;
          }

          @Override
          public int read(byte[] to, int from, int length) {
            assertThat(read.addAndGet(length)).isLessThan(4 << 20);
            return length;
          }
        };
    assertThatThrownBy(() -> Inputs.open(List.of(new Input("f0", endless))))
        .hasMessage(
            "cannot read f0: it is neither a recording of fdtrail nor lines of its -o json");
  }

  /** No escape of a terminal, and no word of another shape than ours, comes through. */
  @Test
  void wordsAreOursOrRefused() throws IOException {
    String hostile = "\\u001b[2J";
    for (String member :
        List.of(
            "\"kind\":\"" + hostile + "\"",
            "\"container\":{\"runtime\":\"" + hostile + "\",\"id\":\"1\"}",
            "\"errno\":\"" + hostile + "\"",
            "\"mode\":\"" + hostile + "\"",
            "\"file_id\":\"" + hostile + "\"",
            "\"stack\":[{\"build_id\":\"" + hostile + "\",\"offset\":1}]")) {
      Read read = read(bytes(EVENT, EVENT.replace("\"uid\":0", "\"uid\":0," + member)));

      assertThat(read.lines()).as(member).isEqualTo(EVENT);
      assertThat(read.fault()).startsWith("left out one line of f0, line 2: its ");
    }
  }
}
