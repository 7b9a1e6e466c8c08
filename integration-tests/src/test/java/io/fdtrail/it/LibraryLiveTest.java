package io.fdtrail.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Who uses the library needs no more than its two modules, and finds what is passed. */
class LibraryLiveTest {
  private static final int MESSAGES = 23;

  @Test
  void theExampleSeesWhatIsReceived() throws IOException, InterruptedException {
    Fdtrail.assumeTracing();
    try (LibraryExample example = LibraryExample.extract();
        Program watch = example.start(Integer.toString(MESSAGES))) {
      watch.awaitErr(line -> line.startsWith("tracing with "));
      Fdtrail.pass(MESSAGES);
      Outcome outcome = watch.await();
      assertThat(outcome.status()).isZero();
      assertThat(outcome.errLines()).hasSize(1);
      assertThat(outcome.outLines()).hasSizeGreaterThanOrEqualTo(MESSAGES);
      List<String> ours =
          outcome.outLines().stream().filter(line -> line.startsWith("passfd")).toList();
      assertThat(ours)
          .isNotEmpty()
          .allMatch(
              line ->
                  line.matches(
                      "passfd received /memfd:m[0-9]+ \\(deleted\\) from passfd as number [0-9]+"));
      assertThat(files(example.directory())).containsExactly("Watch.java");
    }
  }

  @Test
  void aTemporaryDirectoryThatOthersMayWriteIsRefused() throws IOException, InterruptedException {
    Fdtrail.assumeTracing();
    try (LibraryExample example = LibraryExample.extract()) {
      Files.setAttribute(example.directory(), "unix:mode", 0777);
      try (Program watch = example.start("1")) {
        Outcome outcome = watch.await();
        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.err())
            .contains("refuses to load " + example.directory() + "/fdtrail")
            .contains(
                "others may write to "
                    + example.directory()
                    + "; name another directory with -Djava.io.tmpdir");
        assertThat(files(example.directory())).containsExactly("Watch.java");
      }
    }
  }

  private static List<String> files(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}
