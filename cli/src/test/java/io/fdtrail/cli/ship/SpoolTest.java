package io.fdtrail.cli.ship;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Files that are renamed all the time: no two looks find the same names. */
@Timeout(60)
class SpoolTest {
  private static final int FILES = 200;

  @TempDir private Path directory;
  private final AtomicReference<IOException> failure = new AtomicReference<>();
  private final Thread rotation = new Thread(this::rotate);
  private Path file;
  private int written;

  @BeforeEach
  void begin() throws IOException {
    file = directory.resolve("trace.json");
    for (int i = 0; i < FILES; i++) {
      shift();
    }
    rotation.start();
  }

  @AfterEach
  void end() throws InterruptedException {
    rotation.interrupt();
    rotation.join();
  }

  private void rotate() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        shift();
      }
    } catch (IOException e) {
      failure.set(e);
    }
  }

  /** As a tracer does; the oldest one is removed. */
  private void shift() throws IOException {
    for (int number = Math.min(written, FILES) - 1; number > 0; number--) {
      rename(number == 1 ? file : numbered(number - 1), numbered(number));
    }
    rename(Files.writeString(directory.resolve("next"), written++ + "\n"), file);
  }

  private static void rename(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private Path numbered(int number) {
    return directory.resolve("trace.json." + number);
  }

  private static List<Integer> contents(Spool spool) throws IOException {
    List<Integer> contents = new ArrayList<>();
    spool.limit();
    for (SpoolFile each : spool.files()) {
      Optional<byte[]> line = each.next();
      contents.add(Integer.valueOf(new String(line.orElseThrow(), StandardCharsets.US_ASCII)));
    }
    return contents;
  }

  private static List<Integer> withoutGap(List<Integer> contents) {
    int first = contents.get(0);
    return IntStream.range(first, first + contents.size()).boxed().toList();
  }

  @Test
  void oneLookFindsAllInTheirOrder() throws Exception {
    for (int i = 0; i < 5; i++) {
      try (Spool spool = new Spool(file, List.of())) {
        spool.look();
        assertThat(spool.files()).hasSizeGreaterThan(FILES / 2);
        spool.look(); // goes on with newer ones
        if (i == 4) {
          end();
        }
        assertContents(spool);
      }
    }
    assertThat(failure).hasValue(null);
  }

  private static void assertContents(Spool spool) throws IOException {
    List<Integer> contents = contents(spool);
    assertThat(contents).isEqualTo(withoutGap(contents));
  }
}
