package io.fdtrail.cli.pages;

import static org.assertj.core.api.Assertions.assertThat;

import io.fdtrail.cli.command.Commands;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine.Model.OptionSpec;

class PagesTest {
  @TempDir private Path directory;

  @ParameterizedTest
  @EnumSource
  void aPageHasWhatHelpHas(Commands command) {
    String page = new ManPage(command.describe(), "2026-11-20").text();

    assertThat(page.lines())
        .contains(
            ".SH NAME",
            ".SH SYNOPSIS",
            ".SH DESCRIPTION",
            ".SH OPTIONS",
            ".SH EXIT STATUS",
            ".SH EXAMPLES",
            ".SH SEE ALSO");
    for (String example : command.describe().getCommandSpec().usageMessage().header()) {
      String[] parts = example.strip().split(" {2,}");
      assertThat(parts).as("an example and what it does").hasSize(2);
      assertThat(page.replace("\\&", "").replace("\\", ""))
          .contains(".TP\nfB" + parts[0] + "fR\n" + parts[1]);
    }
    for (OptionSpec option : command.describe().getCommandSpec().options()) {
      assertThat(page).contains("\\fB" + option.longestName().replace("-", "\\-") + "\\fR");
    }
    Set<String> requests = new TreeSet<>();
    page.lines()
        .filter(line -> line.startsWith("."))
        .forEach(line -> requests.add(line.split(" ")[0]));
    assertThat(requests).isSubsetOf(".TH", ".SH", ".TP", ".PP", ".nf", ".fi");
    assertThat(page).doesNotContainPattern("(?m)^'").isASCII();
  }

  @Test
  void eachCommandHasOne() throws IOException {
    Pages.main(new String[] {directory.toString(), "2026-11-20"});

    assertThat(directory.resolve("man/fdtrail.8"))
        .content()
        .startsWith(".TH FDTRAIL 8 2026-11-20 ")
        .contains(".SH FIELDS");
    for (Commands command : Commands.values()) {
      assertThat(
              directory
                  .resolve("man")
                  .resolve(
                      command == Commands.TRACE ? "fdtrail.8" : "fdtrail-" + command.word() + ".8"))
          .isNotEmptyFile();
    }
    assertThat(directory.resolve("completion/zsh"))
        .content()
        .startsWith("#compdef fdtrail")
        .doesNotContain("%");
  }

  /** What bash offers, with the few functions of the package bash-completion that are called. */
  private String completed(String line) throws IOException, InterruptedException {
    Path script = Files.writeString(directory.resolve("bash"), Completion.bash());
    String harness =
        """
        _init_completion() { words=("${COMP_WORDS[@]}"); cword=$COMP_CWORD; cur=${words[cword]}; prev=${words[cword-1]}; }
        _filedir() { COMPREPLY=(FILES); }
        _pids() { COMPREPLY=(PIDS); }
        _command_offset() { COMPREPLY=("COMMAND at $1"); }
        compopt() { :; }
        . "$1"
        IFS=' ' read -ra COMP_WORDS <<<"${2%% }"
        [[ $2 != *' ' ]] || COMP_WORDS+=('')
        COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
        _fdtrail
        echo "${COMPREPLY[*]}"
        """;
    Process bash =
        new ProcessBuilder("bash", "-euc", harness, "bash", script.toString(), line)
            .redirectErrorStream(true)
            .start();
    String output =
        new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertThat(bash.waitFor()).as(output).isZero();
    return output;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
      "fdtrail in"                    | inflight
      "fdtrail he"                    | help
      "fdtrail help gr"               | grab
      "fdtrail --backend "            | fentry kprobe tracepoint
      "fdtrail -o j"                  | json
      "fdtrail -a SEND,RE"            | SEND,RECV
      "fdtrail --fields time,in_f"    | time,in_flight_ns
      "fdtrail --fail-on drop,inh"    | drop,inheritable
      "fdtrail --output "             | FILES
      "fdtrail -p "                   | PIDS
      "fdtrail --metr"                | --metrics --metrics-host
      "fdtrail -x -- ca"              | COMMAND at 3
      "fdtrail send --pidfd"          | --pidfd-getfd
      "fdtrail send /run/"            | FILES
      "fdtrail recv -f 0 s --run ca"  | COMMAND at 6
      """)
  void bashCompletes(String line, String offered) throws IOException, InterruptedException {
    assertThat(completed(line)).isEqualTo(offered);
  }

  @ParameterizedTest
  @EnumSource
  void eachOptionIsCompleted(Commands command) throws IOException, InterruptedException {
    String zsh = zshCase(command);
    List<String> bash = List.of(completed("fdtrail " + command.word() + " -").split(" "));
    for (OptionSpec option : command.describe().getCommandSpec().options()) {
      String value = option.arity().min() > 0 ? "[+=]" : "";
      for (String name : option.names()) {
        assertThat(bash).contains(name);
        assertThat(zsh).containsPattern("'\\*" + name + value + "\\[");
      }
    }
  }

  private static String zshCase(Commands command) {
    String begin = "    " + command.word() + ")\n";
    String script = Completion.zsh();
    assertThat(script).contains(begin);
    String rest = script.substring(script.indexOf(begin));
    return rest.substring(0, rest.indexOf(";;"));
  }
}
