package io.fdtrail.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.fdtrail.recording.Sample;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code -r FILE}, whatever FILE is. */
class ReplayInputTest {
  private static final Path SAMPLES = Path.of("src/test/resources/io/fdtrail/recording");
  private static final long TEBIBYTE = 1L << 40;
  private static final long HEAP_MB = 32;

  @TempDir private Path directory;

  /** It takes no more time or memory than a small one. */
  @ParameterizedTest
  @CsvSource({
    "{, it is neither a recording of fdtrail nor lines of its -o json",
    "fdtrail recording 1\\n, it is damaged: a block before byte 32 is not as it was written"
  })
  void aSparseFileOfATebibyte(String beginning, String problem)
      throws IOException, InterruptedException {
    Path file = directory.resolve("sparse");
    Files.writeString(file, beginning.replace("\\n", "\n"));
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(TEBIBYTE);
    }
    Outcome outcome = Fdtrail.run("-r", file.toString());
    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.errLines()).containsExactly("fdtrail: cannot read " + file + ": " + problem);
  }

  @ParameterizedTest
  @ValueSource(strings = {"version-1", "version-1.json"})
  void aPipeWithAName(String sample) throws IOException, InterruptedException {
    Path pipe = directory.resolve("pipe");
    Program.run("mkfifo", pipe.toString());
    Program reader =
        Program.start(List.of(Layout.FDTRAIL.toString(), "-r", pipe.toString(), "-o", "json"));
    try (OutputStream writer = Files.newOutputStream(pipe)) {
      Files.copy(SAMPLES.resolve(sample), writer);
    }
    Outcome read = reader.await();
    assertThat(read.status()).as(read.err()).isZero();
    assertThat(read.out())
        .isEqualTo(Fdtrail.run("-r", SAMPLES.resolve(sample).toString(), "-o", "json").out());
  }

  /** Only what is known of processes is kept, and only of some thousand. */
  @Test
  void aRecordingThatIsLargerThanTheHeap() throws IOException, InterruptedException {
    Path file = directory.resolve("large");
    long events;
    try (OutputStream to = new BufferedOutputStream(Files.newOutputStream(file))) {
      events = Sample.large(to, 40);
    }
    assertThat(Files.size(file)).isGreaterThan(HEAP_MB << 20);
    for (String view : List.of("-o json", "-T", "leaks")) {
      Path rows = directory.resolve("rows");
      Path dist = Layout.FDTRAIL.resolveSibling("..");
      Outcome read =
          Program.shell(
              "java -XX:+UseSerialGC -Xmx%1$dm -Dfdtrail.lib=%2$s/native -cp '%2$s/lib/*' %3$s %4$s -r %5$s >%6$s && tail -n 1 %6$s"
                  .formatted(HEAP_MB, dist, "io.fdtrail.cli.Main", view, file, rows));
      assertThat(read.status()).as(read.err()).isZero();
      assertThat(read.out() + read.err())
          .contains(view.equals("leaks") ? " received" : Long.toString(events));
    }
  }
}
