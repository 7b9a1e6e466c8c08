package io.fdtrail.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.fdtrail.doctor.DoctorReport;
import io.fdtrail.event.FdEvent;
import io.fdtrail.event.QueuedDescriptor;
import io.fdtrail.inflight.Snapshot;
import io.fdtrail.inflight.SocketQueue;
import io.fdtrail.traffic.View;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Each sample in each shape, as a file of the resources has it; {@code -Dgolden.write=true} writes
 * them anew.
 */
class GoldenTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden");
  private static final Path SCHEMA = Path.of("../docs/event.schema.json");
  private static final Path ECS_SCHEMA = Path.of("../docs/ecs.schema.json");
  private static final Path OTEL_SCHEMA = Path.of("../docs/otel.schema.json");
  private static final Path LEAKS_SCHEMA = Path.of("../docs/leaks.schema.json");
  private static final Path DOCTOR_SCHEMA = Path.of("../docs/doctor.schema.json");
  private static final Path INFLIGHT_SCHEMA = Path.of("../docs/inflight.schema.json");

  private interface SampleTest {
    void run(String name, FdEvent event) throws IOException;
  }

  private static Stream<DynamicTest> eachSample(SampleTest test) {
    return Samples.all().entrySet().stream()
        .map(
            sample ->
                DynamicTest.dynamicTest(
                    sample.getKey(), () -> test.run(sample.getKey(), sample.getValue())));
  }

  @TestFactory
  Stream<DynamicTest> table() {
    return eachSample((name, event) -> assertGolden(name + ".table", table(event)));
  }

  @TestFactory
  Stream<DynamicTest> json() {
    return eachSample(
        (name, event) -> {
          String json = Rendered.json(renderer -> renderer.event(event)).output();
          assertGolden(name + ".json", json);
          assertValid(json);
        });
  }

  @Test
  void aTableHasOneHeader() throws IOException {
    String table =
        Rendered.table(
                Columns.TIMED_TABLE,
                renderer -> {
                  renderer.begin();
                  for (FdEvent event : Samples.all().values()) {
                    renderer.event(event);
                  }
                })
            .output();
    assertGolden("all-timed.table", table);
  }

  @Test
  void lossAndSummaryAreJsonLines() throws IOException {
    String json =
        Rendered.json(
                renderer -> {
                  renderer.begin();
                  renderer.lost("ring_full", "try a larger --ring-size", 17, 19);
                  renderer.summary(
                      new Totals(1204, java.util.Map.of("ring_full", 19L), 0, 0), "fentry");
                })
            .output();
    assertGolden("lost-and-summary.json", json);
    assertValid(json);
  }

  @Test
  void inflight() throws IOException {
    Rendered table = Rendered.inflightTable(Samples.inflight());
    assertGolden("inflight.table", table.output() + table.messages());
    String json = Rendered.inflightJson(Samples.inflight()).output();
    assertGolden("inflight.json", json);
    assertValid(INFLIGHT_SCHEMA, json);
  }

  /** A line is written as a whole, so that it has to fit into memory. */
  @Test
  void aVeryFullQueueTakesSeveralObjects() throws IOException {
    SocketQueue full = Samples.inflight().queues().get(0);
    List<QueuedDescriptor> descriptors =
        Collections.nCopies(2 * 1024 + 1, full.descriptors().get(0));
    SocketQueue fuller =
        new SocketQueue(
            full.receiver(),
            full.within(),
            full.senders(),
            full.peer(),
            full.uid(),
            descriptors.size(),
            descriptors);
    Snapshot snapshot = new Snapshot(List.of(fuller), List.of(), Optional.empty(), List.of());

    List<String> lines = Rendered.inflightJson(snapshot).output().lines().toList();

    assertThat(lines).hasSize(4);
    assertThat(lines.get(0)).contains("\"count\":1024,").isEqualTo(lines.get(1));
    assertThat(lines.get(2)).contains("\"count\":1,");
    assertThat(lines.get(3)).contains("\"queues\":1,\"descriptors\":2049}");
  }

  @Test
  void leaks() throws IOException {
    List<String> gaps = List.of("17 lost (ring_full): give the ring more room: --ring-size");
    Rendered table = Rendered.leaksTable(Samples.leaks(), gaps);
    assertGolden("leaks.table", table.output() + table.messages());
    String json = Rendered.leaksJson(Samples.leaks(), gaps).output();
    assertGolden("leaks.json", json);
    assertValid(LEAKS_SCHEMA, json);
    Rendered ended = Rendered.endedTable(Samples.ended(), gaps);
    assertGolden("leaks-ended.table", ended.output() + ended.messages());
    String endedJson = Rendered.endedJson(Samples.ended(), gaps).output();
    assertGolden("leaks-ended.json", endedJson);
    assertValid(LEAKS_SCHEMA, endedJson);
  }

  @Test
  void growth() throws IOException {
    List<String> gaps = List.of("1 processes have a limit that cannot be read");
    Rendered table = Rendered.growthTable(Samples.growing(), gaps);
    assertGolden("growth.table", table.output() + table.messages());
    String json =
        Rendered.growthJson(Samples.growing(), List.of()).output()
            + Rendered.growthJson(Samples.growing(), gaps).output();
    assertGolden("growth.json", json);
    assertValid(LEAKS_SCHEMA, json);
  }

  @Test
  void top() throws IOException {
    List<TopMoment> looks = Stream.of(View.values()).map(Samples::top).toList();
    assertGolden("top.table", Rendered.top(looks, Optional.empty()).output());
  }

  @Test
  void doctor() throws IOException {
    List<DoctorReport> reports =
        List.of(DoctorSamples.tracepoint(), DoctorSamples.noBackend(), DoctorSamples.noLibrary());
    StringBuilder texts = new StringBuilder();
    StringBuilder objects = new StringBuilder();
    for (DoctorReport report : reports) {
      for (boolean verbose : new boolean[] {false, true}) {
        texts.append(Rendered.doctorText(report, verbose));
        objects.append(Rendered.doctorJson(report, verbose));
      }
    }
    assertGolden("doctor.txt", texts.toString());
    assertGolden("doctor.json", objects.toString());
    assertValid(DOCTOR_SCHEMA, objects.toString());
  }

  @Test
  void sums() throws IOException {
    String json =
        Rendered.aggregation(
                new long[] {0},
                renderer -> {
                  for (FdEvent event : Samples.all().values()) {
                    renderer.event(event.at(1));
                  }
                  renderer.summary(new Totals(2, Map.of(), 0, 0), "fentry");
                })
            .output();
    assertGolden("aggregate.json", json);
    assertValid(json);
  }

  /** Lines in the names of collectors: all events, and the other lines. */
  @Test
  void conventions() throws IOException {
    Rendered.Calls all =
        renderer -> {
          for (FdEvent event : Samples.all().values()) {
            renderer.event(event);
          }
          renderer.lost("ring_full", "", 1, 1);
          renderer.summary(new Totals(2, Map.of("ring_full", 1L), 0, 0), "fentry");
        };
    String ecs = Rendered.convention(JsonRenderer::ecs, all).output();
    assertGolden("conventions.ecs", ecs);
    assertValid(ECS_SCHEMA, ecs);
    String otel = Rendered.convention(JsonRenderer::otel, all).output();
    assertGolden("conventions.otel", otel);
    assertValid(OTEL_SCHEMA, otel);
    assertThat(ecs.lines()).hasSize(Samples.all().size() + 2);
    assertThat(otel.lines()).hasSize(Samples.all().size() + 2);
  }

  @Test
  void trails() throws IOException {
    for (boolean asJson : new boolean[] {false, true}) {
      Rendered trails =
          Rendered.trails(
              asJson,
              renderer -> {
                renderer.begin();
                for (FdEvent event : Samples.wayOfAFile()) {
                  renderer.event(event);
                }
              });
      assertGolden(asJson ? "trails.json" : "trails.table", trails.output());
      if (asJson) {
        assertValid(trails.output());
      }
    }
  }

  @Test
  void chosenFieldsAreValidToo() throws IOException {
    for (FdEvent event : Samples.all().values()) {
      List<String> without =
          Columns.meanings().keySet().stream().filter(key -> !key.startsWith("socket_")).toList();
      assertValid(Rendered.chosenJson(without, renderer -> renderer.event(event)).output());
    }
  }

  private static String table(FdEvent event) throws IOException {
    return Rendered.table(Columns.TABLE, renderer -> renderer.event(event)).output();
  }

  private static void assertValid(String lines) throws IOException {
    assertValid(SCHEMA, lines);
  }

  private static void assertValid(Path file, String lines) throws IOException {
    Schema schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(Files.readString(file));
    for (String line : lines.split("\n")) {
      assertThat(schema.validate(line, InputFormat.JSON)).as(line).isEmpty();
    }
  }

  private static void assertGolden(String file, String actual) throws IOException {
    Path golden = GOLDEN.resolve(file);
    if (Boolean.getBoolean("golden.write")) {
      Files.writeString(golden, actual);
    }
    assertThat(actual).isEqualTo(Files.readString(golden));
    assertThat(actual).matches("[\\x20-\\x7e\\n\\xa0-\\x{10ffff}]*");
  }
}
