package io.fdtrail.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code --stack} of programs of Go and Java, whose stacks are not of libc's kind, against gdb. */
class StackRuntimesLiveTest {
  private static final Path SOURCES = Path.of("src/test/c/stack");

  /** A frame of gdb: its address, except in the first one and in what is inlined, and its name. */
  private static final Pattern GDB =
      Pattern.compile("(?m)^#(\\d+) +(?:0x([0-9a-f]+) in )?(\\S+) \\(");

  /** A line of perf-PID.map. */
  private static final Pattern COMPILED =
      Pattern.compile("(?:0x)?([0-9a-f]+) (?:0x)?([0-9a-f]+) (int Passes\\.pass\\(int\\))");

  @TempDir private Path directory;

  @BeforeAll
  static void assumeTracing() throws IOException, InterruptedException {
    Fdtrail.assumeTracing();
    assumeThat(Path.of("/usr/bin/gdb")).exists();
  }

  /**
   * The names and addresses of functions: what is inlined has the name of the function it is in.
   */
  private static List<String> gdb(String... command) throws IOException, InterruptedException {
    List<String> gdb =
        new ArrayList<>(List.of("gdb", "-batch", "-ex", "handle SIGSEGV nostop noprint pass"));
    gdb.addAll(List.of("-ex", "catch syscall sendmsg", "-ex", "run", "-ex", "bt", "--args"));
    gdb.addAll(List.of(command));
    String told = Program.run(gdb.toArray(String[]::new)).out();
    List<String> frames = new ArrayList<>();
    for (MatchResult frame : GDB.matcher(told).results().toList()) {
      String name = frame.group(3) + " ";
      if (frame.group(2) != null) {
        frames.add(name + Long.toHexString(Long.parseLong(frame.group(2), 16)));
      } else if (frames.isEmpty()) {
        frames.add(name);
      } else {
        frames.set(frames.size() - 1, frames.get(frames.size() - 1).replaceFirst(".* ", name));
      }
    }
    assertThat(frames).as(told).isNotEmpty();
    return frames;
  }

  private static List<JsonNode> frames(JsonNode event) {
    return StreamSupport.stream(event.path("stack").spliterator(), false).toList();
  }

  private static String name(JsonNode frame) {
    return frame.path("symbol").asText().replaceFirst("\\.abi0$", "");
  }

  @Test
  void aGoroutineHasTheFramesOfGdb() throws IOException, InterruptedException {
    assumeThat(Path.of("/usr/bin/go")).exists();
    String program = directory.resolve("passes").toString();
    Outcome built =
        Program.shell(
            "GOCACHE=%s GOTOOLCHAIN=local CGO_ENABLED=0 go build -o %s %s/passes.go"
                .formatted(directory.resolve("cache"), program, SOURCES));
    assertThat(built.status()).as(built.err()).isZero();

    Outcome outcome = Fdtrail.run("--stack", "both", "-o", "json", "--", program);

    JsonNode sent = Json.parse(outcome.outLines().get(0));
    JsonNode received = Json.parse(outcome.outLines().get(1));
    List<String> expected = gdb(program);
    assertThat(expected.remove(expected.size() - 1)).isEqualTo("?? 0");
    assertThat(expected).hasSizeGreaterThan(8);
    assertThat(frames(sent)).hasSameSizeAs(expected);
    long start = 0x400000; // where Go's linker puts a program
    assertThat(frames(sent).subList(1, expected.size()))
        .extracting(f -> name(f) + " " + Long.toHexString(f.path("offset").asLong() + start))
        .isEqualTo(expected.subList(1, expected.size()));
    assertThat(name(frames(sent).get(0)) + " ").isEqualTo(expected.get(0));
    assertThat(frames(received))
        .extracting(StackRuntimesLiveTest::name)
        .containsSequence(
            "main.(*channel).take", "main.both", "main.both", "main.both", "main.main.func1")
        .endsWith("runtime.goexit");
    assertThat(sent.has("stack_error") || received.has("stack_error")).isFalse();
  }

  /** gdb goes on after the compiled code, and is wrong there. */
  @Test
  void javaHasTheFramesOfGdbUpToCompiledCode() throws IOException, InterruptedException {
    String home = System.getProperty("java.home");
    String library = directory.resolve("libpasses.so").toString();
    Outcome built =
        Program.shell(
            "%1$s/bin/javac -d %2$s %3$s/Passes.java && gcc -O2 -shared -fPIC -I%1$s/include -I%1$s/include/linux -o %4$s %3$s/passes_jni.c"
                .formatted(home, directory, SOURCES, library));
    assertThat(built.status()).as(built.err()).isZero();
    String[] command = {
      home + "/bin/java", "-Xbatch", "-cp", directory.toString(), "Passes", library
    };

    JsonNode sent =
        StackedProgram.untilKilled("send", "SEND", String.join(" ", command) + " list").get(0);

    Path list = Path.of("/tmp/perf-" + sent.path("pid").asInt() + ".map");
    MatchResult compiled =
        COMPILED
            .matcher(Files.readString(list))
            .results()
            .findFirst()
            .orElseThrow(AssertionError::new);
    Files.delete(list);
    List<JsonNode> frames = frames(sent);
    assertThat(frames)
        .extracting(StackRuntimesLiveTest::name)
        .containsExactly("sendmsg", "give", "Java_Passes_pass", compiled.group(3));
    long start = Long.parseLong(compiled.group(1), 16);
    long address = frames.get(3).path("offset").asLong();
    assertThat(address).isBetween(start, start + Long.parseLong(compiled.group(2), 16));
    assertThat(frames.get(3).path("symbol_offset").asLong()).isEqualTo(address - start);
    assertThat(sent.path("stack_error").asText()).startsWith("code of a just-in-time compiler");

    List<String> expected = gdb(command);
    assertThat(expected.get(0)).contains("sendmsg");
    assertThat(expected.get(1)).startsWith("give ");
    assertThat(expected.get(2)).startsWith("Java_Passes_pass ");
    assertThat(expected.get(3)).startsWith("?? ");
  }
}
