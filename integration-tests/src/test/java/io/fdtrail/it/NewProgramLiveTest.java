package io.fdtrail.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The process that a command finds itself in: as if the shell had started it. */
class NewProgramLiveTest {
  @AutoClose private final Passing passing = Passing.open();

  /** What a script prints when the shell runs it, and when {@code recv} does. */
  private void assertSame(String before, String script) throws IOException, InterruptedException {
    Outcome outcome =
        passing.run(
            before
                + "; S='"
                + script
                + "'; sh -c \"$S\" >shell; $F recv -f 0 x --run sh -c \"$S\" >ours & $F send --wait x && wait $!;"
                + " cat shell; echo =====; cat ours");
    String[] both = outcome.out().split("=====\n");
    assertThat(outcome.err()).isEmpty();
    assertThat(both[0]).isNotEmpty();
    assertThat(both[1]).isEqualTo(both[0]);
  }

  @Test
  void sameProcess() throws IOException, InterruptedException {
    Outcome outcome =
        passing.run(
            "$F recv -f 0 x --run sh -c 'echo $$' & $F send --wait x && wait $! && echo $!");
    String[] lines = outcome.out().split("\n");
    assertThat(lines[0]).isEqualTo(lines[1]);
  }

  @Test
  void sameDirectoryUmaskAndLimits() throws IOException, InterruptedException {
    assertSame(
        "umask 027; ulimit -n 789 -S",
        "pwd; umask; cat /proc/self/limits /proc/self/coredump_filter /proc/self/oom_score_adj");
  }

  /** But for what bash sets differently for a job in the background. */
  @Test
  void sameEnvironment() throws IOException, InterruptedException {
    assertSame(
        "export A=$'\\xff\\n' LD_PRELOAD_X=1 LD_LIBRARY_PATH=/nowhere JAVA_TOOL_OPTIONS=-Dx CLASSPATH=/x EMPTY=",
        "tr \"\\\\0\" \"\\\\n\" </proc/$$/environ | grep -av -e ^_= -e ^SHLVL= | sort");
  }

  /** No name has a meaning to the launcher. */
  @Test
  void noVariableIsTakenAwayOrMadeUp() throws IOException, InterruptedException {
    String env =
        "env -i FDTRAIL_HIDDEN_LD_PRELOAD=/x NO_COLOR= LC_ALL=xx A=1 PATH=/bin:/usr/bin XDG_RUNTIME_DIR=$XDG_RUNTIME_DIR ";
    Outcome outcome =
        passing.run(
            env + "$F recv -f 0 x --run cat /proc/self/environ & $F send --wait x && wait $!");
    assertThat(outcome.out().replace('\0', '\n'))
        .startsWith(
            "FDTRAIL_HIDDEN_LD_PRELOAD=/x\nNO_COLOR=\nLC_ALL=xx\nA=1\nPATH=/bin:/usr/bin\nXDG_RUNTIME_DIR=");
    assertThat(outcome.out().split("\0")).hasSize(6);
  }

  @Test
  void signalsAreAsByDefault() throws IOException, InterruptedException {
    Outcome outcome =
        passing.run(
            "trap '' HUP PIPE USR1 RTMIN; $F recv -f 0 x --run cat /proc/self/status | grep -E 'Sig(Blk|Ign|Cgt)' &"
                + " $F send --wait x && wait $!");
    assertThat(outcome.outLines()).hasSize(3).allMatch(line -> line.endsWith("\t0000000000000000"));
  }

  @Test
  void nothingElseIsOpen() throws IOException, InterruptedException {
    Outcome outcome =
        passing.run(
            "exec 5</etc/passwd 77</etc/group; $F recv -f 40 x --run ls /proc/self/fd & $F send --wait x && wait $!");
    // 3 is the directory that ls reads
    assertThat(outcome.outLines()).containsExactly("0", "1", "2", "3", "40");
  }

  @ParameterizedTest
  @CsvSource({"/nonexistent/program,127", "nonexistent-program,127", "/etc/passwd,126", "/tmp,126"})
  void aCommandThatCannotRunIsReportedAtOnce(String command, int status)
      throws IOException, InterruptedException {
    Outcome outcome = passing.run("$F recv -f 0 x --run " + command);
    outcome.assertRefused(status, "cannot run " + command);
    assertThat(passing.sockets()).isEmpty();
  }

  @Test
  void aScriptWithoutAnInterpreterIsTheShells() throws IOException, InterruptedException {
    Outcome outcome =
        passing.run(
            "echo 'echo ran $1' >script; chmod +x script; $F recv -f 0 x ./script 'a b' & $F send --wait x && wait $!");
    assertThat(outcome.out()).isEqualTo("ran a b\n");
  }

  @Test
  void argumentsKeepTheirBytes() throws IOException, InterruptedException {
    Outcome outcome =
        passing.run(
            "LC_ALL=C $F recv -f 0 x --run printf '%s|' $'\\xff\\n' '' -- --run -f @x 'é' | od -An -tx1 & LC_ALL=C $F send --wait x"
                + " && wait $!");
    assertThat(outcome.out().replaceAll("\\s+", " ").strip())
        .isEqualTo("ff 0a 7c 7c 2d 2d 7c 2d 2d 72 75 6e 7c 2d 66 7c 40 78 7c c3 a9 7c");
  }

  @Test
  void nothingIsWrittenAnywhere() throws IOException, InterruptedException {
    Outcome outcome =
        passing.run(
            "mkdir tmp; TMPDIR=$PWD/tmp $F recv -f 0 x --run ls -A . tmp & TMPDIR=$PWD/tmp $F send --wait x && wait $!");
    assertThat(outcome.outLines())
        .as(outcome.err())
        .containsExactly(".:", "fdtrail", "tmp", "", "tmp:");
  }
}
