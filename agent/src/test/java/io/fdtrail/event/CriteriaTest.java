package io.fdtrail.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class CriteriaTest {
  private static Criteria processes(
      Set<Integer> pids,
      Set<Integer> tids,
      Optional<Pattern> comm,
      Set<Integer> uids,
      boolean followed) {
    return new Criteria(
        pids, tids, comm, uids, Set.of(), Set.of(), false, false, followed, false, Set.of());
  }

  @Test
  void someChooseAmongProcesses() {
    Optional<Pattern> any = Optional.of(Pattern.compile(""));

    assertThat(processes(Set.of(1), Set.of(), Optional.empty(), Set.of(), false).chooseProcess())
        .isTrue();
    assertThat(processes(Set.of(), Set.of(1), Optional.empty(), Set.of(), false).chooseProcess())
        .isTrue();
    assertThat(processes(Set.of(), Set.of(), any, Set.of(), false).chooseProcess()).isTrue();
    assertThat(processes(Set.of(), Set.of(), Optional.empty(), Set.of(0), false).chooseProcess())
        .isTrue();
    assertThat(processes(Set.of(), Set.of(), Optional.empty(), Set.of(), true).chooseProcess())
        .isTrue();
  }

  @Test
  void othersDoNot() {
    Criteria acts =
        new Criteria(
            Set.of(),
            Set.of(),
            Optional.empty(),
            Set.of(),
            Set.of(Action.SEND),
            Set.of("reg"),
            true,
            true,
            false,
            true,
            Set.of());

    assertThat(acts.chooseProcess()).isFalse();
    assertThat(Criteria.ALL.chooseProcess()).isFalse();
  }
}
