package io.fdtrail.filter;

import static io.fdtrail.event.Events.CLIENT;
import static io.fdtrail.event.Events.send;
import static org.assertj.core.api.Assertions.assertThat;

import io.fdtrail.event.FdEvent;
import org.junit.jupiter.api.Test;

class HeldSendsTest {
  private final HeldSends held = new HeldSends();

  @Test
  void releasesTheDescriptorOfTheMessageOnce() {
    FdEvent first = send(CLIENT, 1, 0);
    FdEvent second = send(CLIENT, 1, 1);
    held.hold(first);
    held.hold(second);

    assertThat(held.release(1, 1)).contains(second);
    assertThat(held.release(1, 1)).isEmpty();
    assertThat(held.release(1, 0)).contains(first);
    assertThat(held.release(1, 0)).isEmpty();
  }

  @Test
  void knowsNothingOfOthers() {
    held.hold(send(CLIENT, 1, 0));

    assertThat(held.release(2, 0)).isEmpty();
    assertThat(held.release(1, 7)).isEmpty();
  }

  @Test
  void theOldestMakesRoom() {
    for (int message = 0; message <= HeldSends.CAPACITY; message++) {
      held.hold(send(CLIENT, message, 0));
    }

    assertThat(held.release(0, 0)).isEmpty();
    assertThat(held.release(1, 0)).isPresent();
    assertThat(held.release(HeldSends.CAPACITY, 0)).isPresent();
  }

  @Test
  void whatIsReleasedMakesRoomAtOnce() {
    FdEvent waiting = send(CLIENT, -1, 0);
    held.hold(waiting);
    for (int message = 0; message <= HeldSends.CAPACITY; message++) {
      held.hold(send(CLIENT, message, 0));
      held.release(message, 0);
    }

    assertThat(held.size()).isEqualTo(1);
    assertThat(held.release(-1, 0)).contains(waiting);
  }

  @Test
  void onlySoManyAreKept() {
    for (int message = 0; message < 2 * HeldSends.CAPACITY; message++) {
      held.hold(send(CLIENT, message, 0));
    }

    assertThat(held.size()).isEqualTo(HeldSends.CAPACITY);
  }
}
