package io.fdtrail.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

/** Of {@code scenarios/filter.sh}: what the kernel side decides changes no row. */
final class FilterChecks {
  /** The other facts differ between two tracers. */
  private static final List<String> COMMON =
      List.of(
          "action",
          "reason",
          "errno",
          "pid",
          "tid",
          "uid",
          "comm",
          "process",
          "exe",
          "fd",
          "index",
          "count",
          "kind",
          "inode",
          "socket_inode",
          "socket_fd");

  /** Where its files are. */
  interface Files {
    List<String> lines(String name) throws IOException;
  }

  private FilterChecks() {}

  static void check(Files files) throws IOException {
    assertThat(files.lines("acts.errors"))
        .contains(
            "INFO the kernel side decides: uid == 0 and action not in [SEND, PEEK];"
                + " user space: exe =* \"*/passfd\"");
    assertThat(files.lines("own.errors"))
        .anyMatch(
            line ->
                line.matches("INFO the kernel side decides: pid == [0-9]+; user space: nothing"));
    for (String name : List.of("acts", "own")) {
      Trace chosen = Trace.parse(files.lines(name + ".rows"));
      Trace all = Trace.parse(files.lines(name + ".all"));
      assertThat(chosen.lostCount()).isZero();
      assertThat(all.lostCount()).isZero();
      assertThat(rows(chosen)).hasSizeGreaterThan(50);
      assertThat(rows(chosen)).containsExactlyInAnyOrderElementsOf(rows(all));
    }
  }

  private static List<String> rows(Trace trace) {
    return trace.events().stream().map(FilterChecks::row).toList();
  }

  private static String row(JsonNode event) {
    JsonNode sender = event.path("sender");
    return Stream.concat(
            COMMON.stream().map(field -> field + "=" + event.path(field)),
            Stream.of("pid", "tid", "uid", "comm", "process", "fd")
                .map(field -> "sender." + field + "=" + sender.path(field)))
        .toList()
        .toString();
  }
}
