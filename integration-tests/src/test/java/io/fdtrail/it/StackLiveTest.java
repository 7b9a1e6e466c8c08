package io.fdtrail.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code --stack} of a program whose calls are known, against strace and gdb. */
class StackLiveTest {
  private static final Path SOURCE = Path.of("src/test/c/stack/chain.c");
  private static final String NO_FRAME_POINTERS = "-fomit-frame-pointer";
  private static final List<String> OF_GIVE =
      List.of("sendmsg", "give", "both", "both", "both", "main");
  private static final List<String> OF_TAKE =
      List.of("recvmsg", "take", "both", "both", "both", "main");

  /** A line of strace -k: its file, and the offset in it. */
  private static final Pattern STRACE = Pattern.compile(" > (.*)\\(.*\\) \\[0x([0-9a-f]+)]");

  private static final Pattern GDB = Pattern.compile("#\\d+ +(?:0x[0-9a-f]+ in )?(\\w+)");

  @TempDir private Path directory;

  @BeforeAll
  static void assumeTracing() throws IOException, InterruptedException {
    Fdtrail.assumeTracing();
  }

  private Path compile(String... options) throws IOException, InterruptedException {
    Path program = directory.resolve("chain");
    List<String> command = new ArrayList<>(List.of("gcc", "-O2", "-pthread", "-o"));
    command.addAll(List.of(program.toString(), SOURCE.toString()));
    command.addAll(List.of(options));
    assertThat(Program.run(command.toArray(String[]::new)).err()).isEmpty();
    return program;
  }

  /** The events of the program, which is killed once it has received. */
  private static List<JsonNode> traced(Path program, String how, String ends)
      throws IOException, InterruptedException {
    List<JsonNode> events = StackedProgram.untilKilled(ends, "RECV", program + " " + how);
    assertThat(events).extracting(e -> e.path("action").asText()).containsExactly("SEND", "RECV");
    return events;
  }

  private static List<String> symbols(JsonNode event) {
    return StreamSupport.stream(event.path("stack").spliterator(), false)
        .map(frame -> frame.path("symbol").asText())
        .toList();
  }

  private static List<String> places(JsonNode event) {
    return StreamSupport.stream(event.path("stack").spliterator(), false)
        .map(
            frame ->
                frame.path("module").asText()
                    + " "
                    + Long.toHexString(frame.path("offset").asLong()))
        .toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {NO_FRAME_POINTERS, "-fno-omit-frame-pointer"})
  void theFramesAreThoseOfStrace(String option) throws IOException, InterruptedException {
    assumeThat(Path.of("/usr/bin/strace")).exists();
    Path program = compile(option);

    List<JsonNode> events = traced(program, "plain", "both");

    String[] calls =
        Program.run(
                "strace", "-k", "-e", "trace=sendmsg,recvmsg", program.toString(), "plain", "end")
            .err()
            .split("recvmsg\\(");
    for (int i = 0; i < 2; i++) {
      List<String> expected =
          STRACE
              .matcher(calls[i])
              .results()
              .map(frame -> frame.group(1) + " " + frame.group(2))
              .toList();
      assertThat(expected).hasSizeGreaterThan(6);
      assertThat(places(events.get(i))).isEqualTo(expected);
      assertThat(events.get(i).has("stack_error")).isFalse();
    }
    assertThat(symbols(events.get(0))).startsWith(OF_GIVE.toArray(String[]::new));
    assertThat(symbols(events.get(1))).startsWith(OF_TAKE.toArray(String[]::new));
  }

  @Test
  void theFunctionsOfAThreadAreThoseOfGdb() throws IOException, InterruptedException {
    assumeThat(Path.of("/usr/bin/gdb")).exists();
    Path program = compile(NO_FRAME_POINTERS);

    JsonNode sent = traced(program, "thread", "send").get(0);

    String reported =
        Program.run(
                "gdb",
                "-batch",
                "-ex",
                "catch syscall sendmsg",
                "-ex",
                "run",
                "-ex",
                "bt",
                "--args",
                program.toString(),
                "thread")
            .out();
    List<String> expected =
        GDB.matcher(reported).results().map(frame -> frame.group(1)).collect(Collectors.toList());
    // of libc, gdb may have the names of debug information
    List<String> callers = expected.subList(expected.lastIndexOf("give"), expected.size());
    List<String> ours = symbols(sent).subList(1, symbols(sent).size());
    assertThat(callers).startsWith("give", "both", "both", "both", "in_thread");
    assertThat(ours).startsWith("give", "both", "both", "both", "in_thread");
    assertThat(ours).hasSameSizeAs(callers);
  }

