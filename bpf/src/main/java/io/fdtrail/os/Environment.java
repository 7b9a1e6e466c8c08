package io.fdtrail.os;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The environment that fdtrail was started with, byte for byte. The JVM has a different one: the
 * launcher stores the caller's in a file, and the system property {@code fdtrail.environment} has
 * the file's descriptor.
 */
public final class Environment {
  private static final String PROPERTY = "fdtrail.environment";

  private final List<byte[]> variables;

  private Environment(List<byte[]> variables) {
    this.variables = variables;
  }

  /**
   * The environment of our caller.
   *
   * @throws UncheckedIOException if {@code /proc} does not show it
   */
  public static Environment ofProcess() {
    String descriptor = System.getProperty(PROPERTY);
    try {
      return of(
          Files.readAllBytes(
              Path.of(descriptor == null ? "/proc/self/environ" : "/proc/self/fd/" + descriptor)));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the environment", e);
    }
  }

  /** Each variable ends with a NUL. */
  static Environment of(byte[] block) {
    return new Environment(NulStrings.split(block));
  }

  /** The variables: each {@code NAME=VALUE}, or any other bytes that the caller put there. */
  public List<byte[]> variables() {
    return variables;
  }

  /** A variable's value, one character for each byte; empty if it is not set. */
  public Optional<String> get(String name) {
    return variables.stream()
        .map(variable -> new String(variable, StandardCharsets.ISO_8859_1))
        .filter(variable -> variable.startsWith(name + "="))
        .map(variable -> variable.substring(name.length() + 1))
        .findFirst();
  }
}
