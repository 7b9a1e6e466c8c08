package io.fdtrail.leaks;

import static io.fdtrail.event.Events.file;
import static org.assertj.core.api.Assertions.assertThat;

import io.fdtrail.event.Events;
import io.fdtrail.event.FileKind;
import io.fdtrail.event.OpenDescriptor;
import io.fdtrail.event.OpenFile;
import io.fdtrail.event.RawText;
import java.util.List;
import org.junit.jupiter.api.Test;

class EndingsTest {
  private static final OpenFile PIPE =
      new OpenFile(
          RawText.of("pipe:[9]"), false, FileKind.FIFO, 1, 9, 0, 0, 0, false, 7, 0, RawText.EMPTY);

  private final Endings endings = new Endings();

  private void receive(int pid, int fd, OpenFile file) {
    endings.received(Events.reception(pid, fd, file, "client", 1));
  }

  private void held(int pid, int fd, OpenFile file) {
    endings.held(new OpenDescriptor(pid, fd, file.id(), file.dev(), file.inode()));
  }

  private void ended(int pid, int how, long table) {
    endings.held(new OpenDescriptor(pid, how, table, 0, 0));
  }

  @Test
  void whatWasReceivedIsFoundUnderAnyNumber() {
    receive(200, 5, PIPE);
    held(200, 5, PIPE);
    held(200, 9, PIPE);
    held(300, 5, PIPE);
    held(200, 6, file(2, 10));

    List<Leak> found = endings.found();

    assertThat(found).hasSize(1);
    assertThat(found.get(0).in(Place.OPEN).byProcess()).hasToString("{200=[5]}");
    assertThat(found.get(0).in(Place.COPIES).byProcess()).hasToString("{200=[9]}");
    assertThat(found.get(0).in(Place.ELSEWHERE).byProcess()).hasToString("{300=[5]}");
    assertThat(endings.receptions().count()).isEqualTo(1);
  }

  @Test
  void standardDescriptorsAreInherited() {
    receive(200, 5, PIPE);
    for (int fd : new int[] {0, 1, 2}) {
      held(200, fd, PIPE);
      held(300, fd, PIPE);
    }

    assertThat(endings.found()).isEmpty();
  }

  @Test
  void oneThatWasReceivedCounts() {
    receive(200, 1, PIPE);
    held(200, 1, PIPE);

    assertThat(endings.found().get(0).count(Place.OPEN)).isEqualTo(1);
  }

  @Test
  void whatASenderHasIsItsOwn() {
    receive(200, 5, PIPE);
    held(100, 4, PIPE);
    held(100, 7, PIPE);

    assertThat(endings.found()).isEmpty();
  }

  @Test
  void whoIsNotSeenToEndIsCounted() {
    for (int pid : new int[] {200, 201, 202, 203, 204}) {
      receive(pid, 5, PIPE);
      receive(pid, 6, PIPE);
    }
    ended(200, OpenDescriptor.ENDED, 1);
    ended(201, OpenDescriptor.ENDED_PARTLY, 2);
    ended(202, OpenDescriptor.ENDED_SHARED, 3);
    ended(203, OpenDescriptor.ENDED_SHARED, 4);
    ended(300, OpenDescriptor.ENDED, 4);

    assertThat(endings.running()).isEqualTo(2);
    assertThat(endings.partly()).isEqualTo(1);
    assertThat(endings.found()).isEmpty();
  }

  @Test
  void tooManyDescriptorsAreForgotten() {
    receive(200, 5, PIPE);
    held(200, 5, PIPE);
    for (int fd = 0; fd < Receptions.CAPACITY; fd++) {
      held(300, fd, file(2, 10));
    }

    assertThat(endings.forgotten()).isEqualTo(1);
    assertThat(endings.found()).isEmpty();
  }
}
