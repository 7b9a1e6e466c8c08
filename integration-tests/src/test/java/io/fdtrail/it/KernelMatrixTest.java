package io.fdtrail.it;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The scenarios of each kernel and backend in {@code kernels/table}. */
class KernelMatrixTest extends KernelMatrix {
  @TestFactory
  Stream<DynamicTest> kernels() {
    return all();
  }

  /** So that {@code ./check} ends within 90 minutes, however busy the machine is. */
  @Override
  Duration limit() {
    return Duration.ofMinutes(50);
  }

  @Override
  List<String> scenarios(Kernel kernel, String backend) {
    return kernel.scenarios(backend);
  }

  @Override
  Stream<DynamicTest> tests(Kernel kernel, String backend, GuestResults results) {
    return new GuestChecks(kernel.name(), backend, results).tests(kernel.scenarios(backend));
  }
}
