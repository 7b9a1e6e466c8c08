package io.fdtrail.resolve;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A tree like {@code /proc}. */
final class FakeProc {
  private final Path root;

  FakeProc(Path root) {
    this.root = root;
  }

  /** A process, in a network namespace. */
  FakeProc process(int pid, String namespace) throws IOException {
    Files.createDirectories(root.resolve(pid + "/fd"));
    Files.createDirectories(root.resolve(pid + "/ns"));
    Files.createSymbolicLink(root.resolve(pid + "/ns/net"), Path.of(namespace));
    return this;
  }

  FakeProc link(int pid, int fd, Path target) throws IOException {
    Files.createSymbolicLink(root.resolve(pid + "/fd/" + fd), target);
    return this;
  }

  ProcFs files() {
    return new ProcFs(root);
  }
}
