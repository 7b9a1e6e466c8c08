package io.fdtrail.cli.command;

/** How the command ends. With {@code -- CMD} it ends as CMD does. */
public final class ExitCode {
  /** Done, even if the user ended it. */
  public static final int SUCCESS = 0;

  /** Something failed on the way, such as the output on a full disk. */
  public static final int FAILURE = 1;

  /** The command line makes no sense. */
  public static final int USAGE = 2;

  /** Not permitted, or not supported by the kernel. */
  public static final int IMPOSSIBLE = 3;

  /** There was what {@code --fail-on} names. */
  public static final int FOUND = 4;

  /** Nobody reads our output any more: what a shell reports for a program that SIGPIPE ended. */
  public static final int BROKEN_PIPE = 141;

  private static final String CODES =
      "Exit status: 0 done, 1 failure, 2 usage, 3 not permitted or not supported";

  /** What help says of them. */
  static final String HELP = CODES + ".";

  static final String HELP_WITH_CMD = CODES + "; else CMD's own.";

  private ExitCode() {}
}
