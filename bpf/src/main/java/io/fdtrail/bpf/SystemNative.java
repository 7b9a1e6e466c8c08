package io.fdtrail.bpf;

/** The natives of libfdtrail.so that have nothing to do with probes. */
final class SystemNative {
  private SystemNative() {}

  static native int awaitReaderGone0(int fd);

  static native int[] user0(String name);

  static native long bootNanos0();
}
