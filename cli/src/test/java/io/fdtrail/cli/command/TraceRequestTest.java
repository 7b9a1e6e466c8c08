package io.fdtrail.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fdtrail.TraceOptions;
import io.fdtrail.cli.options.Choice;
import io.fdtrail.cli.options.FailOn;
import io.fdtrail.cli.options.FailOptions;
import io.fdtrail.cli.options.FilterOptions;
import io.fdtrail.cli.options.Format;
import io.fdtrail.cli.options.OutputOptions;
import io.fdtrail.cli.options.RunOptions;
import io.fdtrail.event.StackEnds;
import io.fdtrail.filter.Filter;
import io.fdtrail.kernel.Backend;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceRequestTest {
  private static final OutputOptions TABLE =
      new OutputOptions(Format.TABLE, false, false, List.of());
  private static final OutputOptions JSON = new OutputOptions(Format.JSON, false, false, List.of());
  private static final OutputOptions TRAIL = new OutputOptions(Format.JSON, false, true, List.of());

  @TempDir private Path directory;

  private static FilterOptions by(
      List<String> tids, List<String> users, List<String> containers, String... expressions) {
    return new FilterOptions(
        Choice.ANY,
        new Choice(tids, List.of()),
        Choice.ANY,
        Choice.ANY,
        new Choice(users, List.of()),
        Choice.ANY,
        Choice.ANY,
        Choice.ANY,
        new Choice(containers, List.of()),
        Choice.ANY,
        Choice.ANY,
        false,
        false,
        false,
        List.of(expressions));
  }

  private static RunOptions run(String backend, boolean readsProc) {
    return new RunOptions(
        Optional.empty(),
        OptionalLong.empty(),
        Optional.ofNullable(backend),
        Optional.empty(),
        1 << 20,
        readsProc,
        Optional.empty(),
        false);
  }

  private static TraceOptions options(FilterOptions filter, OutputOptions output, RunOptions run)
      throws Exception {
    return TraceRequest.of(filter, output, run).options(false);
  }

  @Test
  void theBackendIsOneOfOurs() throws Exception {
    assertThat(options(FilterOptions.ALL, TABLE, run("kprobe", true)).backend())
        .contains(Backend.KPROBE);
    assertThat(options(FilterOptions.ALL, TABLE, run(null, true)).backend()).isEmpty();
    assertThatThrownBy(() -> options(FilterOptions.ALL, TABLE, run("ptrace", true)))
        .isInstanceOf(Nonsense.class)
        .hasMessage("no backend 'ptrace'; there are: fentry kprobe tracepoint");
  }

  @Test
  void usersAreLookedUp() throws Exception {
    FilterOptions users = by(List.of(), List.of("root", "4294967294"), List.of());
    assertThat(options(users, TABLE, run(null, true)).filter())
        .hasToString("uid in [0, 4294967294]");
    assertThatThrownBy(
            () ->
                options(
                    by(List.of(), List.of("nobody.is.called.so"), List.of()),
                    TABLE,
                    run(null, true)))
        .hasMessage("no user 'nobody.is.called.so'");
    assertThatThrownBy(() -> Users.user("4294967295"))
        .hasMessage("no user can have the number 4294967295");
  }

  @Test
  void aFieldIsKnownAndComesOnce() {
    assertThatThrownBy(
            () ->
                options(
                    FilterOptions.ALL,
                    new OutputOptions(Format.JSON, false, false, List.of("pid", "pid")),
                    run(null, true)))
        .hasMessageContaining("'pid' twice");
    assertThatThrownBy(
            () ->
                options(
                    FilterOptions.ALL,
                    new OutputOptions(Format.JSON, false, false, List.of("frob")),
                    run(null, true)))
        .hasMessageContaining("'frob'");
  }

  @Test
  void containersAreReadOnlyWhereTheyAreShownOrChosen() throws Exception {
    assertThat(options(FilterOptions.ALL, TABLE, run(null, true)).readContainers()).isFalse();
    assertThat(options(FilterOptions.ALL, JSON, run(null, true)).readContainers()).isTrue();
    assertThat(options(FilterOptions.ALL, JSON, run(null, false)).readContainers()).isFalse();
    FilterOptions unit = by(List.of(), List.of(), List.of(), "slice == x");
    assertThat(options(unit, TABLE, run(null, true)).readContainers()).isTrue();
    OutputOptions units = new OutputOptions(Format.TABLE, false, false, List.of("unit"));
    assertThat(options(FilterOptions.ALL, units, run(null, true)).readContainers()).isTrue();
    assertThat(
            options(by(List.of(), List.of(), List.of("0123")), TABLE, run(null, true))
                .readContainers())
        .isTrue();
  }

  @Test
  void expressionsAreOfTheSameFilter() throws Exception {
    FilterOptions both = by(List.of("7"), List.of(), List.of(), "pid == 5 or fd > 3", "has sender");
    assertThat(options(both, TABLE, run(null, true)).filter())
        .hasToString("tid == 7 and (pid == 5 or fd > 3) and has sender");
    FilterOptions container = by(List.of(), List.of(), List.of(), "not has container");
    assertThat(options(container, TABLE, run(null, true)).readContainers()).isTrue();
    assertThatThrownBy(() -> options(container, TABLE, run(null, false)))
        .hasMessage("-F container needs what --no-proc omits");
  }

  @Test
  void anExceptionMayAskForContainers() throws Exception {
    FailOptions fail = new FailOptions(EnumSet.of(FailOn.DROP), List.of(), 4, false);
    List<Filter> exceptions = List.of(Filter.of("fd == 3"), Filter.of("has container"));
    assertThat(
            TraceRequest.of(FilterOptions.ALL, TABLE, run(null, true))
                .failing(fail, exceptions)
                .options(true)
                .readContainers())
        .isTrue();
    assertThat(
            TraceRequest.of(FilterOptions.ALL, TABLE, run(null, true))
                .failing(fail, exceptions.subList(0, 1))
                .options(true)
                .readContainers())
        .isFalse();
  }

  /** Anybody may be on the way of a file. */
  @Test
  void aTrailIsMadeOfAllEvents() throws Exception {
    assertThat(options(by(List.of("7"), List.of(), List.of()), TRAIL, run(null, true)).filter())
        .isEqualTo(Filter.ALL);
  }

  @Test
  void aTrailHasTheStacksOfReceivers() throws Exception {
    assertThat(options(FilterOptions.ALL, trailWith(StackEnds.RECV), run(null, true)).stacks())
        .isEqualTo(StackEnds.RECV);
    for (StackEnds ends : List.of(StackEnds.SEND, StackEnds.BOTH)) {
      assertThatThrownBy(() -> options(FilterOptions.ALL, trailWith(ends), run(null, true)))
          .isInstanceOf(Nonsense.class)
          .hasMessage("--trail shows receipts: their stacks are those of --stack recv");
    }
  }

  private static OutputOptions trailWith(StackEnds stacks) {
    return new OutputOptions(
        Format.JSON, false, true, Optional.empty(), List.of(), stacks, Optional.empty());
  }

  @Test
  void whatIsReportedOnDemandIsWhatIsShownOrAskedFor() throws Exception {
    OutputOptions shown = new OutputOptions(Format.JSON, false, false, List.of("+cmdline"));
    FilterOptions asked = by(List.of(), List.of(), List.of(), "sender.ancestors ~ make");

    assertThat(options(FilterOptions.ALL, JSON, run(null, true)).fields()).isEmpty();
    assertThat(options(FilterOptions.ALL, shown, run(null, true)).fields()).contains("cmdline");
    assertThat(options(asked, TABLE, run(null, true)).fields()).contains("sender.ancestors");
    assertThat(options(asked, TRAIL, run(null, true)).fields()).contains("sender.ancestors");
  }

  @Test
  void whatContradictsItselfIsRefused() {
    assertThatThrownBy(
            () ->
                options(
                    FilterOptions.ALL,
                    new OutputOptions(Format.TABLE, true, true, List.of()),
                    run(null, true)))
        .hasMessage("-T and --fields are for rows, not for --trail");
    assertThatThrownBy(
            () -> options(by(List.of(), List.of(), List.of("0123")), TABLE, run(null, false)))
        .hasMessage("--container needs what --no-proc omits");
  }

  @Test
  void whoIsNotThereYetIsNamed() throws Exception {
    Files.createDirectory(directory.resolve("7"));
    StringWriter messages = new StringWriter();
    TraceRequest.of(by(List.of("7", "8"), List.of(), List.of("0123")), TABLE, run(null, true))
        .warnOfAbsent(directory, directory, new PrintWriter(messages, true));
    assertThat(messages)
        .hasToString(
            "fdtrail: there is no thread 8 yet\nfdtrail: there is no container 0123 yet\n");
  }
}
