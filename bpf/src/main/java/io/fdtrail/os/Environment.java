package io.fdtrail.os;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The environment that fdtrail was started with, byte for byte. The JVM has another one: the launcher keeps the caller's
 * from it, in a file that the system property {@code fdtrail.environment} names by its descriptor.
 */
public final class Environment {
  private static final String PROPERTY = "fdtrail.environment";

  private final List<byte[]> variables;

  private Environment(List<byte[]> variables) {
    this.variables = variables;
  }

  /** @throws UncheckedIOException when {@code /proc} does not show it */
  public static Environment ofProcess() {
    String descriptor = System.getProperty(PROPERTY);
    try {
      return of(Files.readAllBytes(Path.of(descriptor == null ? "/proc/self/environ" : "/proc/self/fd/" + descriptor)));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the environment", e);
    }
  }

  /** Each variable ends with a NUL. */
  static Environment of(byte[] block) {
    return new Environment(NulStrings.split(block));
  }

  /** Each {@code NAME=VALUE}, or whatever the caller made of it. */
  public List<byte[]> variables() {
    return variables;
  }

  /** A variable's value, a character a byte; empty when it is not set. */
  public Optional<String> get(String name) {
    return variables.stream()
        .map(variable -> new String(variable, StandardCharsets.ISO_8859_1))
        .filter(variable -> variable.startsWith(name + "="))
        .map(variable -> variable.substring(name.length() + 1))
        .findFirst();
  }
}
