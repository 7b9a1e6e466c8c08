package io.fdtrail.event;

/**
 * The command line of a process, as of an act.
 *
 * @param text its arguments, with a blank between them; empty if it is not known
 * @param truncated whether there is more
 */
public record CommandLine(RawText text, boolean truncated) {
  /** Nobody asked for it, or it could not be read. */
  public static final CommandLine UNKNOWN = new CommandLine(RawText.EMPTY, false);
}
