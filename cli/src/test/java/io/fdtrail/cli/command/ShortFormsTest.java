package io.fdtrail.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.fdtrail.cli.options.FilterOptions;
import io.fdtrail.event.Action;
import io.fdtrail.event.DropReason;
import io.fdtrail.event.FdEvent;
import io.fdtrail.event.FileKind;
import io.fdtrail.event.OpenFile;
import io.fdtrail.event.Process;
import io.fdtrail.event.RawText;
import io.fdtrail.event.Sender;
import io.fdtrail.event.Sock;
import io.fdtrail.filter.EventFilter;
import io.fdtrail.filter.Filter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

class ShortFormsTest {
  private static List<String> forms(String... arguments) throws Exception {
    CommandSpec spec = CommandSpec.create();
    FilterOptions.addTo(spec);
    return ShortForms.of(FilterOptions.of(new CommandLine(spec).parseArgs(arguments)));
  }

  /** As docs/filters.md says it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "-p 5               | pid == 5",
        "-p 5,6 -p 7        | pid in [5, 6, 7]",
        "-p !5              | not pid == 5",
        "-t 5,!6,!7         | tid == 5; not tid in [6, 7]",
        "-n a\"             | (comm ~ \"a\\\"\" or process ~ \"a\\\"\" or exe.name ~ \"a\\\"\")",
        "-n !bus            | not (comm ~ \"bus\" or process ~ \"bus\" or exe.name ~ \"bus\")",
        "--ancestor ^ssh    | ancestors ~ \"^ssh\"",
        "--ancestor !make   | not ancestors ~ \"make\"",
        "-u 0,4294967294    | uid in [0, 4294967294]",
        "-u root            | uid == 0",
        "--container 01*    | container.id =* \"01\\**\"",
        "--container a,b    | (container.id =* \"a*\" or container.id =* \"b*\")",
        "--unit ssh*.service | (unit =* \"ssh*.service\" or user_unit =* \"ssh*.service\")",
        "--unit !a          | not (unit =* \"a\" or user_unit =* \"a\")",
        "-a send,!RECV      | action == SEND; not action == RECV",
        "--cross container,user | crosses in [container, user]",
        "--cross !unit      | not crosses == unit",
        "-k memfd,reg       | kind in [memfd, reg]",
        "-k memfd,sock      | (kind == memfd or kind =* sock:*)",
        "-k sock:,anon:[x]  | (kind == \"anon:[x]\" or kind =* sock:*)",
        "-k !memfd,!sock    | not kind == memfd; not kind =* sock:*",
        "--path /tmp/*      | (name =* \"/tmp/*\" or name =* \"/tmp/* (deleted)\")",
        "-x | (action in [FAIL, DROP] or errno and action in [GRAB, INJECT, PIDFD])",
        "--inheritable      | fd_flags == none",
      })
  void eachOptionIsAnExpression(String arguments, String expected) throws Exception {
    List<String> forms = forms(arguments.split(" "));

    assertThat(String.join("; ", forms)).isEqualTo(expected);
    for (String form : forms) {
      assertThat(Filter.of(form)).hasToString(form);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "sock:tcp,sock:tcp,true", "sock,sock:tcp,true", "sock:,sock:tcp,true", "anon,anon:eventfd,true",
    "ns,ns:net,true", "ns:net,ns:net,true", "reg,reg,true", "sock:tc,sock:tcp,false",
    "sock:tcp,sock,false", "chr,reg,false", "anon:a*,anon:ab,false"
  })
  void kindsAndFamilies(String wanted, String kind, boolean passes) throws Exception {
    assertThat(shows(forms("-k", "fifo," + wanted), event(Action.SEND, 0, kind, "x")))
        .isEqualTo(passes);
    assertThat(shows(forms("-k", "!" + wanted), event(Action.SEND, 0, kind, "x")))
        .isEqualTo(!passes);
  }

  @ParameterizedTest
  @CsvSource({
    "FAIL,0,true",
    "DROP,0,true",
    "GRAB,1,true",
    "GRAB,0,false",
    "PIDFD,3,true",
    "INJECT,3,true",
    "SEND,0,false",
    "RECV,0,false",
    "PEEK,0,false"
  })
  void whatWentWrong(Action action, int errno, boolean passes) throws Exception {
    assertThat(shows(forms("-x"), event(action, errno, "reg", "x"))).isEqualTo(passes);
  }

  @Test
  void aPathIsAlsoThatOfAnUnlinkedFile() throws Exception {
    List<String> path = forms("--path", "/tmp/*.db");

    assertThat(shows(path, event(Action.SEND, 0, "reg", "/tmp/a/b.db"))).isTrue();
    assertThat(shows(path, event(Action.SEND, 0, "reg", "/tmp/b.db (deleted)"))).isTrue();
    assertThat(shows(path, event(Action.SEND, 0, "reg", "/tmp/b.dbx"))).isFalse();
    assertThat(shows(path, event(Action.SEND, 0, "", ""))).isFalse();
  }

  private static boolean shows(List<String> forms, FdEvent event) throws Exception {
    Filter filter = Filter.of(String.join(" and ", forms));
    return new EventFilter(filter, time -> time).passes(event);
  }

  private static FdEvent event(Action action, int errno, String kind, String name) {
    return new FdEvent(
        1,
        action,
        DropReason.NONE,
        errno,
        new Process(1, 1, 0, 0, RawText.of("x"), 0, false),
        new Sock(1, 1, 1, 1, RawText.EMPTY),
        1,
        0,
        1,
        3,
        new OpenFile(
            RawText.of(name), false, new FileKind(kind), 1, 1, 0, 0, 0, false, 1, 0, RawText.EMPTY),
        Sender.UNKNOWN,
        0);
  }
}
