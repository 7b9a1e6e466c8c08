package io.fdtrail.leaks;

import static org.assertj.core.api.Assertions.assertThat;

import io.fdtrail.event.Events;
import io.fdtrail.event.FdEvent;
import io.fdtrail.event.FileKind;
import io.fdtrail.event.Identity;
import io.fdtrail.event.OpenDescriptor;
import io.fdtrail.event.OpenFile;
import io.fdtrail.event.Process;
import io.fdtrail.event.RawText;
import io.fdtrail.leaks.Growing.Change;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class GrowthTest {
  private static final long SECOND = 1_000_000_000L;
  private static final int SERVER = 200;

  private final Map<Integer, Long> starts = new HashMap<>(Map.of(SERVER, 0L));
  private final Map<Integer, Long> limits = new HashMap<>(Map.of(SERVER, 100L));
  private final Growth growth =
      new Growth(
          new Growth.Processes() {
            @Override
            public OptionalLong start(int pid) {
              return number(starts.get(pid));
            }

            @Override
            public OptionalLong limit(int pid) {
              return number(limits.get(pid));
            }

            private OptionalLong number(Long number) {
              return number == null ? OptionalLong.empty() : OptionalLong.of(number);
            }
          });

  private static OpenFile pipe(int inode) {
    return new OpenFile(
        RawText.of("pipe:[" + inode + "]"),
        false,
        FileKind.FIFO,
        1,
        inode,
        0,
        0,
        0,
        false,
        inode,
        0,
        RawText.EMPTY);
  }

  private void receive(int pid, int fd, OpenFile file, String sender, long bootNs) {
    growth.received(Events.reception(pid, fd, file, sender, bootNs));
  }

  private void receive(int first, int last) {
    for (int fd = first; fd <= last; fd++) {
      receive(SERVER, fd, pipe(fd), "client", 1);
    }
  }

  private void open(int pid, int fd, OpenFile file) {
    growth.open(new OpenDescriptor(pid, fd, file.id(), file.dev(), file.inode()));
  }

  /** A look at which the server has these numbers, and three of its own. */
  private List<Growing> look(long seconds, int first, int last) {
    growth.begin();
    for (int fd = 0; fd < 3; fd++) {
      open(SERVER, fd, pipe(1000 + fd));
    }
    for (int fd = first; fd <= last; fd++) {
      open(SERVER, fd, pipe(fd));
    }
    return growth.end(seconds * SECOND, true);
  }

  @Test
  void aRowIsOfAProcessAndNotOfItsThread() {
    Identity identity = new Identity(RawText.of("compositor"), RawText.EMPTY, 1, 0);
    FdEvent event = Events.reception(SERVER, 3, pipe(3), "client", 1);
    growth.received(
        event.by(new Process(SERVER, SERVER, 0, 0, event.process().comm(), 0, false, identity)));

    assertThat(look(10, 3, 3))
        .extracting(row -> row.process().toString())
        .containsExactly("compositor");
  }

  @Test
  void theFirstLookHasNoRate() {
    receive(3, 7);

    Growing row = look(10, 3, 6).get(0);

    assertThat(row.pid()).isEqualTo(SERVER);
    assertThat(row.process()).hasToString("server");
    assertThat(row.open()).isEqualTo(4);
    assertThat(row.change()).isEmpty();
    assertThat(row.fullIn()).isEmpty();
    assertThat(row.descriptors()).isEqualTo(OptionalInt.of(7));
    assertThat(row.limit()).isEqualTo(OptionalLong.of(100));
    assertThat(row.percent()).isEqualTo(OptionalLong.of(7));
  }

  @Test
  void theRateIsThatBetweenTwoLooks() {
    receive(3, 12);
    look(10, 3, 12);
    receive(13, 14);

    Growing row = look(20, 3, 14).get(0);

    assertThat(row.change()).contains(new Change(2, 10 * SECOND));
    assertThat(row.change().orElseThrow().perMinute()).isEqualTo(12);
    assertThat(row.fullIn()).contains(Duration.ofSeconds(85 * 5)); // 85 numbers, 5 s each
    assertThat(row.origins()).hasSize(1);
    assertThat(row.origins().get(0).change()).isEqualTo(row.change());
  }

  @Test
  void whatShrinksIsNeverFull() {
    receive(3, 12);
    look(10, 3, 12);

    Growing row = look(20, 3, 6).get(0);

    assertThat(row.change()).contains(new Change(-6, 10 * SECOND));
    assertThat(row.fullIn()).isEmpty();
    assertThat(look(30, 3, 12).get(0).open()).as("what was closed is forgotten").isEqualTo(4);
  }

  @Test
  void whatDoesNotChangeIsNeverFull() {
    receive(3, 12);
    look(10, 3, 12);

    Growing row = look(20, 3, 12).get(0);

    assertThat(row.change()).contains(new Change(0, 10 * SECOND));
    assertThat(row.fullIn()).isEmpty();
  }

  @Test
  void aChangeGoesBackSoManyLooks() {
    receive(3, 60);
    for (int i = 1; i <= Growth.LOOKS; i++) {
      look(10L * i, 3, 2 + i);
      receive(3, 60);
    }

    Growing row = look(10L * (Growth.LOOKS + 1), 3, 3 + Growth.LOOKS).get(0);
    assertThat(row.change()).contains(new Change(Growth.LOOKS, 10 * Growth.LOOKS * SECOND));

    row = look(10L * (Growth.LOOKS + 2), 3, 3 + Growth.LOOKS).get(0);
    assertThat(row.change()).contains(new Change(Growth.LOOKS - 1, 10 * Growth.LOOKS * SECOND));
  }

  @Test
  void anotherProcessWithTheSamePidHasReceivedNothing() {
    receive(3, 12);
    look(10, 3, 12);
    starts.put(SERVER, 15 * SECOND);

    assertThat(look(20, 3, 12)).isEmpty();

    receive(SERVER, 3, pipe(3), "client", 25 * SECOND);
    assertThat(look(30, 3, 3).get(0).change()).as("not that of the first process").isEmpty();
  }

  @Test
  void anotherProcessThatReceivesAtOnceHasNoRate() {
    receive(3, 12);
    look(10, 3, 12);
    starts.put(SERVER, 15 * SECOND);
    receive(SERVER, 3, pipe(3), "client", 16 * SECOND);

    Growing row = look(20, 3, 12).get(0);

    assertThat(row.open()).isEqualTo(1);
    assertThat(row.change()).isEmpty();
  }

  @Test
  void whoIsGoneHasNoRow() {
    receive(3, 12);
    look(10, 3, 12);
    starts.remove(SERVER);

    assertThat(look(20, 3, 12)).isEmpty();
  }

  @Test
  void anIncompleteLookHasNoRates() {
    receive(3, 12);
    look(10, 3, 12);
    growth.begin();
    open(SERVER, 3, pipe(3));

    Growing row = growth.end(20 * SECOND, false).get(0);

    assertThat(row.open()).isEqualTo(1);
    assertThat(row.change()).isEmpty();
    assertThat(row.descriptors()).isEmpty();
    assertThat(row.percent()).isEmpty();
    assertThat(look(30, 3, 12).get(0).change()).contains(new Change(0, 20 * SECOND));
  }

  @Test
  void anUnreadableLimitIsAbsent() {
    limits.clear();
    receive(3, 11);
    look(10, 3, 11);
    receive(12, 12);

    Growing row = look(20, 3, 12).get(0);

    assertThat(row.limit()).isEmpty();
    assertThat(row.percent()).isEmpty();
    assertThat(row.fullIn()).isEmpty();
  }

  @Test
  void aLimitBelowIsFullNow() {
    limits.put(SERVER, 0L);
    receive(3, 11);
    look(10, 3, 11);
    receive(12, 12);

    Growing row = look(20, 3, 12).get(0);

    assertThat(row.percent()).isEqualTo(OptionalLong.of(100));
    assertThat(row.fullIn()).contains(Duration.ZERO);
  }

  @Test
  void copiesCountWhereTheInodeTellsThemApart() {
    OpenFile event = Events.file("anon_inode:[eventfd]", "anon:eventfd");
    receive(SERVER, 5, pipe(5), "client", 1);
    receive(SERVER, 6, event, "client", 1);
    growth.begin();
    open(SERVER, 1005, pipe(5));
    open(SERVER, 1006, event);

    Growing row = growth.end(SECOND, true).get(0);

    assertThat(row.open()).isEqualTo(1);
    assertThat(row.origins().get(0).kind()).isEqualTo(FileKind.FIFO);
  }

  @Test
  void whatIsNotInstalledYetIsRemembered() {
    long now = 10 * SECOND;
    receive(SERVER, 5, pipe(5), "client", now - 1);
    growth.begin();
    assertThat(growth.end(now, true)).isEmpty();

    assertThat(look(11, 5, 5)).hasSize(1);
  }

  @Test
  void theFastestGrowingIsFirst() {
    starts.put(300, 0L);
    starts.put(400, 0L);
    receive(3, 12);
    receive(300, 3, pipe(50), "slow", 1);
    receive(300, 4, pipe(51), "fast", 1);
    growth.begin();
    for (int fd = 3; fd <= 12; fd++) {
      open(SERVER, fd, pipe(fd));
    }
    open(300, 3, pipe(50));
    assertThat(growth.end(10 * SECOND, true)).extracting(Growing::pid).containsExactly(SERVER, 300);
    receive(300, 4, pipe(51), "fast", 2);
    receive(400, 4, pipe(60), "new", 2);
    growth.begin();
    for (int fd = 3; fd <= 12; fd++) {
      open(SERVER, fd, pipe(fd));
    }
    open(300, 3, pipe(50));
    open(300, 4, pipe(51));
    open(400, 4, pipe(60));

    List<Growing> rows = growth.end(20 * SECOND, true);

    assertThat(rows).extracting(Growing::pid).containsExactly(300, SERVER, 400);
    assertThat(rows.get(0).origins())
        .extracting(origin -> origin.sender().toString())
        .containsExactly("fast", "slow");
  }

  @Test
  void aSenderWithManyNamesTakesNoRoom() {
    int last = 2 + Growth.SOURCES + 1;
    for (int fd = 3; fd <= last; fd++) {
      receive(SERVER, fd, pipe(fd), "client" + fd, 1);
    }
    look(10, 3, last);

    Growing row = look(20, 3, last).get(0);

    assertThat(row.open()).isEqualTo(Growth.SOURCES + 1);
    assertThat(row.change()).contains(new Change(0, 10 * SECOND));
    assertThat(row.origins()).hasSize(Growth.SOURCES);
    assertThat(row.origins().get(0).change()).isEmpty();
  }

  @Test
  void whatHasNoRoomIsCounted() {
    for (int i = 0; i < Receptions.CAPACITY; i++) {
      receive(SERVER, i, pipe(i), "client", 1);
    }
    receive(SERVER, 3, pipe(3), "client", 2);
    assertThat(growth.forgotten()).isZero();

    receive(SERVER, 3, pipe(Receptions.CAPACITY), "client", 2);
    assertThat(growth.forgotten()).isEqualTo(1);
  }
}