  @Test
  void onlyTheAskedEndHasAStack() throws IOException, InterruptedException {
    Path program = compile(NO_FRAME_POINTERS);

    assertThat(traced(program, "plain", "send"))
        .extracting(event -> event.has("stack"))
        .containsExactly(true, false);
    assertThat(traced(program, "plain", "recv"))
        .extracting(event -> event.has("stack"))
        .containsExactly(false, true);
  }

  @Test
  void aDeletedProgramHasNames() throws IOException, InterruptedException {
    List<JsonNode> events = traced(compile(NO_FRAME_POINTERS), "deleted", "both");

    assertThat(symbols(events.get(0))).startsWith(OF_GIVE.toArray(String[]::new));
    assertThat(symbols(events.get(1))).startsWith(OF_TAKE.toArray(String[]::new));
  }

  /** Another program has its name then. */
  @Test
  void aReplacedProgramHasItsOwnNames() throws IOException, InterruptedException {
    Path program = compile(NO_FRAME_POINTERS);
    Files.copy(Path.of("/bin/true"), Path.of(program + ".new"));

    List<JsonNode> events = traced(program, "replaced", "both");

    assertThat(symbols(events.get(0))).startsWith(OF_GIVE.toArray(String[]::new));
    assertThat(symbols(events.get(1))).startsWith(OF_TAKE.toArray(String[]::new));
    assertThat(events)
        .extracting(event -> event.path("exe").asText())
        .containsOnly(program + " (deleted)");
  }

  @Test
  void aStackEndsWhereTheCopyDoes() throws IOException, InterruptedException {
    JsonNode sent = traced(compile(NO_FRAME_POINTERS), "large", "send").get(0);

    assertThat(symbols(sent)).containsExactly("sendmsg", "give", "both", "both", "both", "large");
    assertThat(sent.path("stack_error").asText()).startsWith("the stack goes on beyond");
  }

  @Test
  void aStackEndsInCodeThatDoesNotSayHowToGoOn() throws IOException, InterruptedException {
    Path program = compile(NO_FRAME_POINTERS);

    JsonNode unknown = traced(program, "generated", "send").get(0);
    assertThat(symbols(unknown)).containsExactly("sendmsg", "give", "both", "both", "both", "");
    assertThat(unknown.path("stack_error").asText()).startsWith("code that no file has");

    JsonNode listed = traced(program, "listed", "send").get(0);
    Files.delete(Path.of("/tmp/perf-" + listed.path("pid").asInt() + ".map"));
    assertThat(symbols(listed))
        .containsExactly("sendmsg", "give", "both", "both", "both", "compiled\u001b[2J");
    assertThat(listed.path("stack_error").asText()).startsWith("code of a just-in-time compiler");
  }

  @ParameterizedTest
  @ValueSource(strings = {"foreign", "fifo"})
  void aListThatIsNotTheProcesssOwnIsNotRead(String how) throws IOException, InterruptedException {
    JsonNode sent = traced(compile(NO_FRAME_POINTERS), how, "send").get(0);

    Files.delete(Path.of("/tmp/perf-" + sent.path("pid").asInt() + ".map"));
    assertThat(symbols(sent)).containsExactly("sendmsg", "give", "both", "both", "both", "");
    assertThat(sent.path("stack_error").asText()).startsWith("code that no file has");
  }

