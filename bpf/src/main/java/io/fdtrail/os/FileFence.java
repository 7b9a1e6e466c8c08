package io.fdtrail.os;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Restricts which files this process can open, once {@link Capabilities#giveUp} has applied it to
 * each thread. With Landlock these are the files of a list. Without it they are the files that
 * everybody may read, because the process becomes a user and a group that own nothing.
 */
public final class FileFence implements AutoCloseable {
  private static final int NO_RULESET = -1;
  private static final int SAME_USER = 0;

  /** In no user database; plus our pid it is nobody else's number, not even another tracer's. */
  private static final int USERS = 0x80000000;

  private static final String ALL_USERS = "0 0 4294967295";

  private final int ruleset;
  private final int user;
  private final String what;

  private FileFence(int ruleset, int user, String what) {
    this.ruleset = ruleset;
    this.user = user;
    this.what = what;
  }

  /**
   * Prepares the fence; if none is possible, {@link #toString} says why.
   *
   * @param readable files, and directories with all that they contain; missing ones are skipped
   * @param useful the same, but the process works without them: some may be only root's to read
   * @param written directories in which files are opened, created, renamed and removed, or single
   *     files that are reopened
   */
  public static FileFence of(List<Path> readable, List<Path> useful, List<Path> written)
      throws SystemException {
    NativeLibrary.load();
    int version = landlockVersion0();
    if (version > 0) {
      return landlock(version, Stream.concat(readable.stream(), useful.stream()).toList(), written);
    }
    if (!written.isEmpty()) {
      return none("there is no Landlock, and its file is opened again");
    }
    return canChangeUser()
        ? anotherUser(readable)
        : none("there is no Landlock, and it cannot be another user");
  }

  private static FileFence none(String why) {
    return new FileFence(NO_RULESET, SAME_USER, "files as before: " + why);
  }

  private static FileFence landlock(int version, List<Path> readable, List<Path> written) {
    int ruleset = ruleset0(version);
    if (ruleset < 0) {
      return none("landlock_create_ruleset: " + Errno.name(-ruleset));
    }
    FileFence fence = new FileFence(ruleset, SAME_USER, "files by Landlock, version " + version);
    try {
      for (Path path : readable) {
        fence.add(version, path, false);
      }
      for (Path path : written) {
        fence.add(version, path, true);
      }
      return fence;
    } catch (SystemException e) {
      fence.close();
      return none(e.getMessage());
    }
  }

  private void add(int version, Path path, boolean writes) throws SystemException {
    SystemException.check(
        Files.exists(path) ? addPath0(ruleset, version, path.toString(), writes) : 0,
        "landlock_add_rule for " + path);
  }

  private static boolean canChangeUser() {
    try {
      String users = Files.readString(Path.of("/proc/self/uid_map"), StandardCharsets.US_ASCII);
      return users.strip().replaceAll(" +", " ").equals(ALL_USERS)
          && Capabilities.read(Path.of("/proc/self/status")).missingToRunAs().isEmpty();
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Java reads classes and libraries when it first needs them: those that only root may read could
   * come too late.
   */
  private static FileFence anotherUser(List<Path> readable) {
    for (Path path : readable) {
      if (Files.exists(path) && !isOpenToAll(path)) {
        return none("there is no Landlock, and not everybody may read " + path);
      }
    }
    int user = USERS + (int) ProcessHandle.current().pid();
    return new FileFence(NO_RULESET, user, "files as the user " + Integer.toUnsignedString(user));
  }

  private static boolean isOpenToAll(Path path) {
    try {
      for (Path part = path.toRealPath(); part.getParent() != null; part = part.getParent()) {
        Set<PosixFilePermission> mode = Files.getPosixFilePermissions(part);
        boolean isDirectory = Files.isDirectory(part);
        if (!mode.contains(
            isDirectory ? PosixFilePermission.OTHERS_EXECUTE : PosixFilePermission.OTHERS_READ)) {
          return false;
        }
      }
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  public int ruleset() {
    return ruleset;
  }

  public int user() {
    return user;
  }

  @Override
  public void close() {
    if (ruleset >= 0) {
      closeRuleset0(ruleset);
    }
  }

  /** A short description for -v. */
  @Override
  public String toString() {
    return what;
  }

  private static native int landlockVersion0();

  private static native int ruleset0(int version);

  private static native int addPath0(int ruleset, int version, String path, boolean writes);

  private static native int closeRuleset0(int ruleset);
}
