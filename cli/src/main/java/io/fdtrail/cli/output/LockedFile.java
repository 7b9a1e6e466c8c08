package io.fdtrail.cli.output;

import io.fdtrail.os.FileCallException;
import io.fdtrail.os.FileStatus;
import io.fdtrail.os.NativeFile;
import io.fdtrail.os.TrustedDirectory;
import java.io.IOException;
import java.util.Optional;

/**
 * A file that belongs to us while it is open: found under its name in spite of whoever renames it,
 * of a user whom we trust, and locked.
 */
final class LockedFile {
  private static final int ATTEMPTS = 100;

  private final NativeFile file;
  private final FileStatus status;

  private LockedFile(NativeFile file, FileStatus status) {
    this.file = file;
    this.status = status;
  }

  /**
   * Opens it, and creates it if it does not exist. From now on only we write to a regular file.
   *
   * @throws IOException with a message for people
   */
  static LockedFile open(TrustedDirectory where) throws IOException {
    for (int i = 0; i < ATTEMPTS; i++) {
      Optional<LockedFile> opened = attempt(where);
      if (opened.isPresent()) {
        return opened.get();
      }
    }
    throw new IOException("another file replaces it again and again");
  }

  /**
   * @return empty if the name was given to another file meanwhile
   */
  private static Optional<LockedFile> attempt(TrustedDirectory where) throws IOException {
    Optional<FileStatus> seen = look(where);
    if (seen.isPresent()) {
      Ownership.check(seen.get(), where.isShared());
    }
    NativeFile file;
    try {
      file =
          seen.isPresent()
              ? where.directory().append(where.name(), seen.get().isRegular())
              : where.directory().make(where.name());
    } catch (FileCallException e) {
      if (e.isALink() || (seen.isPresent() ? e.isAbsent() : e.isThere())) {
        return Optional.empty();
      }
      throw e;
    }
    Optional<LockedFile> opened = Optional.empty();
    try {
      opened = opened(file, seen, where);
      return opened;
    } finally {
      if (opened.isEmpty()) {
        file.close();
      }
    }
  }

  /** Whoever created it a moment ago may have renamed it before we had the lock. */
  private static Optional<LockedFile> opened(
      NativeFile file, Optional<FileStatus> seen, TrustedDirectory where) throws IOException {
    FileStatus status = file.status();
    if (seen.isPresent() && !seen.get().isSameFile(status)) {
      return Optional.empty();
    }
    Ownership.check(file, status, where.isShared() && seen.isPresent());
    if (status.isRegular()) {
      file.lock();
    }
    boolean isThere = look(where).filter(status::isSameFile).isPresent();
    return isThere ? Optional.of(new LockedFile(file, status)) : Optional.empty();
  }

  private static Optional<FileStatus> look(TrustedDirectory where) throws IOException {
    try (NativeFile seen = where.directory().look(where.name())) {
      return Optional.of(seen.status());
    } catch (FileCallException e) {
      if (e.isAbsent()) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** Open for appending. */
  NativeFile file() {
    return file;
  }

  /** Whether it still has this name. */
  boolean isAt(TrustedDirectory where) throws IOException {
    return look(where).filter(status::isSameFile).isPresent();
  }

  /** Whether it keeps what is written to it. */
  boolean isRegular() {
    return status.isRegular();
  }
}