  /**
   * Only what the kernel does not look at is damaged, so that the program runs. Frames are found by
   * what its file says: where that is wrong, a frame is outside of all files, and the last one.
   */
  @Test
  void damagedFilesYieldNoWrongFrame() throws IOException, InterruptedException {
    final int files = 40;
    Path program = compile(NO_FRAME_POINTERS);
    byte[] bytes = Files.readAllBytes(program);
    final int sections = (int) ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).getLong(0x28);
    Random random = new Random(14);
    for (int i = 0; i < files; i++) {
      byte[] damaged = bytes.clone();
      for (int times = 1 << (i % 7); times > 0; times--) {
        damaged[random.nextInt(sections, bytes.length)] = (byte) random.nextInt();
      }
      if (i % 5 == 0) { // where the sections are, how many, and which one has their names
        damaged[List.of(0x28, 0x29, 0x3a, 0x3c, 0x3e).get(i / 5 % 5)] = (byte) random.nextInt();
      }
      Files.write(directory.resolve("chain-" + i), damaged);
      assertThat(directory.resolve("chain-" + i).toFile().setExecutable(true)).isTrue();
    }

    List<JsonNode> events =
        tracedUntilItsEnd(
            "send -a SEND",
            "sh -c '%1$s plain end; for i in $(seq 0 %2$d); do %1$s-$i plain end; done'"
                .formatted(program, files - 1));

