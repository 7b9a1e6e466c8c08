package io.fdtrail.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import io.fdtrail.event.Cgroup;
import io.fdtrail.event.Container;
import io.fdtrail.event.Events;
import io.fdtrail.event.FdEvent;
import io.fdtrail.event.Unit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CgroupMarksTest {
  private static final Cgroup FOUND = new Cgroup(true, Container.NONE, Unit.NONE);
  private static final FdEvent RECEIVED =
      Events.recv(Events.BUS, 1, 0, Events.sender(Events.CLIENT));

  private final List<Integer> asked = new ArrayList<>();
  private Cgroup answer = FOUND;
  private final CgroupMarks marks =
      new CgroupMarks(
          (id, pid, bootNs) -> {
            asked.add(pid);
            return answer;
          });

  @Test
  void marksBothEndsAndAsksOnceForEach() {
    FdEvent marked = marks.mark(RECEIVED);

    assertThat(marked.process().cgroup()).isSameAs(FOUND);
    assertThat(marked.sender().cgroup()).isSameAs(FOUND);
    assertThat(marked)
        .isEqualTo(
            RECEIVED.of(
                RECEIVED.act().between(RECEIVED.process().in(FOUND), RECEIVED.sender().in(FOUND))));
    assertThat(marks.mark(RECEIVED)).isEqualTo(marked);
    assertThat(asked).containsExactly(200, 100);
  }

  @Test
  void theMarkedActIsTheSameObjectEachTime() {
    FdEvent first = marks.mark(RECEIVED);
    FdEvent second = marks.mark(RECEIVED);

    assertThat(second.act()).isSameAs(first.act());
  }

  @Test
  void asksAgainWhileNothingIsKnown() {
    answer = null;
    assertThat(marks.mark(RECEIVED)).isSameAs(RECEIVED);
    answer = FOUND;
    assertThat(marks.mark(RECEIVED).process().cgroup()).isSameAs(FOUND);
    assertThat(asked).containsExactly(200, 100, 200, 100);
  }

  @Test
  void isTheSameEventIfTheCgroupsAreNotFound() {
    answer = Cgroup.UNKNOWN;

    assertThat(marks.mark(RECEIVED)).isSameAs(RECEIVED);
    assertThat(marks.mark(RECEIVED)).isSameAs(RECEIVED);
    assertThat(asked).containsExactly(200, 100);
  }
}
