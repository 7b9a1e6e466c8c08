package io.fdtrail.bpf;

/** The natives of libfdtrail.so that take the descriptor of a file. They return -errno when they fail. */
final class FileNative {
  private FileNative() {}

  static native int openPath0(int directory, byte[] name);

  static native int openForAppending0(int directory, byte[] name, boolean reads, boolean made);

  static native int status0(int fd, long[] into);

  static native int readLink0(int fd, byte[] into);

  static native int isTerminal0(int fd);

  static native int write0(int fd, byte[] bytes, int from, int to);

  static native int awaitRoom0(int fd, int millis);

  static native int read0(int fd, long at, byte[] into);

  static native int truncate0(int fd, long size);

  static native int takeBack0(int fd, int count);

  static native int rename0(int directory, byte[] from, byte[] to);

  static native int lock0(int fd);

  static native int close0(int fd);

  static native int user0();
}