    assertThat(events).hasSize(1 + files);
    List<Long> right = offsets(events.get(0));
    assertThat(right).hasSizeGreaterThan(6);
    for (JsonNode event : events) {
      List<Long> offsets = offsets(event);
      assertThat(offsets).as(event.toString()).isEqualTo(right.subList(0, offsets.size()));
      assertThat(offsets.equals(right) || event.has("stack_error")).as(event.toString()).isTrue();
    }
  }

  private static List<Long> offsets(JsonNode event) {
    return StreamSupport.stream(event.path("stack").spliterator(), false)
        .filter(frame -> frame.has("module"))
        .map(frame -> frame.path("offset").asLong())
        .toList();
  }

  /**
   * Each byte of the frame information is wrong; then also the next program is unwound as usual.
   */
  @Test
  void aDamagedFileEndsTheStack() throws IOException, InterruptedException {
    Path program = compile(NO_FRAME_POINTERS);
    Path damage =
        Files.write(directory.resolve("damage"), "\u00ff\u0013".repeat(64).getBytes(ISO_8859_1));
    Path damaged = directory.resolve("damaged");
    Program.run(
        "objcopy",
        "--update-section",
        ".eh_frame=" + damage,
        "--remove-section",
        ".eh_frame_hdr",
        program.toString(),
        damaged.toString());

    JsonNode sent = traced(damaged, "plain", "send").get(0);
    assertThat(symbols(sent)).containsExactly("sendmsg", "give");
    assertThat(sent.path("stack_error").asText()).isNotEmpty();

    assertThat(symbols(traced(program, "plain", "send").get(0))).contains("main");
  }

  @Test
  void theTableHasTheStackUnderTheRow() throws IOException, InterruptedException {
    Path program = compile(NO_FRAME_POINTERS);
    Outcome outcome =
        Program.shell(
            "%s --stack send -a SEND -c 1 -- %s plain end".formatted(Layout.FDTRAIL, program));
    assertThat(STRACE.matcher(outcome.out()).results()).as(outcome.out()).hasSizeGreaterThan(6);
  }

  /** What a program that ends at once, or becomes another one, sent and received. */
  private List<JsonNode> tracedUntilItsEnd(String ends, String command)
      throws IOException, InterruptedException {
    assumeThat(Program.run("bpftool", "btf", "dump", "file", "/sys/kernel/btf/vmlinux").out())
        .as("the kernel can tell what is mapped")
        .contains("'bpf_iter_task_vma_next'");
    Outcome outcome =
        Program.shell("%s --stack %s -o json -- %s".formatted(Layout.FDTRAIL, ends, command));
    assertThat(outcome.err()).isEmpty();
    return outcome.outLines().stream()
        .map(Json::parse)
        .filter(line -> line.path("type").asText().equals("event"))
        .toList();
  }

  /** While the tracer starts, stacks of others come faster than they can be unwound. */
  @Test
  void itStartsBesideProgramsThatPassAllTheTime() throws IOException, InterruptedException {
    List<String> others = List.of(Layout.PASSFD.toString(), "one-thread", "1000000000", "1");
    try (Program one = Program.start(others);
        Program two = Program.start(others)) {
      Path program = compile(NO_FRAME_POINTERS);

      Outcome outcome =
          Program.shell(
              "%s --stack both -n '^chain$' -- %s plain end".formatted(Layout.FDTRAIL, program));

      assertThat(outcome.status()).as(outcome.err()).isZero();
      assertThat(List.of(one.err(), two.err())).containsOnly("");
    }
  }

  @Test
  void programsThatEndAtOnceHaveTheirStacks() throws IOException, InterruptedException {
    Path program = compile(NO_FRAME_POINTERS);

    List<JsonNode> events =
        tracedUntilItsEnd(
            "both", "sh -c 'for i in $(seq 20); do %s plain end; done'".formatted(program));

    assertThat(events).hasSize(40);
    for (JsonNode event : events) {
      assertThat(symbols(event))
          .startsWith(
              (event.path("action").asText().equals("SEND") ? OF_GIVE : OF_TAKE)
                  .toArray(String[]::new))
          .endsWith("_start");
      assertThat(event.has("stack_error")).isFalse();
    }
  }

  @Test
  void aProgramThatBecomesAnotherHasTheStackOfTheFirst() throws IOException, InterruptedException {
    Path program = compile(NO_FRAME_POINTERS);

    for (int i = 0; i < 5; i++) {
      List<JsonNode> events = tracedUntilItsEnd("both", program + " exec");
      assertThat(symbols(events.get(0))).startsWith(OF_GIVE.toArray(String[]::new));
      assertThat(symbols(events.get(1))).startsWith(OF_TAKE.toArray(String[]::new));
    }
  }

  /** Another program is in its place then: no function may have a name from there. */
  @Test
  void aFileThatWasReplacedEndsTheStack() throws IOException, InterruptedException {
    Path program = compile(NO_FRAME_POINTERS);
    String replace =
        "sh -c 'for i in $(seq 20); do cp %1$s %1$s.now; %1$s.now plain end; cp /bin/sleep %1$s.now; done'";

    List<JsonNode> events = tracedUntilItsEnd("send -a SEND", replace.formatted(program));

    assertThat(events).hasSize(20);
    for (JsonNode event : events) {
      List<String> calls = symbols(event);
      if (calls.contains("give")) {
        assertThat(calls).startsWith(OF_GIVE.toArray(String[]::new));
      } else { // it was looked for before, while, or after the copy
        assertThat(calls).as(event.toString()).doesNotContain("main");
        assertThat(event.path("stack_error").asText())
            .containsAnyOf(
                "it is not there any more",
                "not a valid ELF file",
                "a file of the process was written to",
                "the unwinder crashed on one of its files (signal 7)");
      }
    }
  }

  /**
   * What it names by its paths is there alone; links there lead out of its root, if not stopped.
   */
  @Test
  void aProcessOfAnotherMountNamespaceHasTheNamesOfItsOwnFiles()
      throws IOException, InterruptedException {
    Path program = compile(NO_FRAME_POINTERS);
    Path root = Files.createDirectories(directory.resolve("root"));
    Path script = directory.resolve("enter");
    Files.writeString(
        script,
        """
        set -e
        mkfifo %1$s.shown
        exec 3<>%1$s.shown
        mount -t tmpfs none %1$s
        cd %1$s
        mkdir lib64 bin old
        cp /lib64/ld-linux-x86-64.so.2 /lib/x86_64-linux-gnu/libc.so.6 lib64
        cp %2$s bin/real
        ln -s /../../../../../../bin bin/up
        ln -s up/real bin/chain
        pivot_root . old
        export LD_LIBRARY_PATH=/lib64
        /bin/chain plain end
        read line <&3
        """
            .formatted(root, program));

    List<JsonNode> events =
        tracedUntilItsEnd(
            "send -a SEND",
            "unshare -m sh %s | while read -r line; do echo \"$line\"; case $line in *'\"SEND\"'*) echo >%s.shown;; esac; done"
                .formatted(script, root));

    assertThat(events).hasSize(1);
    assertThat(places(events.get(0)).get(1)).startsWith("/bin/real ");
    assertThat(symbols(events.get(0)))
        .startsWith(OF_GIVE.toArray(String[]::new))
        .endsWith("_start");
  }
}
