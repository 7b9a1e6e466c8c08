package io.fdtrail.scm;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The environment that fdtrail was started with, byte for byte: Java's own view drops what its locale does not know.
 * The launcher hides from the JVM what could talk to it behind a prefix, which is taken off again here.
 */
final class Environment {
  private static final String HIDDEN = "FDTRAIL_HIDDEN_";

  private final List<byte[]> variables;

  private Environment(List<byte[]> variables) {
    this.variables = variables;
  }

  static Environment ofProcess() throws PassingException {
    try {
      return of(Files.readAllBytes(Path.of("/proc/self/environ")));
    } catch (IOException e) {
      throw PassingException.failure("cannot read /proc/self/environ: " + e.getMessage());
    }
  }

  /** Each variable ends with a NUL. */
  static Environment of(byte[] block) {
    List<byte[]> variables = new ArrayList<>();
    for (String variable : new String(block, StandardCharsets.ISO_8859_1).split("\0")) {
      if (!variable.isEmpty()) {
        String shown = variable.startsWith(HIDDEN) ? variable.substring(HIDDEN.length()) : variable;
        variables.add(shown.getBytes(StandardCharsets.ISO_8859_1));
      }
    }
    return new Environment(variables);
  }

  /** Each {@code NAME=VALUE}. */
  List<byte[]> variables() {
    return variables;
  }

  /** A variable's value, a character a byte; empty when it is not set. */
  Optional<String> get(String name) {
    return variables.stream()
        .map(variable -> new String(variable, StandardCharsets.ISO_8859_1))
        .filter(variable -> variable.startsWith(name + "="))
        .map(variable -> variable.substring(name.length() + 1))
        .findFirst();
  }
}
