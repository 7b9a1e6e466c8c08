package io.fdtrail.it;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every scenario with every backend on every kernel. */
class KernelMatrixTest extends KernelMatrix {
  @TestFactory
  Stream<DynamicTest> kernels() {
    return all();
  }

  @Override
  List<String> runs(String backend) {
    return GuestChecks.scenarios(backend).stream().map(scenario -> scenario + ":" + backend).toList();
  }

  @Override
  Stream<DynamicTest> tests(Kernel kernel, String backend, GuestResults results) {
    return new GuestChecks(kernel.word(), backend, results).tests();
  }
}
