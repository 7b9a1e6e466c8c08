package io.fdtrail.it;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;

/** A kernel booted under qemu to run some scenarios ({@code kernels/boot}). */
final class Guest {
  private static final Duration LIMIT = Duration.ofHours(4); // boot has a limit of its own
  private static final int UNAVAILABLE = 77;

  /** So many at a time: a third one fills what two leave of two CPUs while they wait. */
  static final int PLACES = 3;

  private static final Semaphore FREE = new Semaphore(PLACES, true);

  /** The kernel or the guest's file system cannot be had here. */
  static final class UnavailableException extends Exception {
    private static final long serialVersionUID = 1L;

    UnavailableException(String reason) {
      super(reason);
    }
  }

  private Guest() {}

  /**
   * Boots, runs and collects.
   *
   * @param name of the folder below {@code target/guests} that takes the results
   * @param runs each {@code SCENARIO[@ROUNDS]:BACKEND}
   * @param parameters for the kernel's command line
   */
  static GuestResults run(Kernel kernel, String name, List<String> runs, String... parameters)
      throws IOException, InterruptedException, UnavailableException {
    Path directory = Layout.TARGET.resolve("guests").resolve(name);
    List<String> boot = new ArrayList<>();
    boot.add(Layout.KERNELS.resolve("boot").toString());
    boot.addAll(List.of(kernel.name(), directory.toString(), String.join(",", runs)));
    boot.addAll(List.of(parameters));
    FREE.acquire();
    Instant begun = Instant.now();
    Outcome outcome;
    try {
      outcome = Program.run(LIMIT, boot);
    } finally {
      FREE.release();
    }
    long seconds = Duration.between(begun, Instant.now()).toSeconds();
    System.out.println("Guest " + name + ": " + runs.size() + " runs in " + seconds + " s");
    if (outcome.status() == UNAVAILABLE) {
      throw new UnavailableException(outcome.err().strip());
    }
    if (outcome.status() != 0) {
      throw new IOException("boot: " + outcome.err());
    }
    return new GuestResults(directory);
  }
}
