package io.fdtrail.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code --stack} of {@code leaks} and {@code trail}: a program that leaks at one of two lines. */
class StackedLeaksLiveTest {
  private static final String SOURCE = "src/test/c/stack/leaky.c";

  @TempDir private Path directory;
  private String program;

  @BeforeAll
  static void assumeTracing() throws IOException, InterruptedException {
    Fdtrail.assumeTracing();
  }

  @BeforeEach
  void compile() throws IOException, InterruptedException {
    program = directory.resolve("leaky").toString();
    assertThat(Program.run("gcc", "-O2", "-o", program, SOURCE).err()).isEmpty();
  }

  private static List<String> symbols(JsonNode of) {
    return StreamSupport.stream(of.path("stack").spliterator(), false)
        .map(frame -> frame.path("symbol").asText())
        .limit(4)
        .toList();
  }

  private static List<JsonNode> lines(Outcome outcome, String type) {
    return outcome.outLines().stream()
        .map(Json::parse)
        .filter(line -> line.path("type").asText().equals(type))
        .toList();
  }

  /** The program has ended by then, and its number may be another's. */
  private List<JsonNode> leaks() throws IOException, InterruptedException {
    Outcome outcome = Fdtrail.run("leaks", "--stack", "-o", "json", "--", program);
    assertThat(outcome.status()).as(outcome.err()).isZero();
    return lines(outcome, "leak");
  }

  @Test
  void theLineThatLeaksIsTheFirst() throws IOException, InterruptedException {
    List<JsonNode> leaks = leaks();

    assertThat(leaks)
        .extracting(leak -> leak.path("received").asInt(), leak -> leak.path("open").asInt())
        .containsExactly(tuple(38, 38), tuple(20, 1));
    assertThat(symbols(leaks.get(0))).containsExactly("recvmsg", "take", "on_buffer", "request");
    assertThat(symbols(leaks.get(1))).containsExactly("recvmsg", "take", "on_seat", "request");
  }

  @Test
  void theTableSaysWhereTheyAreReceived() throws IOException, InterruptedException {
    Outcome outcome = Fdtrail.run("leaks", "--stack", "--", program);
    assertThat(outcome.status()).as(outcome.err()).isZero();
    List<String> lines = outcome.outLines();
    int first = lines.indexOf("  received here 38 times, never closed");
    assertThat(first).as(outcome.out()).isEqualTo(2);
    assertThat(lines.get(first - 1)).matches("leaky +leaky +memfd +38 +38 +0 +0 +/memfd:pool .*");
    assertThat(lines.get(first + 3)).matches(" > .*/leaky\\(on_buffer\\+0x.*\\) \\[0x.*]");
    assertThat(lines).contains("  received here 20 times");
  }

  @Test
  void whatFailsABuildSaysWhereItWasReceived() throws IOException, InterruptedException {
    Outcome outcome = Fdtrail.run("--fail-on", "leak", "--stack", "recv", "-q", "--", program);
    assertThat(outcome.status()).isEqualTo(4);
    assertThat(outcome.err()).contains("  received here 38 times, never closed\n > ");
  }

  @Test
  void aHopHasTheStackOfItsReceiver() throws IOException, InterruptedException {
    Outcome outcome = Fdtrail.run("trail", "--stack", "-o", "json", "--", program);
    assertThat(outcome.status()).as(outcome.err()).isZero();
    List<JsonNode> trails = lines(outcome, "trail");
    assertThat(trails).hasSize(58);
    assertThat(trails).filteredOn(trail -> symbols(trail).get(2).equals("on_buffer")).hasSize(38);

    Outcome table = Fdtrail.run("trail", "--stack", "--", program);
    assertThat(table.outLines().get(0)).startsWith("leaky/");
    assertThat(table.outLines().get(2)).contains("/leaky(take+0x");
  }
}
