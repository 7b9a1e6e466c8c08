package io.fdtrail.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The command where anybody can run it, which the checkout need not be. */
final class PublicCopy implements AutoCloseable {
  private final Path directory;

  private PublicCopy(Path directory) {
    this.directory = directory;
  }

  /** Not below /tmp: root's own command refuses a library where others may write. */
  static PublicCopy make() throws IOException, InterruptedException {
    Path directory = Files.createTempDirectory(Path.of("/var/lib"), "fdtrail-test");
    Path dist = Layout.FDTRAIL.getParent().getParent();
    Program.shell("cp -r %1$s/. %2$s && chmod -R go+rX %2$s".formatted(dist, directory));
    return new PublicCopy(directory);
  }

  String fdtrail() {
    return directory + "/bin/fdtrail";
  }

  @Override
  public void close() throws IOException {
    Program.delete(directory);
  }
}
