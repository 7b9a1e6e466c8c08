package io.fdtrail.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fdtrail.event.Action;
import io.fdtrail.event.CloseOnExec;
import io.fdtrail.event.DropReason;
import io.fdtrail.event.FdEvent;
import io.fdtrail.event.Process;
import io.fdtrail.event.RawText;
import io.fdtrail.event.Sender;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonRendererTest {
  @TempDir private Path proc;
  private final ObjectMapper mapper = new ObjectMapper();

  @Test
  void keepsAnyByteOfAName() throws IOException {
    for (int first = 0; first < 256; first++) {
      for (int second : new int[] {0, '0', 'a', 0x80, 0xa9, 0xff}) {
        byte[] name = {(byte) first, (byte) second};
        assertThat(nameIn(RawText.of(name))).isEqualTo(name);
      }
    }
  }

  @Test
  void keepsTextAsItIs() throws IOException {
    for (String text :
        List.of("\u00e4\u20ac\ud83d\ude00", "\u0000\u001f\"\\/\u007f\u0080\u009f", "a\u2028b")) {
      assertThat(nameIn(RawText.of(text))).isEqualTo(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  @Test
  void aTerminalSeesNoControlCharacter() throws IOException {
    String json = line(RawText.of("\u009b2J\u007f\u001b"));

    assertThat(json).contains("\\u009b2J\\u007f\\u001b");
  }

  @Test
  void chosenMembersInTheUsersOrder() throws IOException {
    String json =
        Rendered.chosenJson(
                List.of("fd", "action", "socket"),
                renderer -> renderer.event(Samples.all().get("send-plain")))
            .output();

    assertThat(json)
        .isEqualTo(
            "{\"type\":\"event\",\"fd\":3,\"action\":\"SEND\",\"socket_fd\":107,\"socket_inode\":8629627}\n");
  }

  @Test
  void linesOfAllTypesSayWhereTheyAreFromAndAreCounted() throws IOException {
    Origin origin = Origin.here(machine("db\u00e4\n", "8b7f-1\n"), Optional.empty(), "1.0", 41);
    String lines =
        Rendered.ofOrigin(
                origin,
                renderer -> {
                  renderer.event(Samples.all().get("send-plain"));
                  renderer.event(Samples.all().get("send-plain"));
                  renderer.lost("ring_full", "", 1, 1);
                  renderer.summary(new Totals(2, Map.of("ring_full", 1L), 0, 0), "fentry");
                })
            .output();

    List<JsonNode> rows = new ArrayList<>();
    for (String line : lines.lines().toList()) {
      rows.add(mapper.readTree(line));
    }
    assertThat(rows)
        .extracting(row -> row.path("seq").asLong())
        .containsExactly(41L, 42L, 43L, 44L);
    assertThat(rows)
        .hasSize(4)
        .allSatisfy(
            row -> {
              assertThat(row.path("host").asText()).isEqualTo("db\u00e4");
              assertThat(row.path("boot_id").asText()).isEqualTo("8b7f-1");
              assertThat(row.path("tracer").asText()).isEqualTo("1.0");
            });
  }

  @Test
  void whatTheMachineDoesNotReportIsAbsent() throws IOException {
    Origin origin = Origin.here(proc.resolve("nothing"), Optional.empty(), "1.0", 0);

    assertThat(
            Rendered.ofOrigin(origin, renderer -> renderer.event(Samples.all().get("send-plain")))
                .output())
        .isEqualTo("{\"type\":\"event\",\"action\":\"SEND\",\"seq\":0,\"tracer\":\"1.0\"}\n");
  }

  /** A pod is not the machine that its tracer shows. */
  @Test
  void theMachineMayBeCalledOtherwise() throws IOException {
    Origin origin = Origin.here(machine("pod", "8b7f-1"), Optional.of("node"), "1.0", 0);

    assertThat(
            Rendered.ofOrigin(origin, renderer -> renderer.event(Samples.all().get("send-plain")))
                .output())
        .contains(",\"host\":\"node\",\"boot_id\":\"8b7f-1\",");
  }

  private Path machine(String host, String bootId) throws IOException {
    Path random = Files.createDirectories(proc.resolve("sys/kernel/random"));
    Files.writeString(random.resolve("boot_id"), bootId);
    Files.writeString(random.resolveSibling("hostname"), host);
    return proc;
  }

  /** What is reported on demand is reported of both. */
  @Test
  void theSenderHasTheDetailsThatAreAskedFor() throws IOException {
    JsonNode row =
        mapper.readTree(
            Rendered.chosenJson(
                    List.of("sender", "cmdline", "ancestors", "start"),
                    renderer -> renderer.event(Samples.all().get("recv-identified")))
                .output());

    assertThat(row.path("cmdline").asText()).isEqualTo("browser --type=renderer");
    assertThat(row.has("cmdline_truncated")).isFalse();
    assertThat(row.path("ancestors")).hasToString("[{\"pid\":1,\"comm\":\"systemd\"}]");
    assertThat(row.path("start").asText()).endsWith("Z");
    JsonNode sender = row.path("sender");
    assertThat(sender.path("cmdline_truncated").asBoolean()).isTrue();
    assertThat(sender.path("ancestors").get(1)).hasToString("{\"pid\":7,\"comm\":\"a/1 < b\"}");
    assertThat(sender.path("ancestors_truncated").asBoolean()).isTrue();
    assertThat(sender.has("start")).isTrue();
  }

  @Test
  void noDetailIsShownUnasked() throws IOException {
    FdEvent event = Samples.all().get("recv-identified");

    assertThat(Rendered.json(renderer -> renderer.event(event)).output())
        .doesNotContain("cmdline", "ancestors", "\"start\"");
    assertThat(
            Rendered.chosenJson(List.of("sender", "start"), renderer -> renderer.event(event))
                .output())
        .doesNotContain("cmdline", "ancestors");
  }

  @Test
  void aLineDoesNotDependOnThoseBefore() throws IOException {
    List<FdEvent> samples = List.copyOf(Samples.all().values());
    List<FdEvent> events = new ArrayList<>();
    for (int i = 0; i < 300; i++) { // more than are kept, and many with the same id
      events.add(samples.get(i % samples.size()));
      events.add(Samples.send(Samples.BUS, Samples.named(RawText.of("/" + i), false), i));
      events.add(
          Samples.send(
              new Process(i, i, 0, 0, RawText.of("p" + i), 0, false), Samples.NULL, i % 100));
      events.add(later(samples.get(i % 7), i));
    }
    Collections.shuffle(events, new Random(1));
    assertThatLinesAreAsAlone(events);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 998, 999_998, 999_999_998, 1_790_000_000_999_999_998L})
  void numbersThatRiseAndFallAreAsInALineOfTheirOwn(long first) throws IOException {
    FdEvent event = Samples.all().get("recv-stack");
    List<FdEvent> events = new ArrayList<>();
    for (long step : new long[] {0, 1, 2, 3, 1, 1000, 0, 1_000_000, 1_000_001, 2, 4_000_000_000L}) {
      events.add(again(event, first + step, first + step, step));
    }
    assertThatLinesAreAsAlone(events);
  }

  private static void assertThatLinesAreAsAlone(List<FdEvent> events) throws IOException {
    StringBuilder alone = new StringBuilder();
    for (FdEvent event : events) {
      alone.append(Rendered.json(renderer -> renderer.event(event)).output());
    }

    Rendered together =
        Rendered.json(
            renderer -> {
              for (FdEvent event : events) {
                renderer.event(event);
              }
            });

    assertThat(together.output()).isEqualTo(alone.toString());
  }

  /** The last digits of its numbers may have leading zeros, and the others may change. */
  private static FdEvent later(FdEvent event, int count) {
    return again(
        event,
        event.bootNs() + count * 333_333L,
        event.message() + count * 1_000_001L,
        count % 3 * 999_999L);
  }

  private static FdEvent again(FdEvent event, long bootNs, long message, long inFlightNs) {
    return new FdEvent(bootNs, event.act(), message, inFlightNs, event.pairing(), event.stack());
  }

  /** Those that came before say which one to expect. */
  @Test
  void actsInAnyOrderHaveTheirOwnLines() throws IOException {
    List<FdEvent> samples = List.copyOf(Samples.all().values());
    Random random = new Random(2);
    List<FdEvent> events = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      FdEvent event = samples.get(random.nextInt(i % 100 < 50 ? 2 : samples.size()));
      events.add(again(event, i * 777_777L, random.nextLong(), random.nextInt(2_000_000)));
    }
    assertThatLinesAreAsAlone(events);
  }

  @Test
  void placesAreToldApartWhateverTheirNumbers() throws IOException {
    String json =
        Rendered.chosenJson(
                List.of("fd", "index", "count"),
                renderer -> {
                  renderer.event(at(3, 0xffff));
                  renderer.event(at(4, 0xffff));
                })
            .output();

    assertThat(json).contains("\"fd\":3,\"index\":65535").contains("\"fd\":4,\"index\":65535");
  }

  @Test
  void thatANumberHasNoFlagIsNotThatItIsUnknown() throws IOException {
    List<FdEvent> events = Stream.of(CloseOnExec.values()).map(Samples::received).toList();
    String json =
        Rendered.chosenJson(
                List.of("fd", "fd_flags"),
                renderer -> {
                  for (FdEvent event : events) {
                    renderer.event(event);
                  }
                })
            .output();

    assertThat(json.lines())
        .containsExactly(
            "{\"type\":\"event\",\"fd\":112}",
            "{\"type\":\"event\",\"fd\":112,\"fd_flags\":[]}",
            "{\"type\":\"event\",\"fd\":112,\"fd_flags\":[\"FD_CLOEXEC\"]}");
  }

  private static FdEvent at(int fd, int index) {
    return new FdEvent(
        1,
        Action.SEND,
        DropReason.NONE,
        0,
        Samples.CLIENT,
        Samples.STREAM,
        1,
        index,
        0xffff,
        fd,
        Samples.NULL,
        Sender.UNKNOWN,
        0);
  }

  private byte[] nameIn(RawText name) throws IOException {
    JsonNode event = mapper.readTree(line(name));
    if (event.has("name_base64")) {
      return event.get("name_base64").binaryValue();
    }
    return event.get("name").asText().getBytes(StandardCharsets.UTF_8);
  }

  private static String line(RawText name) throws IOException {
    return Rendered.json(
            renderer -> renderer.event(Samples.send(Samples.BUS, Samples.named(name, false), 3)))
        .output();
  }
}
