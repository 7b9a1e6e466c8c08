package io.fdtrail.it;

import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.fdtrail.it.Guest.UnavailableException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;

/** Runs on every kernel: one boot each. */
abstract class KernelMatrix {
  private record Booted(Kernel kernel, Future<GuestResults> results) {}

  /** What a guest does for a backend, each {@code SCENARIO[@ROUNDS]}. */
  abstract List<String> scenarios(Kernel kernel, String backend);

  /** The tests of what a guest left. */
  abstract Stream<DynamicTest> tests(Kernel kernel, String backend, GuestResults results);

  /** How long after the first guest another one may begin; those that cannot are skipped. */
  abstract Duration limit();

  Stream<DynamicTest> all() {
    ExecutorService guests = Executors.newFixedThreadPool(Guest.PLACES);
    Instant begun = Instant.now();
    // Those with most to do first: then the last ones end at about the same time.
    List<Booted> booted =
        KernelTable.read().kernels().stream()
            .sorted(Comparator.comparing(kernel -> -runs(kernel).size()))
            .map(
                kernel ->
                    new Booted(kernel, guests.submit(() -> boot(kernel, begun.plus(limit())))))
            .toList();
    guests.shutdown();
    return booted.stream().flatMap(this::tests);
  }

  private List<String> runs(Kernel kernel) {
    return kernel.backends().stream()
        .flatMap(
            backend ->
                scenarios(kernel, backend).stream().map(scenario -> scenario + ":" + backend))
        .toList();
  }

  private GuestResults boot(Kernel kernel, Instant last)
      throws IOException, InterruptedException, UnavailableException {
    if (Instant.now().isAfter(last)) {
      throw new UnavailableException(
          "not begun within " + limit().toMinutes() + " minutes: this machine is slow or busy");
    }
    return Guest.run(kernel, kernel.name(), runs(kernel));
  }

  private Stream<DynamicTest> tests(Booted booted) {
    Kernel kernel = booted.kernel();
    GuestResults results;
    try {
      results = booted.results().get();
    } catch (ExecutionException e) {
      // Each is a test that did not run, not one for all.
      return runs(kernel).stream()
          .map(run -> dynamicTest(kernel.name() + " " + run, () -> rethrow(e.getCause())));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return kernel.backends().stream().flatMap(backend -> tests(kernel, backend, results));
  }

  private static void rethrow(Throwable cause) throws Throwable {
    if (cause instanceof UnavailableException) {
      Assumptions.abort(cause.getMessage());
    }
    throw cause;
  }
}
