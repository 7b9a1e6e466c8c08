package io.fdtrail.it;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The whole workload, a tracer each time, as often as {@code fdtrail.rounds} says ({@code ./check
 * rounds N}).
 */
class Rounds extends KernelMatrix {
  private static final int ROUNDS = Integer.getInteger("fdtrail.rounds", 1);

  @TestFactory
  Stream<DynamicTest> rounds() {
    return all();
  }

  @Override
  Duration limit() {
    return Duration.ofDays(1);
  }

  @Override
  List<String> scenarios(Kernel kernel, String backend) {
    return List.of("matrix@" + ROUNDS);
  }

  @Override
  Stream<DynamicTest> tests(Kernel kernel, String backend, GuestResults results) {
    return IntStream.rangeClosed(1, ROUNDS)
        .mapToObj(round -> "matrix@" + round + ":" + backend)
        .flatMap(run -> GuestChecks.matrix(kernel.name() + " " + run, backend, run, results));
  }
}
