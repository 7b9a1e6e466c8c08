package io.fdtrail.cli.command;

/** A file or an address of the command line cannot be used. The message is one line. */
final class CannotOpen extends Exception {
  private static final long serialVersionUID = 1;

  CannotOpen(String message) {
    super(message);
  }
}
