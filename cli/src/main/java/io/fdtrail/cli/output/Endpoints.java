package io.fdtrail.cli.output;

import io.fdtrail.event.OpenFile;
import java.io.IOException;

/**
 * The addresses of a socket: of an inet socket in our own form, {@code LOCAL -> REMOTE}; of a Unix
 * socket, a name from others.
 */
final class Endpoints extends Value<OpenFile> {
  private final Value<OpenFile> text = Values.text(OpenFile::endpoints);

  @Override
  public void cell(OpenFile file, LineBuffer to) {
    print(file, to);
  }

  /**
   * After the socket's name, and a blank. Only sockets have it, whose names are not paths, so no
   * file can be named like this.
   */
  static void follow(OpenFile file, LineBuffer to) {
    if (file.endpoints().length() > 0) {
      to.put(' ');
      print(file, to);
    }
  }

  private static void print(OpenFile file, LineBuffer to) {
    switch (file.kind().word()) {
      case "sock:tcp", "sock:udp" -> Escaper.bytes(file.endpoints(), to);
      default -> Escaper.text(file.endpoints(), to);
    }
  }

  @Override
  public boolean isText() {
    return true;
  }

  @Override
  public void member(OpenFile file, JsonKey key, JsonMembers json) throws IOException {
    text.member(file, key, json);
  }
}
