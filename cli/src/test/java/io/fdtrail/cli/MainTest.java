package io.fdtrail.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.fdtrail.cli.command.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-p abc                | 'abc' is not a process number",
        "-p 0                  | '0' is not a process number",
        "-p 1,,2               | '' is not a process number",
        "-p ,                  | ',' is not a process number",
        "-p 1,                 | '1,' is not a process number",
        "-t ,                  | ',' is not a process number",
        "-u ,                  | ',' is not a user",
        "--container ,         | ',' is not a container",
        "-k ,,                 | '' is not one of reg dir",
        "-a SEND,              | 'SEND,' is not one of SEND",
        "--fields name,        | 'name,' is not a field",
        "-T -o json            | -T does nothing with -o json, where each row has its time",
        "--no-proc --fields pid,container | --fields container needs what --no-proc omits",
        "--no-proc --unit a   | --unit needs what --no-proc omits",
        "--no-proc --cross user | --cross needs what --no-proc omits",
        "--cross pod          | 'pod' is not one of container user unit pidns",
        "--no-proc --fields slice | --fields slice needs what --no-proc omits",
        "--no-proc -F user_unit==a | -F user_unit needs what --no-proc omits",
        "--unit=              | '' is no unit's name: omit the option",
        "--no-proc --container a | --container needs what --no-proc omits",
        "-x -a SEND,RECV       | -x leaves nothing of these actions",
        "--inheritable -a SEND,GRAB | --inheritable leaves nothing of these actions: it is for RECV, PEEK and INJECT",
        "--inheritable -x      | --inheritable leaves nothing of -x",
        "--with-peer           | --with-peer does nothing unless processes are chosen",
        "trail --with-peer     | --with-peer does nothing unless processes are chosen",
        "send -f , ./x         | ',' is not a descriptor's number",
        "send -f 0, ./x        | '0,' is not a descriptor's number",
        "grab 1 0 -f 7         | -f is for a command: --run CMD",
        "-p                    | Missing required parameter for option '--pid'",
        "-t -1                 | '-1' is not a process number",
        "-n a(b                | 'a(b' is not a regular expression: nothing closes this '(' at position 2",
        "-n !a(b               | 'a(b' is not a regular expression",
        "-p !0                 | '0' is not a process number",
        "-k !nonsense          | 'nonsense' is not one of reg dir",
        "-u !                  | '' is not a user",
        "--path=               | '' is no file's name",
        "-F                    | Missing required parameter for option '--filter'",
        "--no-proc -F container | -F container needs what --no-proc omits",
        "--with-peer -F fd     | --with-peer does nothing unless processes are chosen",
        "inflight -F time      | -F: 'time' is not known in flight; there are: comm deleted",
        "--fields +pid,pid     | --fields names 'pid' twice",
        "--aggregate 15s       | --aggregate prints objects: add -o json",
        "--aggregate 15s -o json --trail | --aggregate shows no rows: omit -T and --trail",
        "--rate-limit 5        | --rate-limit': '5' is not a rate such as 100/s",
        "--rate-limit 5/s,per=x | per=x is not one of trace unit container process",
        "--rate-limit 5/s,per=unit --no-proc | --rate-limit per=unit and per=container need what --no-proc omits",
        "--fields +pid         | --fields names 'pid' twice",
        "--fields +x           | no field 'x'; there are: elapsed_s time",
        "--fields +uid,-kin    | no field 'kin'; there are: elapsed_s time",
        "-o json --fields=+socket | --fields names 'socket_fd' twice",
        "-d x                  | 'x' is not a number of seconds",
        "-d 0                  | '0' is not a number of seconds",
        "-d 1e-2147483647      | '1e-2147483647' is not a number of seconds",
        "-n \\                 | '\\' is not a regular expression: nothing follows the \\ at its end",
        "--name=               | '' is found in every name",
        "--container=          | '' is not a container",
        "--container a,,b      | '' is not a container",
        "--uid=                | '' is not a user",
        "--kind=               | '' is not one of reg dir",
        "--fields=             | '' is not a field",
        "--fields name,pid,name | --fields names 'name' twice",
        "-o json --fields socket,socket_fd | --fields names 'socket_fd' twice",
        "--rotate-size 1M      | --rotate-size does nothing without --output",
        "--output f --rotate-keep 3 | --rotate-keep does nothing without --rotate-size",
        "--output=             | '' is not a file's name",
        "-c 0                  | '0' is not a positive number",
        "-a FOO                | 'FOO' is not one of SEND RECV PEEK FAIL DROP GRAB INJECT PIDFD",
        "-k nonsense           | 'nonsense' is not one of reg dir",
        "-k memfd:x            | 'memfd:x' is not one of reg dir",
        "-T demo               | options go after the command: fdtrail demo",
        "-o xml                | 'xml'",
        "--fields pid,pdi      | no field 'pdi'; there are: elapsed_s time",
        "--host $(NODE_NAME)   | '$(NODE_NAME)' is not a host's name such as db1.example.org",
        "--host a -r b         | --host is for a trace, not for -r",
        "trail --host a        | unknown option --host",
        "--ring-size 5M        | '5M' is not a power of two",
        "--ring-size 8X        | '8X' is not a size such as 8M",
        "--ring-size 1K        | '1K' is not a power of two from 4K to 512M",
        "--ring-size 1G        | '1G' is not a power of two from 4K to 512M",
        "--backend uprobe      | no backend 'uprobe'; there are: fentry kprobe tracepoint",
        "--frob                | unknown option --frob",
        "trace --frob          | unknown option --frob",
        "doctor --frob         | unknown option --frob",
        "frob                  | no such command: frob",
        "--run-as root         | --run-as is for a command after --",
        "--fail-on drop        | --fail-on is for a command after --",
        "--fail-on leaks       | 'leaks' is not one of drop fail inheritable leak lost",
        "--fail-on drop,       | 'drop,' is not one of drop fail inheritable leak lost",
        "--fail-on=            | '' is not one of drop fail inheritable leak lost",
        "--fail-on drop --trail -- true | --fail-on is for rows, not for --trail",
        "--fail-on drop --no-proc --except container -- true | --except container needs what --no-proc omits",
        "--fail-on drop --no-proc --except unit==a -- true | --except unit needs what --no-proc omits",
        "-x --fail-on drop,inheritable -- true | --fail-on inheritable finds nothing in the rows that",
        "--inheritable --fail-on drop -- true | --fail-on drop finds nothing in the rows that",
        "--inheritable --fail-on fail -- true | --fail-on fail finds nothing in the rows that",
        "-a SEND,FAIL --fail-on drop -- true | --fail-on drop finds nothing in the rows that",
        "-a DROP --fail-on drop,fail -- true | --fail-on fail finds nothing in the rows that",
        "-a DROP --fail-on leak -- true | --fail-on leak finds nothing in the rows that",
        "-a SEND --fail-on inheritable -- true | --fail-on inheritable finds nothing in the rows that",
        "--except fd           | --except does nothing without --fail-on",
        "--error-exitcode 9    | --error-exitcode does nothing without --fail-on",
        "-q                    | --quiet does nothing without --fail-on",
        "-q --fail-on drop --output a -- true | --quiet shows no rows: omit --output",
        "-q --fail-on drop -o json -- true | --quiet shows no rows: omit --format",
        "--fail-on drop --error-exitcode 0 | '0' is not an exit status from 1 to 255",
        "--fail-on drop --error-exitcode 256 | '256' is not an exit status from 1 to 255",
        "trail --fail-on drop  | unknown option --fail-on",
        "--                    | no command after --",
        "-J-Xint               | unknown option -J-Xint",
        "demo -- ls            | demo runs no command",
        "leaks --              | no command after --",
        "leaks --run-as root   | --run-as is for a command after --",
        "leaks --error-exitcode 9 | --error-exitcode is for a command after --",
        "leaks --after 1 -- ls | --after does nothing with a command after --",
        "leaks --interval 0    | '0' is not a number of seconds",
        "leaks --interval x    | 'x' is not a number of seconds",
        "leaks --interval 1 -- ls | --interval does nothing with a command after --",
        "leaks --warn 80% -- ls | --warn does nothing with a command after --",
        "leaks --warn 0%       | '0%' is not a share from 1% to 100%",
        "leaks --warn 101%     | '101%' is not a share from 1% to 100%",
        "leaks --warn %        | '%' is not a share from 1% to 100%",
        "leaks --interval 10 -d 5 | -d ends before the first look of --interval: give a shorter --interval",
        "leaks --warn 80% -d 5 | -d ends before the first look of --warn: give a shorter --interval",
        "convert -r a          | Missing required option: '--to=json|csv'",
        "convert --to csv      | Missing required option: '--read=FILE...'",
        "convert -r a --to xml | 'xml' is not one of json csv",
        "convert -r a --to csv -- ls | convert runs no command",
        "ship --state s        | Missing required option: '--otlp=URL'",
        "ship --otlp ftp://a/ --state s | 'ftp://a/' is no URL such as http://HOST:4318/v1/logs",
        "ship --otlp https://u:p@a/ --state s | 'https://u:p@a/' is no URL such as http://HOST:4318",
        "ship --otlp http://a/ --state s --cert c | --key",
        "-o csv                | 'csv' is not one of table json otel ecs",
        "top                   | the output is not a terminal: -b is for files and pipes",
        "top -n 0              | '0' is not a positive number",
        "top -d 0              | '0' is not a number of seconds",
        "top --view pids       | 'pids' is not one of pairs processes services files drops",
        "top --sort fd         | 'fd' is not one of rate total drops p99 open growth",
        "top --sort open       | --sort open is for --view processes and services",
        "top -b -- true        | top runs no command",
        "inflight --           | inflight runs no command",
        "doctor -- ls          | doctor runs no command"
      })
  void nonsenseIsOneLineAndATwo(String arguments, String message) {
    int code =
        Main.run(
            Arguments.of(arguments.split(" ")),
            new PrintWriter(out, true),
            new PrintWriter(err, true));

    assertThat(err.toString())
        .startsWith("fdtrail: ")
        .contains(message)
        .containsPattern("; try 'fdtrail( [a-z]+)? --help'\n$")
        .hasLineCount(1);
    assertThat(out.toString()).isEmpty();
    assertThat(code).isEqualTo(ExitCode.USAGE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-n", "--ancestor", "-k", "--fields"})
  void ofALongWordTheMiddleIsOmitted(String option) {
    for (String word : List.of("(".repeat(70_000), "( ".repeat(35_000))) {
      StringWriter message = new StringWriter();
      int code =
          Main.run(
              Arguments.of(option, word),
              new PrintWriter(out, true),
              new PrintWriter(message, true));

      assertThat(message.toString()).startsWith("fdtrail: ").contains("...").hasLineCount(1);
      assertThat(message.toString().length()).isLessThan(5000);
      assertThat(code).isEqualTo(ExitCode.USAGE);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'', 'sender.comn == bus'",
    "trail, 'sender.comn == bus'",
    "leaks, 'sender.comn == bus'",
    "inflight, 'sender.comn == bus'"
  })
  void anExpressionIsShownWithACaret(String command, String expression) {
    String[] arguments =
        command.isEmpty()
            ? new String[] {"-F", expression}
            : new String[] {command, "-F", expression};
    int code =
        Main.run(Arguments.of(arguments), new PrintWriter(out, true), new PrintWriter(err, true));

    assertThat(err)
        .hasToString(
            """
            fdtrail: -F: no field 'sender.comn'; did you mean sender.comm?
              sender.comn == bus
              ^
            """);
    assertThat(code).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void anExceptionIsShownWithACaret() {
    int code =
        Main.run(
            Arguments.of(
                "--fail-on", "drop", "--except", "fd", "--except", "count = 1", "--", "true"),
            new PrintWriter(out, true),
            new PrintWriter(err, true));

    assertThat(err.toString().lines())
        .hasSize(3)
        .first()
        .asString()
        .startsWith("fdtrail: --except: ");
    assertThat(code).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void anExpressionOfAnyCharactersIsShownInPrintableAscii() {
    Main.run(
        Arguments.of("-F", "comm ~ \"\u001b[2Jm\u00fc\r\n\u202e\" )"),
        new PrintWriter(out, true),
        new PrintWriter(err, true));

    assertThat(err.toString()).matches("fdtrail: -F: [ -~]+\n  comm ~ [ -~]+ \\)\n +\\^\n");
  }

  @Test
  void ofALongExpressionThePlaceIsShown() {
    String expression = "count > 4\u001b and ".repeat(200) + "fd = 3" + " or fd == 4".repeat(50);
    Main.run(
        Arguments.of("-F", expression), new PrintWriter(out, true), new PrintWriter(err, true));

    List<String> lines = err.toString().lines().toList();
    assertThat(lines).hasSize(3).allMatch(line -> line.length() < 120);
    assertThat(lines.get(0)).isEqualTo("fdtrail: -F: quote a text that contains this character");
    assertThat(lines.get(1).charAt(lines.get(2).indexOf('^'))).isEqualTo('\\');
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-p~%",
        "-t~%",
        "-n~%(",
        "-n~!%(",
        "-d~%",
        "-c~%",
        "-a~%",
        "-k~%",
        "-o~%",
        "--fields~%",
        "--ring-size~%",
        "--backend~%",
        "--rotate-size~%",
        "--metrics~%",
        "--%",
        "%",
        "trace~%",
        "doctor~--%",
        "doctor~%",
        "demo~%",
        "inflight~-o~%",
        "leaks~--after~%",
        "trail~--%",
        "recv~--from~%",
        "grab~%",
        "grab~1~%",
        "grab~1~2~--%"
      })
  void whateverIsTypedItsMessageIsOneLineOfPrintableAscii(String arguments) {
    String hostile = "\u001b[2Jm\u00fcller\u202e\u200b\u2028\udb40\udc41\r\nfdtrail: 0 lost";

    int code =
        Main.run(
            Arguments.of(arguments.replace("%", hostile).split("~")),
            new PrintWriter(out, true),
            new PrintWriter(err, true));

    assertThat(err.toString())
        .matches("fdtrail: [ -~]+\n")
        .contains("\\33[2Jm\\303\\274ller\\342\\200\\256\\342\\200\\213");
    assertThat(code).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void bytesOfASocketsNameAreShownAsTheyAre() {
    Arguments arguments =
        new Arguments(
            List.of(
                "grab".getBytes(UTF_8),
                new byte[] {'1', (byte) 0xff, (byte) 0x9b},
                new byte[] {'2'}));

    Main.run(arguments, new PrintWriter(out, true), new PrintWriter(err, true));

    assertThat(err.toString()).contains("'1\\377\\233' is not a process number");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--help",
        "demo --help",
        "doctor --help",
        "inflight --help",
        "leaks --help",
        "report --help",
        "convert --help",
        "ship --help",
        "trail --help",
        "top --help",
        "send --help",
        "recv --help",
        "forward --help",
        "grab --help"
      })
  void help(String arguments) throws IOException {
    int code =
        Main.run(
            Arguments.of(arguments.split(" ")),
            new PrintWriter(out, true),
            new PrintWriter(err, true));

    Path golden =
        Path.of(
            "src/test/resources/golden", arguments.replace("--", "").replace(" ", "-") + ".txt");
    if (Boolean.getBoolean("golden.write")) {
      Files.writeString(golden, out.toString());
    }
    assertThat(out.toString()).isEqualTo(Files.readString(golden));
    assertThat(out.toString().lines().count()).isLessThanOrEqualTo(50);
    assertThat(out.toString())
        .matches("(?s)Usage: (\\S[^\n]*\n(       +[^\n]*\n)*)\nEXAMPLES\n  .*");
    assertThat(out.toString().lines()).last().asString().startsWith("Exit status: 0 ");
    assertThat(out.toString().lines())
        .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(100));
    assertThat(code).isEqualTo(ExitCode.SUCCESS);
  }

  @ParameterizedTest
  @CsvSource({
    "help,help",
    "help help,help",
    "help --help,help",
    "help trace,help",
    "help leaks,leaks-help"
  })
  void helpOfACommand(String arguments, String golden) throws IOException {
    int code =
        Main.run(
            Arguments.of(arguments.split(" ")),
            new PrintWriter(out, true),
            new PrintWriter(err, true));

    assertThat(out.toString())
        .isEqualTo(Files.readString(Path.of("src/test/resources/golden", golden + ".txt")));
    assertThat(code).isEqualTo(ExitCode.SUCCESS);
  }

  @Test
  void helpOfNoCommand() {
    int code =
        Main.run(
            Arguments.of("help", "leak"), new PrintWriter(out, true), new PrintWriter(err, true));

    assertThat(err.toString()).isEqualTo("fdtrail: no such command: leak; try 'fdtrail --help'\n");
    assertThat(code).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void version() {
    assertThat(
            Main.run(
                Arguments.of("--version"), new PrintWriter(out, true), new PrintWriter(err, true)))
        .isZero();
    assertThat(out.toString()).matches("fdtrail \\d+\\.\\d+\\.\\d+\\S*\n");
  }
}
