package io.fdtrail.files;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;

/** The symbols of an open file's access mode and status flags. */
public final class FlagSymbols {
  private static final String[] ACCESS = {"O_RDONLY", "O_WRONLY", "O_RDWR", "O_ACCMODE"};
  private static final int O_PATH = 010000000;

  private static final String ARM64 = "aarch64";
  private static final boolean ARM = System.getProperty("os.arch").equals(ARM64);

  /** O_DIRECT and O_LARGEFILE on amd64, O_DIRECTORY and O_NOFOLLOW on arm64. */
  private static final int LOW_PAIR = 0140000;

  /** The other way round. */
  private static final int HIGH_PAIR = 0600000;

  private static final int BETWEEN_PAIRS = 2;
  private static final int O_DSYNC = 010000;
  private static final int O_SYNC_ONLY = 04000000;
  private static final int O_DIRECTORY = ARM ? 040000 : 0200000;
  private static final int O_TMPFILE_ONLY = 020000000;

  private static final String[] NAMES = {
    "O_APPEND",
    "O_NONBLOCK",
    "O_DSYNC",
    "O_SYNC",
    "O_ASYNC",
    "O_DIRECT",
    "O_DIRECTORY",
    "O_NOFOLLOW",
    "O_NOATIME",
    "O_TMPFILE"
  };
  private static final int[] BITS = {
    02000,
    04000,
    O_DSYNC,
    O_SYNC_ONLY,
    020000,
    ARM ? 0200000 : 040000,
    O_DIRECTORY,
    ARM ? 0100000 : 0400000,
    01000000,
    O_TMPFILE_ONLY
  };

  private static final int NAMED;

  static {
    int all = 0;
    for (int bit : BITS) {
      all |= bit;
    }
    NAMED = all;
  }

  private FlagSymbols() {}

  /** The access mode, then the flags. */
  public static List<String> of(int flags) {
    List<String> symbols = new ArrayList<>();
    symbols.add((flags & O_PATH) != 0 ? "O_PATH" : ACCESS[flags & 3]);
    int named = withoutImplied(flags) & NAMED;
    for (int i = 0; named != 0 && i < BITS.length; i++) {
      if ((named & BITS[i]) != 0) {
        symbols.add(NAMES[i]);
        named &= ~BITS[i];
      }
    }
    return symbols;
  }

  /**
   * Makes flags of another machine those that have the same symbols here.
   *
   * @param machine as {@code os.arch}; one that is unknown is like this one
   */
  public static IntUnaryOperator ofMachine(String machine) {
    boolean isOther = machine.equals(ARM ? "amd64" : ARM64);
    return isOther ? FlagSymbols::swapped : IntUnaryOperator.identity();
  }

  private static int swapped(int flags) {
    int rest = flags & ~(LOW_PAIR | HIGH_PAIR);
    return rest | (flags & LOW_PAIR) << BETWEEN_PAIRS | (flags & HIGH_PAIR) >> BETWEEN_PAIRS;
  }

  /** The flags that have these symbols; those of symbols that are unknown are left out. */
  public static int flags(List<String> symbols) {
    int flags = symbols.contains("O_PATH") ? O_PATH : 0;
    for (int i = 0; i < ACCESS.length; i++) {
      flags |= symbols.contains(ACCESS[i]) ? i : 0;
    }
    for (int i = 0; i < NAMES.length; i++) {
      flags |= symbols.contains(NAMES[i]) ? BITS[i] : 0;
    }
    return flags;
  }

  /** Without the bits that O_SYNC and O_TMPFILE share with O_DSYNC and O_DIRECTORY. */
  private static int withoutImplied(int flags) {
    int rest = (flags & O_SYNC_ONLY) != 0 ? flags & ~O_DSYNC : flags;
    return (flags & O_TMPFILE_ONLY) != 0 ? rest & ~O_DIRECTORY : rest;
  }
}
