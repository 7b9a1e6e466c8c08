package io.fdtrail.resolve;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A tree like {@code /proc}. */
final class FakeProc {
  private final Path root;

  FakeProc(Path root) {
    this.root = root;
  }

  /** A process with empty socket tables. */
  FakeProc process(int pid, String namespace) throws IOException {
    Files.createDirectories(root.resolve(pid + "/fd"));
    Files.createDirectories(root.resolve(pid + "/ns"));
    Files.createSymbolicLink(root.resolve(pid + "/ns/net"), Path.of(namespace));
    for (String name : new String[] {"unix", "tcp", "tcp6", "udp", "udp6"}) {
      table(pid, name, "heading\n");
    }
    return this;
  }

  /** The process is in another network namespace now. */
  FakeProc moveTo(int pid, String namespace) throws IOException {
    Files.delete(root.resolve(pid + "/ns/net"));
    Files.createSymbolicLink(root.resolve(pid + "/ns/net"), Path.of(namespace));
    return this;
  }

  FakeProc kill(int pid) throws IOException {
    Files.move(root.resolve(Integer.toString(pid)), root.resolve("was" + pid));
    return this;
  }

  FakeProc table(int pid, String name, String text) throws IOException {
    return write(Integer.toString(pid), name, text);
  }

  FakeProc ownTable(String name, String text) throws IOException {
    return write("self", name, text);
  }

  private FakeProc write(String process, String name, String text) throws IOException {
    Path net = Files.createDirectories(root.resolve(process + "/net"));
    Files.writeString(net.resolve(name), text, StandardCharsets.ISO_8859_1);
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
