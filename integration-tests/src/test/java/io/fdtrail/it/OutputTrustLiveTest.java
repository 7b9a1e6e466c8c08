package io.fdtrail.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code --output FILE} beside somebody who would have root write elsewhere, or not at all. */
class OutputTrustLiveTest {
  private static final String NOBODY = "setpriv --reuid 65534 --regid 65534 --clear-groups ";
  private static final long SIGNAL_NS = 2_000_000_000L;

  @TempDir private Path directory;

  @BeforeAll
  static void assumeTracing() throws IOException, InterruptedException {
    Fdtrail.assumeTracing();
  }

  private static void isRefused(Path file, String reason) throws IOException, InterruptedException {
    Outcome outcome = Fdtrail.run("-d", "1", "--output", file.toString());
    outcome.assertRefused(1, "cannot open " + file + ": ", reason);
  }

  private static void shell(String line) throws IOException, InterruptedException {
    Outcome outcome = Program.shell(line);
    assertThat(outcome.status()).as(outcome.err()).isZero();
  }

  private Program trace(Path file, String... more) throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(List.of("-o", "json", "--output", file.toString()));
    arguments.addAll(List.of(more));
    return Fdtrail.trace(arguments.toArray(String[]::new));
  }

  private static Outcome end(Program tracer) throws IOException, InterruptedException {
    long before = System.nanoTime();
    tracer.signal("TERM");
    Outcome outcome = tracer.await();
    assertThat(System.nanoTime() - before).isLessThan(SIGNAL_NS);
    return outcome;
  }

  private static Trace read(Path file) throws IOException {
    return Trace.parse(Files.readAllLines(file));
  }

  /** It is made to look like a log directory, and leads to what only root may write. */
  @Test
  void aLinkInADirectoryOfSomebodyElses() throws IOException, InterruptedException {
    Path target = Files.writeString(directory.resolve("target"), "root's\n");
    shell(
        "chmod 755 %1$s; mkdir %1$s/log; chown nobody %1$s/log; %2$s ln -s %3$s %1$s/log/trail"
            .formatted(directory, NOBODY, target));
    isRefused(directory.resolve("log/trail"), "log belongs to user 65534; choose a directory");
    assertThat(target).hasContent("root's\n");
  }

  @Test
  void theDirectoriesOfTheCurrentOneCountAsWell() throws IOException, InterruptedException {
    shell("mkdir -p %1$s/a/b; chown nobody %1$s/a".formatted(directory));
    Outcome outcome =
        Program.shell(
            "cd %s/a/b; exec %s -d 1 --output trail".formatted(directory, Layout.FDTRAIL));
    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.err())
        .startsWith("fdtrail: cannot open trail: " + directory + "/a belongs to user 65534");
    assertThat(directory.resolve("a/b/trail")).doesNotExist();
  }

  @Test
  void otherThingsInItsPlace() throws IOException, InterruptedException {
    Path file = directory.resolve("trail");
    isRefused(directory, "it is a directory");
    isRefused(Path.of("/dev/zero"), "it is a device");
    isRefused(Path.of("/dev/stdout"), "it is a symbolic link");
    shell("mkfifo -m 600 " + file);
    isRefused(file, "nobody has it open for reading");
    Path unopened = directory.resolve("device"); // no driver has it: an attempt to open it says so
    shell("mknod -m 600 %s c 10 255".formatted(unopened));
    isRefused(unopened, "it is a device");
  }

  @Test
  void aTerminalOfOurs() throws IOException, InterruptedException {
    Path log = directory.resolve("typescript");
    shell(
        "script -qefc '%s -d 1 -n nobody.is.called.so --output $(tty)' %s </dev/null >/dev/null"
            .formatted(Layout.FDTRAIL, log));
    assertThat(log).content().contains("ACTION PID");
  }

  /**
   * Before SIGHUP another one is put where the file was. The old one goes on, and so do signals.
   */
  @Test
  void aSwapBeforeAHangUp() throws IOException, InterruptedException {
    Path log = Files.createDirectory(directory.resolve("log"));
    Path file = log.resolve("trail");
    Path renamed = log.resolve("renamed");
    Path target = directory.resolve("target");
    try (Program tracer = trace(file)) {
      Fdtrail.pass(1);
      Files.move(file, renamed);
      swap(tracer, "mkfifo -m 600 " + file, "nobody has it open for reading");
      swap(tracer, "rm %1$s; ln -s %2$s %1$s".formatted(file, target), "it is a symbolic link");
      swap(tracer, "rm %1$s; mkdir %1$s".formatted(file), "it is a directory");
      swap(
          tracer,
          "rmdir %1$s; touch %1$s; chown nobody %1$s".formatted(file),
          "it belongs to user 65534");
      swap(tracer, "rm %1$s; mknod -m 600 %1$s c 1 5".formatted(file), "it is a device");
      swap(tracer, "rm %s; chown nobody %s".formatted(file, log), "log belongs to user 65534");
      swap(tracer, "chown root %1$s; chmod 770 %1$s".formatted(log), "others may write to " + log);
      swap(tracer, "mv %1$s %1$s.moved".formatted(log), "no such directory");
      Outcome outcome = end(tracer);
      assertThat(outcome.status()).as(outcome.err()).isZero();
    }
    Trace trace = read(Path.of(log + ".moved").resolve("renamed"));
    assertThat(trace.endingFaults()).isEmpty();
    assertThat(trace.events()).hasSize(18);
    assertThat(target).doesNotExist();
    assertThat(Files.exists(file)).isFalse();
  }

  private static void hangUp(Program tracer) throws IOException, InterruptedException {
    tracer.signal("HUP");
    Thread.sleep(500); // it is opened anew before the next rows
  }

  private static void swap(Program tracer, String how, String reason)
      throws IOException, InterruptedException {
    shell(how);
    hangUp(tracer);
    Fdtrail.pass(1);
    tracer.awaitErr(line -> line.contains("and keeps the old one: ") && line.contains(reason));
  }

  /**
   * Landlock knows the directory itself, not its name: the old file goes on, and that is said.
   * Without Landlock it is found.
   */
  @Test
  void aDirectoryThatIsMadeAnew() throws IOException, InterruptedException {
    Path log = Files.createDirectory(directory.resolve("log"));
    boolean landlocked;
    try (Program tracer = trace(log.resolve("trail"))) {
      Fdtrail.pass(1);
      tracer.awaitErr(line -> line.contains("fenced: "));
      shell("mv %1$s %1$s.old; mkdir %1$s".formatted(log));
      hangUp(tracer);
      Fdtrail.pass(2);
      Outcome outcome = end(tracer);
      landlocked = outcome.err().contains("files by Landlock");
      assertThat(outcome.status()).isZero();
      assertThat(outcome.err().contains("and keeps the old one: not permitted"))
          .isEqualTo(landlocked);
    }
    int before = read(Path.of(log + ".old").resolve("trail")).events().size();
    int after = landlocked ? 0 : read(log.resolve("trail")).events().size();
    assertThat(before + after).isEqualTo(6);
    assertThat(after).isGreaterThanOrEqualTo(landlocked ? 0 : 4);
  }

  @Test
  void aFifoWithAReader() throws IOException, InterruptedException {
    Path fifo = directory.resolve("fifo");
    Path taken = directory.resolve("taken");
    shell("mkfifo -m 600 " + fifo);
    String taking = "exec 3<>%s; echo open >&2; exec head -n 47 <&3 >%s".formatted(fifo, taken);
    try (Program reader = Program.start(List.of("bash", "-c", taking))) {
      reader.awaitErr(line -> line.equals("open"));
      try (Program tracer = trace(fifo)) {
        Fdtrail.pass(23);
        assertThat(end(tracer).status()).isZero();
      }
      reader.await();
    }
    assertThat(read(taken).endingFaults()).isEmpty();
    assertThat(read(taken).events()).hasSize(46);
  }

  /** A reader that reads nothing holds nobody up, and what it did not take is reported. */
  @Test
  void aFifoWhoseReaderSleeps() throws IOException, InterruptedException {
    Path fifo = directory.resolve("fifo");
    shell("mkfifo -m 600 " + fifo);
    String sleeper = "exec 3<>%s; echo open >&2; exec sleep 60".formatted(fifo);
    try (Program reader = Program.start(List.of("bash", "-c", sleeper))) {
      reader.awaitErr(line -> line.equals("open"));
      try (Program tracer = trace(fifo)) {
        Fdtrail.pass(3000);
        tracer.awaitErr(
            line -> line.contains("events are lost until it can: its reader takes no more"));
        Outcome outcome = end(tracer);
        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.err())
            .containsPattern("\n\\d+ events, \\d+ lost \\(\\d+ output_full\\)\n$");
      }
    }
  }

  @Test
  void aDiskThatStaysFull() throws IOException, InterruptedException {
    for (String format : List.of("table", "json")) {
      try (Program tracer = Fdtrail.trace("-o", format, "--output", "/dev/full")) {
        Fdtrail.pass(10);
        Outcome outcome = end(tracer);
        assertThat(outcome.status()).as(outcome.err()).isEqualTo(1);
        assertThat(outcome.err()).endsWith("0 events, 20 lost (20 output_full)\n");
      }
    }
  }
}
