package io.fdtrail.cli.output;

import io.fdtrail.os.FileStatus;
import io.fdtrail.os.NativeFile;
import io.fdtrail.os.TrustedDirectory;
import java.io.IOException;

/** Which files we may write to: nobody else can have led us to them, or can write to them. */
final class Ownership {
  private Ownership() {}

  /**
   * Checks a file that is open.
   *
   * @param isShared whether others could have put it where it is
   * @throws IOException with a message for people
   */
  static void check(NativeFile file, FileStatus status, boolean isShared) throws IOException {
    check(status, isShared);
    if (status.isCharacterDevice() && !status.keepsNothing() && !file.isTerminal()) {
      throw new IOException("it is a device");
    }
  }

  /** Checks a file that is not open yet. */
  static void check(FileStatus status, boolean isShared) throws IOException {
    if (status.isLink()) {
      throw new IOException("it is a symbolic link; name the file it leads to");
    }
    if (!status.isRegular() && !status.isFifo() && !status.isCharacterDevice()) {
      throw new IOException("it is " + status.kind());
    }
    if (status.keepsNothing()) {
      return;
    }
    if (status.isCharacterDevice() && !status.mayBeTerminal()) {
      throw new IOException("it is a device");
    }
    if (!(isShared
        ? TrustedDirectory.isOurs(status.uid())
        : TrustedDirectory.isTrusted(status.uid()))) {
      throw new IOException("it belongs to user " + Integer.toUnsignedString(status.uid()));
    }
    if (status.isOpenToOthers()
        && !status.isCharacterDevice()) { // others may write to a terminal (mesg(1))
      throw new IOException("others may write to it; chmod go-w it");
    }
    if (isShared && status.links() > 1) {
      throw new IOException("it has another name as well, and others may write to its directory");
    }
  }
}
