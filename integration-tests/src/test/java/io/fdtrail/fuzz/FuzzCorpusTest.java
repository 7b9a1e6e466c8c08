package io.fdtrail.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.fdtrail.decode.RecordDecoder;
import io.fdtrail.decode.RecordSeeds;
import io.fdtrail.decode.Records;
import io.fdtrail.event.Action;
import io.fdtrail.event.DropReason;
import io.fdtrail.event.FdEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What the fuzzer begins with, and what it has found before; {@code -Dfuzz.write=true} writes the
 * seeds anew.
 */
class FuzzCorpusTest {
  private static final Path RECORDS = Path.of("fuzz/corpus/records");
  private static final Path TEXT = Path.of("fuzz/corpus/text");
  private static final Path FILTER = Path.of("fuzz/corpus/filter");

  @TestFactory
  List<DynamicTest> records() throws IOException {
    return each(RECORDS, RecordFuzz::fuzzerTestOneInput);
  }

  @TestFactory
  List<DynamicTest> text() throws IOException {
    return each(TEXT, TextFuzz::fuzzerTestOneInput);
  }

  @TestFactory
  List<DynamicTest> filter() throws IOException {
    return each(FILTER, FilterFuzz::fuzzerTestOneInput);
  }

  @Test
  void theSeedsAreInTheCorpus() throws IOException {
    assertWritten(RECORDS, RecordSeeds.all());
    assertWritten(TEXT, TextSeeds.all());
    assertWritten(FILTER, FilterSeeds.all());
  }

  @Test
  void theSeedsBecomeEventsOfEachActionAndReason() {
    RecordDecoder decoder = new RecordDecoder();
    Collection<byte[]> seeds = RecordSeeds.all().values();
    List<FdEvent> events =
        seeds.stream()
            .flatMap(seed -> Records.decode(decoder, Records.from(seed)).stream())
            .toList();

    assertThat(events)
        .hasSize(
            seeds.size() - 7); // too short, of wrong sizes (2), another version, other kinds (3)
    assertThat(events).extracting(FdEvent::action).contains(Action.values());
    assertThat(events).extracting(FdEvent::reason).contains(DropReason.values());
  }

  private static List<DynamicTest> each(Path corpus, Consumer<byte[]> target) throws IOException {
    try (Stream<Path> files = Files.list(corpus)) {
      return files.sorted().map(file -> test(file, target)).toList();
    }
  }

  private static DynamicTest test(Path file, Consumer<byte[]> target) {
    return DynamicTest.dynamicTest(
        file.getFileName().toString(), () -> target.accept(Files.readAllBytes(file)));
  }

  private static void assertWritten(Path corpus, Map<String, byte[]> seeds) throws IOException {
    for (Map.Entry<String, byte[]> seed : seeds.entrySet()) {
      Path file = corpus.resolve(seed.getKey());
      if (Boolean.getBoolean("fuzz.write")) {
        Files.createDirectories(corpus);
        Files.write(file, seed.getValue());
      }
      assertThat(file).hasBinaryContent(seed.getValue());
    }
  }
}
