package io.fdtrail.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fdtrail.TraceOptions;
import io.fdtrail.cli.options.FilterOptions;
import io.fdtrail.cli.options.OutputOptions;
import io.fdtrail.cli.options.OutputOptions.Format;
import io.fdtrail.cli.options.RunOptions;
import io.fdtrail.event.Criteria;
import io.fdtrail.kernel.Backend;
import io.fdtrail.os.SystemException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceRequestTest {
  private static final OutputOptions TABLE =
      new OutputOptions(Format.TABLE, false, false, List.of());
  private static final OutputOptions JSON = new OutputOptions(Format.JSON, false, false, List.of());
  private static final OutputOptions TRAIL = new OutputOptions(Format.JSON, false, true, List.of());

  @TempDir private Path directory;

  private static FilterOptions by(Set<Integer> tids, List<String> users, Set<String> containers) {
    return new FilterOptions(
        Set.of(),
        tids,
        Optional.empty(),
        users,
        Set.of(),
        Set.of(),
        false,
        false,
        false,
        containers);
  }

  private static RunOptions run(String backend, boolean readsProc) {
    return new RunOptions(
        Optional.empty(),
        OptionalLong.empty(),
        Optional.ofNullable(backend),
        1 << 20,
        readsProc,
        Optional.empty(),
        false);
  }

  private static TraceOptions options(FilterOptions filter, OutputOptions output, RunOptions run)
      throws Nonsense, SystemException {
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
    FilterOptions users = by(Set.of(), List.of("root", "4294967294"), Set.of());
    assertThat(options(users, TABLE, run(null, true)).criteria().uids())
        .containsExactlyInAnyOrder(0, -2);
    assertThatThrownBy(
            () ->
                options(
                    by(Set.of(), List.of("nobody.is.called.so"), Set.of()), TABLE, run(null, true)))
        .hasMessage("no user 'nobody.is.called.so'");
    assertThatThrownBy(() -> TraceRequest.user("4294967295"))
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
    assertThat(
            options(by(Set.of(), List.of(), Set.of("0123")), TABLE, run(null, true))
                .readContainers())
        .isTrue();
  }

  /** Anybody may be on the way of a file. */
  @Test
  void aTrailIsMadeOfAllEvents() throws Exception {
    assertThat(options(by(Set.of(7), List.of(), Set.of()), TRAIL, run(null, true)).criteria())
        .isEqualTo(Criteria.ALL);
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
            () -> options(by(Set.of(), List.of(), Set.of("0123")), TABLE, run(null, false)))
        .hasMessage("--container needs what --no-proc omits");
  }

  @Test
  void whoIsNotThereYetIsNamed() throws Exception {
    Files.createDirectory(directory.resolve("7"));
    StringWriter messages = new StringWriter();
    TraceRequest.of(by(Set.of(7, 8), List.of(), Set.of("0123")), TABLE, run(null, true))
        .warnOfAbsent(directory, directory, new PrintWriter(messages, true));
    assertThat(messages)
        .hasToString(
            "fdtrail: there is no thread 8 yet\nfdtrail: there is no container 0123 yet\n");
  }
}
