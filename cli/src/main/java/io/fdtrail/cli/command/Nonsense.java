package io.fdtrail.cli.command;

/** The user asks for what does not exist, or contradicts itself. */
final class Nonsense extends Exception {
  private static final long serialVersionUID = 1;

  Nonsense(String message) {
    super(message);
  }
}
