package io.fdtrail.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FilterSyntaxTest {
  /** The place is marked by a caret before it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '`',
      value = {
        "^comn == x                 # no field 'comn'; did you mean comm?",
        "pid == 1 and ^sender.com   # no field 'sender.com'; did you mean sender.comm?",
        "^frobnicate                # no field 'frobnicate'; --fields ? lists all",
        "^elapsed_s > 3   # elapsed_s begins with the first row; use time or boot_ns",
        "^                          # a field is missing here",
        "pid == 1 and ^             # a field is missing here",
        "pid == 1 or ^or            # a field is missing before this",
        "^'pid' == 1                # a field is missing before this",
        "^] == 1                    # a field is missing before this",
        "pid == ^                   # a value is missing here",
        "pid == ^)                  # a value is missing here",
        "pid == 1 ^comm == x        # 'and' or 'or' is missing here",
        "pid == 1^)                 # 'and' or 'or' is missing here",
        "^(pid == 1                 # nothing closes this '('",
        "(pid == 1 ^fd == 1)        # 'and', 'or' or ')' is missing here",
        "pid in ^1                  # a list is missing here, such as [1, 2]",
        "pid in [1 ^2]              # ',' or ']' is missing here",
        "pid in [1, ^]              # a value is missing here",
        "comm == ^\"x               # nothing closes this quote",
        "comm == \"a^\\qb\"         # there are \\\\ \\\" \\' \\n \\t \\r and \\xHH",
        "pid ^= 1                   # '=' is not an operator: '==' compares, '=*' takes a glob",
        "pid == 1 ^&& fd == 1       # '&' is not an operator: write 'and'",
        "pid == 1 ^|| fd == 1       # '|' is not an operator: write 'or'",
        "^!deleted                  # '!' is not an operator: write 'not', '!=' or '!~'",
        "comm ~ ^^bus               # quote a text that contains this character",
        "pid == ^bus                # pid is a number",
        "pid == ^\"1\"              # pid is a number",
        "pid == ^1.5                # pid is a whole number",
        "pid == 1^ms                # no unit 'ms' for pid; there are: K M G",
        "in_flight_ns > 1^M         # no unit 'M' for in_flight_ns; there are: ns us ms s m h",
        "in_flight_ns > ^soon       # in_flight_ns is a time span, such as 10ms",
        "inode == ^18446744073709551616 # the number is too large",
        "time > ^yesterday          # a time is written like 2026-11-20T21:40:00Z",
        "deleted == ^yes            # deleted is true or false",
        "pid ^~ 1                   # '~' is for texts; pid is a number",
        "comm ^< b                  # '<' is for numbers; comm is a text",
        "deleted ^>= true           # '>=' is for numbers; deleted is true or false",
        "sender ^== bus             # sender has parts: ask for sender.pid sender.tid sender.fd"
            + " sender.uid sender.comm sender.process sender.exe sender.exe.name sender.ppid"
            + " sender.cmdline sender.ancestors sender.start sender.container"
            + " sender.container.runtime sender.container.id sender.container.pod"
            + " sender.container_name sender.image sender.pod_name sender.pod_namespace sender.unit"
            + " sender.user_unit sender.slice",
        "socket ^== 3               # socket has parts: ask for socket_fd socket_inode",
        "action == ^SNED            # no action is called 'SNED'; did you mean SEND?",
        "action in [SEND, ^TAKE]    # no action is called 'TAKE'; there are: SEND RECV PEEK FAIL DROP"
            + " GRAB INJECT PIDFD",
        "kind == ^sock              # no kind is called 'sock'; the family is kind =* sock:*",
        "kind == ^memdf             # no kind is called 'memdf'; did you mean memfd?",
        "errno == ^EMFIEL           # no errno is called 'EMFIEL'; did you mean EMFILE?",
        "mode == ^rwx               # no mode is called 'rwx'; there are: 0644 0600",
        "comm ~ ^\"\"               # an empty pattern is found everywhere",
        "comm ~ \"a^(b\"            # nothing closes this '('",
        "comm ~ \"a^)b\"            # nothing opens this ')'",
        "comm ~ \"^*\"              # there is nothing before it to repeat",
        "comm ~ \"a*^*\"            # a repetition cannot be repeated again: use (...)",
        "comm ~ \"a^{x}\"           # a count is {2} {2,} or {2,5}; for the character write \\{",
        "comm ~ \"a^{3,2}\"         # a count is {2} {2,} or {2,5}; for the character write \\{",
        "comm ~ \"a{^2000}\"        # at most 1000 times",
        "comm ~ \"^[a\"             # nothing closes this '['",
        "comm ~ \"[^z-a]\"          # this is not a range of characters",
        "comm ~ \"[^[:alpha:]]\"    # classes such as [:alpha:] or && are not possible; write [a-zA-Z]"
            + " or \\[",
        "comm ~ \"[^\u00e4]\"       # only ASCII characters and \\xHH are possible in [...]; write (a|b)",
        "comm ~ \"(^?=a)\"          # only (?:...) is possible here, and (?i) at the beginning",
        "comm ~ \"\\^ba\"           # \\b is not possible",
        "comm ~ \"\\^xg0\"          # \\x is followed by two hexadecimal digits",
        "comm ~ \"^(a{1000}){1000}\" # the pattern is too large",
        "comm ~ \"^(((){1000}){1000}){1000}\" # the pattern is too large",
        "name =* ^\ufffd            # this is not UTF-8: write such bytes as \\xHH in quotes",
      })
  void errorsPointAtThePlace(String marked, String message) {
    int place = marked.indexOf('^');
    String expression = marked.substring(0, place) + marked.substring(place + 1);

    FilterSyntaxException e = error(expression);

    assertThat(e).hasMessage(message);
    assertThat(e.position()).isEqualTo(place);
    assertThat(e.expression()).isEqualTo(expression);
  }

  private static FilterSyntaxException error(String expression) {
    return catchThrowableOfType(FilterSyntaxException.class, () -> Filter.of(expression));
  }

  @ParameterizedTest
  @ValueSource(strings = {"(", "not ", "not ("})
  void theDepthIsLimited(String nested) {
    String expression = nested.repeat(1000) + "pid == 1" + ")".repeat(1000);

    assertThat(error(expression)).hasMessage("the expression is nested deeper than 100");
    assertThat(error("comm ~ \"" + "(".repeat(1000) + ")".repeat(1000) + "\""))
        .hasMessage("groups are nested deeper than 50");
  }

  @Test
  void theLengthIsLimited() throws FilterSyntaxException {
    String term = "pid == 1 or ";
    String longest = term.repeat(5000) + "fd == 1";
    String tooLong = term.repeat(5500) + "fd == 1";

    assertThat(Filter.of(longest)).isNotNull();
    assertThat(tooLong.length()).isGreaterThan(1 << 16);
    assertThat(error(tooLong)).hasMessage("an expression has fewer than 65536 characters");
    assertThat(Filter.ofAnyLength(tooLong)).isNotNull();
  }

  @Test
  void aLongListIsOneTerm() throws FilterSyntaxException {
    assertThat(Filter.of("pid in [" + "7,".repeat(30000) + "8]").pids()).containsExactly(7, 8);
  }
}
