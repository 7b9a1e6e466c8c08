package io.fdtrail.it;

import java.nio.file.Path;

/** Where things are. The tests run in the module's folder. */
final class Layout {
  static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  static final Path TARGET = Path.of("target").toAbsolutePath();
  static final Path KERNELS = Path.of("kernels").toAbsolutePath();
  static final Path FDTRAIL = ROOT.resolve("cli/target/dist/bin/fdtrail");
  static final Path PASSFD = TARGET.resolve("passfd");

  private Layout() {}
}
