package io.fdtrail.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The names of C++ functions in {@code --stack}, against strace and gdb. */
class StackNamesLiveTest {
  private static final String SOURCE = "src/test/c/stack/methods.cpp";
  private static final Pattern STRACE =
      Pattern.compile(" > .*/methods\\((.*)\\+0x([0-9a-f]+)\\) \\[0x([0-9a-f]+)]");
  private static final Pattern GDB = Pattern.compile("#\\d+ +0x[0-9a-f]+ in (\\S.*\\)) \\(\\)");

  @TempDir private Path directory;
  private String program;

  @BeforeAll
  static void assumeTracing() throws IOException, InterruptedException {
    Fdtrail.assumeTracing();
  }

  @BeforeEach
  void compile() throws IOException, InterruptedException {
    assumeThat(Path.of("/usr/bin/g++")).exists();
    program = directory.resolve("methods").toString();
    assertThat(Program.run("g++", "-O2", "-o", program, SOURCE).err()).isEmpty();
  }

  /** The frames in the program's own file. */
  private List<JsonNode> frames() throws IOException, InterruptedException {
    Outcome outcome = Fdtrail.run("--stack", "send", "-a", "SEND", "-o", "json", "--", program);
    assertThat(outcome.status()).as(outcome.err()).isZero();
    JsonNode sent = Json.parse(outcome.outLines().get(0));
    return StreamSupport.stream(sent.path("stack").spliterator(), false)
        .filter(frame -> frame.path("module").asText().equals(program))
        .toList();
  }

  @Test
  void theyAreThoseOfStrace() throws IOException, InterruptedException {
    assumeThat(Path.of("/usr/bin/strace")).exists();
    String reported = Program.run("strace", "-k", "-e", "trace=sendmsg", program).err();

    List<String> expected =
        STRACE
            .matcher(reported)
            .results()
            .map(frame -> frame.group(1) + " " + frame.group(2) + " " + frame.group(3))
            .toList();
    assertThat(expected).as(reported).hasSize(4);
    assertThat(frames())
        .extracting(
            frame ->
                frame.path("symbol").asText()
                    + " "
                    + Long.toHexString(frame.path("symbol_offset").asLong())
                    + " "
                    + Long.toHexString(frame.path("offset").asLong()))
        .isEqualTo(expected);
  }

  @Test
  void theyAreThoseOfGdb() throws IOException, InterruptedException {
    assumeThat(Path.of("/usr/bin/gdb")).exists();
    String reported =
        Program.run(
                "gdb", "-batch", "-ex", "catch syscall sendmsg", "-ex", "run", "-ex", "bt", program)
            .out();

    List<String> expected = GDB.matcher(reported).results().map(frame -> frame.group(1)).toList();
    assertThat(expected)
        .as(reported)
        .containsExactly("wire::Buffer<int>::give(int)", "wire::Buffer<int>::give(int, bool)");
    assertThat(frames())
        .extracting(frame -> frame.path("symbol").asText())
        .startsWith(expected.toArray(String[]::new));
  }
}
