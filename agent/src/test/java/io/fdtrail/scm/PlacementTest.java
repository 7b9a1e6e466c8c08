package io.fdtrail.scm;

import static org.assertj.core.api.Assertions.assertThat;

import io.fdtrail.os.Libc;
import io.fdtrail.os.SystemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real descriptors, at numbers that the JVM of the tests does not use. */
class PlacementTest {
  private static final int FIRST = 300;
  private static final int NUMBERS = 8;

  @TempDir private Path directory;
  private Libc libc;

  /** The number that another thread opens and closes. */
  private volatile int lowest;

  /** At each number from 300 on is a file of that name. */
  @BeforeEach
  void open() throws IOException, PassingException, SystemException {
    libc = Libc.get();
    for (int number = FIRST; number < FIRST + NUMBERS; number++) {
      Path file = Files.createFile(directory.resolve(Integer.toString(number)));
      int target = number;
      try (Descriptor opened =
          FileCalls.open(libc, FileCalls.HERE, file.toString(), Libc.O_RDONLY)) {
        libc.call("dup2", () -> libc.functions().dup2(opened.number(), target));
      }
    }
  }

  @AfterEach
  void close() {
    for (int number = FIRST; number < FIRST + NUMBERS; number++) {
      libc.functions().close(number);
    }
  }

  private void place(Map<Integer, Integer> moves) throws SystemException, IOException {
    Map<Integer, Integer> expected = new HashMap<>(moves);
    NewProgram.place(libc, new LinkedHashMap<>(moves));
    for (Map.Entry<Integer, Integer> move : expected.entrySet()) {
      Path link = Files.readSymbolicLink(Path.of("/proc/self/fd", move.getKey().toString()));
      assertThat(link.getFileName().toString())
          .as("behind %s", move.getKey())
          .isEqualTo(move.getValue().toString());
      assertThat(libc.functions().fcntl(move.getKey(), 1, 0)).as("FD_CLOEXEC").isZero();
    }
  }

  @Test
  void aChain() throws SystemException, IOException {
    place(Map.of(301, 300, 302, 301, 303, 302));
  }

  @Test
  void aSwap() throws SystemException, IOException {
    place(Map.of(300, 301, 301, 300));
  }

  @Test
  void twoRingsAndAChainThatEndsInOne() throws SystemException, IOException {
    place(Map.of(300, 301, 301, 302, 302, 300, 303, 304, 304, 303, 305, 300));
  }

  @Test
  void whatIsInPlaceStaysThere() throws SystemException, IOException {
    libc.functions().fcntl(306, Libc.F_SETFD, 1);
    place(Map.of(306, 306, 307, 306));
  }

  /** A thread of its own, as the table stays the thread's. */
  @Test
  void otherThreadsOpenAndCloseMeanwhile() throws InterruptedException {
    AtomicBoolean ended = new AtomicBoolean();
    Thread other = new Thread(() -> openAndClose(ended));
    List<Throwable> failures = new ArrayList<>();
    Thread placing = new Thread(() -> placeOften(failures));
    other.start();
    placing.start();
    placing.join();
    ended.set(true);
    other.join();
    assertThat(failures).isEmpty();
  }

  private void openAndClose(AtomicBoolean ended) {
    while (!ended.get()) {
      try (Descriptor opened =
          FileCalls.open(libc, FileCalls.HERE, directory.toString(), Libc.O_RDONLY)) {
        lowest = opened.number();
      } catch (SystemException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private void placeOften(List<Throwable> failures) {
    try {
      while (lowest == 0) {
        Thread.onSpinWait();
      }
      int target = lowest;
      NewProgram.ownTable(libc);
      for (int i = 0; i < 20_000; i++) {
        NewProgram.place(libc, new LinkedHashMap<>(Map.of(target, FIRST)));
        libc.call("close", () -> libc.functions().close(target));
      }
    } catch (SystemException e) {
      failures.add(e);
    }
  }
}
