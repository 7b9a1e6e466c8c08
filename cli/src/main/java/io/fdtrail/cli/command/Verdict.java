package io.fdtrail.cli.command;

import java.io.IOException;
import java.io.PrintWriter;

/** Decides the exit status after CMD has ended. */
interface Verdict {
  /**
   * Prints what changes the status.
   *
   * @param status that CMD ended with
   * @return the exit status
   */
  int end(int status, PrintWriter messages) throws IOException;
}
