package io.fdtrail.scm;

import io.fdtrail.os.Libc;
import io.fdtrail.os.SystemException;

/** libc, or why there is none. */
final class LoadedLibc {
  private LoadedLibc() {}

  static Libc get() throws PassingException {
    try {
      return Libc.get();
    } catch (SystemException e) {
      throw PassingException.permission(e.getMessage());
    } catch (LinkageError e) {
      throw PassingException.failure(
          "cannot call libc: " + (e.getCause() == null ? e : e.getCause()).getMessage());
    }
  }
}
