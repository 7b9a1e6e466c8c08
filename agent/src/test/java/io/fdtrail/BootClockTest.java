package io.fdtrail;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BootClockTest {
  private static final long SECOND = 1_000_000_000;
  private static final long WALL = 1_700_000_000 * SECOND; // at boot

  private long boot = 100 * SECOND;
  private long wallAtBoot = WALL;
  private long heldUp; // between the looks at the two clocks

  private BootClock clock() {
    return new BootClock(() -> boot, () -> wallAtBoot + (boot += heldUp));
  }

  @Test
  void fromTheRecordsClockToTheWalls() {
    BootClock clock = clock();

    assertThat(clock.applyAsLong(100 * SECOND + 7)).isEqualTo(WALL + 100 * SECOND + 7);
    assertThat(clock.applyAsLong(50 * SECOND)).isEqualTo(WALL + 50 * SECOND);
    assertThat(clock.now()).isEqualTo(100 * SECOND);
  }

  @Test
  void followsTheWallClockWithinASecond() {
    BootClock clock = clock();
    wallAtBoot += 3600 * SECOND;
    boot += SECOND / 2;
    assertThat(clock.applyAsLong(boot)).isEqualTo(WALL + boot);

    boot += SECOND;

    assertThat(clock.applyAsLong(boot)).isEqualTo(WALL + 3600 * SECOND + boot);
  }

  @Test
  void followsAWallClockThatIsSetBack() {
    BootClock clock = clock();
    wallAtBoot -= 5;
    boot += 2 * SECOND;

    assertThat(clock.applyAsLong(boot)).isEqualTo(WALL - 5 + boot);
  }

  @Test
  void beingHeldUpBetweenTheClocksMovesNothing() {
    BootClock clock = clock();
    for (heldUp = 1000; heldUp < SECOND / 10; heldUp *= 3) {
      boot += 2 * SECOND;
      long event = boot;
      assertThat(clock.applyAsLong(event)).isEqualTo(WALL + event);
    }
  }

  @Test
  void heldUpAtTheStartItIsHalfWrongUntilItKnowsBetter() {
    heldUp = 50;
    BootClock clock = clock();
    assertThat(clock.applyAsLong(0)).isEqualTo(WALL + 25);
    heldUp = 0;
    boot += 2 * SECOND;

    assertThat(clock.applyAsLong(boot)).isEqualTo(WALL + boot);
  }

  @Test
  void theMachinesOwnClocks() {
    long before = System.currentTimeMillis();
    BootClock clock = new BootClock(System::nanoTime);
    long now = clock.applyAsLong(clock.now()) / 1_000_000;
    long after = System.currentTimeMillis();
    long heldUp = after - before; // at the most, between two clocks

    assertThat(now).isBetween(before - heldUp - 1, after + heldUp + 1);
  }
}
