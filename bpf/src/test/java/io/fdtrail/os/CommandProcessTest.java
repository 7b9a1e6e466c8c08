package io.fdtrail.os;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.FileInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class CommandProcessTest {
  private static final int SIGTERM = 15;

  @TempDir Path directory;

  private static CommandProcess start(String... argv) throws Exception {
    return CommandProcess.start(bytes(argv), Environment.ofProcess().variables(), Optional.empty());
  }

  private static List<byte[]> bytes(String... argv) {
    return Arrays.stream(argv).map(argument -> argument.getBytes(UTF_8)).toList();
  }

  private static CommandProcess shell(String script) throws Exception {
    return start("sh", "-c", script);
  }

  /** What a script says on its standard output. */
  private String outputOf(String script) throws Exception {
    Path output = directory.resolve("output");
    assertThat(start("sh", "-c", "exec > \"$0\"; " + script, output.toString()).waitFor()).isZero();
    return Files.readString(output);
  }

  @Test
  void exitStatusIsTheCommands() throws Exception {
    assertThat(start("true").waitFor()).isZero();
    assertThat(shell("exit 37").waitFor()).isEqualTo(37);
  }

  @Test
  void endBySignalIs128AndTheSignal() throws Exception {
    assertThat(shell("kill -9 $$").waitFor()).isEqualTo(128 + 9);
  }

  @Test
  void signalReachesTheCommandAndNothingAfterItsEnd() throws Exception {
    CommandProcess command = start("sleep", "60");

    command.signal(SIGTERM);

    assertThat(command.waitFor()).isEqualTo(128 + SIGTERM);
    command.signal(SIGTERM);
  }

  @Test
  void pidIsTheCommands() throws Exception {
    Path output = directory.resolve("pid");
    CommandProcess command = start("sh", "-c", "echo $$ > \"$0\"", output.toString());

    assertThat(command.waitFor()).isZero();
    assertThat(Files.readString(output).strip()).isEqualTo(Integer.toString(command.pid()));
  }

  @Test
  void argumentsArriveAsTheyAre() throws Exception {
    Path output = directory.resolve("arguments");

    CommandProcess command =
        start("sh", "-c", "printf '[%s]' \"$@\" > \"$0\"", output.toString(), "", "a b", "$x\n");

    assertThat(command.waitFor()).isZero();
    assertThat(Files.readString(output)).isEqualTo("[][a b][$x\n]");
  }

  @Test
  void environmentIsWhatIsGivenByteForByte() throws Exception {
    Path program =
        Files.writeString(
            directory.resolve("show"),
            "#!/bin/sh\ncat /proc/self/environ >" + directory + "/shown\n");
    Files.setAttribute(program, "unix:mode", 0755);
    byte[] odd = {'A', '=', (byte) 0xff, '\n'};
    List<byte[]> environment =
        List.of(
            odd, "NAMELESS".getBytes(UTF_8), odd, ("PATH=" + directory + ":/bin").getBytes(UTF_8));

    CommandProcess command = CommandProcess.start(bytes("show"), environment, Optional.empty());

    assertThat(command.waitFor()).as("it was found in the PATH that it is given").isZero();
    assertThat(Environment.of(Files.readAllBytes(directory.resolve("shown"))).variables())
        .contains(odd);
  }

  @Test
  void commandThatIsNotThereIs127() {
    // the caller's may name a directory that we may not search, which is 126
    List<byte[]> path = bytes("PATH=/bin");

    assertThatThrownBy(() -> CommandProcess.start(bytes("no-such-command"), path, Optional.empty()))
        .isInstanceOfSatisfying(
            CommandProcess.CannotRun.class, e -> assertThat(e.exitStatus()).isEqualTo(127))
        .hasMessage("cannot run no-such-command: ENOENT");
  }

  @Test
  void commandThatMayNotBeRunIs126() throws Exception {
    Path file = Files.writeString(directory.resolve("data"), "not a program");

    assertThatThrownBy(() -> start(file.toString()))
        .isInstanceOfSatisfying(
            CommandProcess.CannotRun.class, e -> assertThat(e.exitStatus()).isEqualTo(126))
        .hasMessage("cannot run " + file + ": EACCES");
  }

  @Test
  void noSignalIsBlockedOrIgnored() throws Exception {
    assertThat(outputOf("grep -E '^Sig(Blk|Ign):' /proc/self/status"))
        .isEqualTo("SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n");
  }

  @Test
  void onlyTheFirstThreeDescriptorsAreInherited() throws Exception {
    try (var open = new FileInputStream("/dev/null")) {
      assertThat(outputOf("exec ls /proc/self/fd"))
          .as("the last is the directory that ls reads")
          .isEqualTo("0\n1\n2\n3\n");
      assertThat(open.read()).isEqualTo(-1);
    }
  }

  @Test
  void userAndGroupsAreTaken() throws Exception {
    int self = (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    assumeTrue(self == 0, "only root can become another user");
    Files.setAttribute(directory, "unix:mode", 0777);
    Path output = Files.createFile(directory.resolve("status"));
    Files.setAttribute(output, "unix:mode", 0666);

    CommandProcess command =
        CommandProcess.start(
            bytes(
                "sh",
                "-c",
                "grep -E '^(Uid|Gid|Groups):' /proc/self/status > \"$0\"",
                output.toString()),
            Environment.ofProcess().variables(),
            Optional.of(new User(4711, 4712, List.of(4713, 4714), Optional.empty())));

    assertThat(command.waitFor()).isZero();
    assertThat(Files.readString(output))
        .isEqualTo(
            "Uid:\t4711\t4711\t4711\t4711\nGid:\t4712\t4712\t4712\t4712\nGroups:\t4713 4714 \n");
  }

  @Test
  void childrenOfJavaAreNotTouched() throws Exception {
    Process other = new ProcessBuilder("sh", "-c", "exit 5").start();

    assertThat(shell("exit 6").waitFor()).isEqualTo(6);
    assertThat(other.waitFor()).isEqualTo(5);
  }
}
