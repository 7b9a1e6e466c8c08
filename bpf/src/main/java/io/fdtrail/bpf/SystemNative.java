package io.fdtrail.bpf;

/** The natives of libfdtrail.so that have nothing to do with probes. */
final class SystemNative {
  private SystemNative() {}

  static native int awaitReaderGone0(int fd);

  static native int openProcess0(int pid);

  static native int awaitEnd0(int[] processes);

  static native int wayOf0(int fd);

  static native int openOnceMore0(int fd);

  static native int awaitRoom0(int fd, int millis);

  static native int put0(int fd, int way, byte[] lines, int from, int to);

  static native int catchSignals0();

  static native int awaitSignal0();

  static native byte[][] account0(int uid);

  static native int[] user0(String name);

  /** A number that nobody can guess. Java's SecureRandom takes 15 ms for its first one. */
  static native long random0();

  static native long bootNanos0();

  static native int enterDirectory0(int directory);

  static native int datagram0(byte[] socketName, byte[] text);

  static native int giveUp0(long keptCapabilities, int ruleset, int user);

  static native int landlockVersion0();

  static native int ruleset0(int version);

  static native int addPath0(int ruleset, int version, String path, boolean writes);

  static native int closeRuleset0(int ruleset);

  static native int fence0(boolean writesFiles, boolean answers, int command);

  static native String[] refused0();
}
