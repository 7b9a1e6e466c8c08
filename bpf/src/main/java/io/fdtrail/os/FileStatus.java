package io.fdtrail.os;

import java.util.Set;

/**
 * What the kernel reports about a file (stat(2)).
 *
 * @param mode type and permissions
 * @param links how many names it has; 0 if it was deleted
 * @param major of a device
 * @param minor of a device
 */
public record FileStatus(
    long device, long inode, int mode, int uid, long links, long size, int major, int minor) {
  static final int WORDS = 8;

  private static final int TYPE = 0170000;
  private static final int FIFO = 0010000;
  private static final int CHARACTERS = 0020000;
  private static final int DIRECTORY = 0040000;
  private static final int REGULAR = 0100000;
  private static final int LINK = 0120000;
  private static final int SOCKET = 0140000;

  private static final int STICKY = 01000;
  private static final int OTHERS_WRITE = 0022;
  private static final int MEMORY_DEVICES = 1;

  /** tty, console, ttyACM, ttyUSB, ttyAMA and other serial ports of a system-on-chip, hvc. */
  private static final Set<Integer> TERMINALS = Set.of(4, 5, 166, 188, 204, 229);

  private static final int FIRST_PSEUDO_TERMINALS = 136;
  private static final int LAST_PSEUDO_TERMINALS = 143;
  private static final int NULL = 3;
  private static final int FULL = 7;

  static FileStatus of(long[] words) {
    return new FileStatus(
        words[0],
        words[1],
        (int) words[2],
        (int) words[3],
        words[4],
        words[5],
        (int) words[6],
        (int) words[7]);
  }

  public boolean isRegular() {
    return (mode & TYPE) == REGULAR;
  }

  public boolean isDirectory() {
    return (mode & TYPE) == DIRECTORY;
  }

  public boolean isLink() {
    return (mode & TYPE) == LINK;
  }

  public boolean isFifo() {
    return (mode & TYPE) == FIFO;
  }

  public boolean isCharacterDevice() {
    return (mode & TYPE) == CHARACTERS;
  }

  /**
   * Whether a driver of terminals may have it, by its major number (the kernel's devices.txt). To
   * open another device can do something: a watchdog begins to count.
   */
  public boolean mayBeTerminal() {
    return isCharacterDevice()
        && (TERMINALS.contains(major)
            || (major >= FIRST_PSEUDO_TERMINALS && major <= LAST_PSEUDO_TERMINALS));
  }

  /** Whether it is {@code /dev/null} or {@code /dev/full}, which store nothing. */
  public boolean keepsNothing() {
    return isCharacterDevice() && major == MEMORY_DEVICES && (minor == NULL || minor == FULL);
  }

  /**
   * Whether anybody but the owner may write. An access list cannot allow more than the group's bits
   * show.
   */
  public boolean isOpenToOthers() {
    return !isLink() && (mode & OTHERS_WRITE) != 0;
  }

  /** Whether only the owner of an entry of this directory may rename and delete it. */
  boolean isSticky() {
    return (mode & STICKY) != 0;
  }

  public boolean isSameFile(FileStatus other) {
    return device == other.device && inode == other.inode;
  }

  /** One word for messages. */
  public String kind() {
    return switch (mode & TYPE) {
      case REGULAR -> "a regular file";
      case DIRECTORY -> "a directory";
      case LINK -> "a symbolic link";
      case FIFO -> "a FIFO";
      case SOCKET -> "a socket";
      default -> "a device";
    };
  }
}
