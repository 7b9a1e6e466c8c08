package io.fdtrail.it;

import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.fdtrail.it.Guest.UnavailableException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;

/** Runs on every kernel: one boot each, two guests at a time. */
abstract class KernelMatrix {
  private record Booted(Kernel kernel, Future<GuestResults> results) {}

  /** What a guest does for a backend, each {@code SCENARIO[@ROUNDS]}. */
  abstract List<String> scenarios(Kernel kernel, String backend);

  /** The tests of what a guest left. */
  abstract Stream<DynamicTest> tests(Kernel kernel, String backend, GuestResults results);

  Stream<DynamicTest> all() {
    ExecutorService guests = Executors.newFixedThreadPool(2);
    List<Booted> booted = KernelTable.read().kernels().stream().map(kernel -> boot(kernel, guests)).toList();
    guests.shutdown();
    return booted.stream().flatMap(this::tests);
  }

  private Booted boot(Kernel kernel, ExecutorService guests) {
    List<String> runs =
        kernel.backends().stream()
            .flatMap(backend -> scenarios(kernel, backend).stream().map(scenario -> scenario + ":" + backend))
            .toList();
    return new Booted(kernel, guests.submit(() -> Guest.run(kernel, kernel.name(), runs)));
  }

  private Stream<DynamicTest> tests(Booted booted) {
    Kernel kernel = booted.kernel();
    GuestResults results;
    try {
      results = booted.results().get();
    } catch (ExecutionException e) {
      return Stream.of(dynamicTest(kernel.name(), () -> rethrow(e.getCause())));
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
