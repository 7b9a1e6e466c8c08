package io.fdtrail.os;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * An open file or directory, known by its descriptor: it stays the same even if its name changes.
 */
public final class NativeFile implements AutoCloseable {
  private static final int NO_DIRECTORY = -1;
  private static final int LONGEST_PATH = 4096;

  private final int fd;

  private NativeFile(int fd) {
    this.fd = fd;
  }

  /** A directory, to which links above it may lead. */
  public static NativeFile directory(String path) throws IOException {
    try {
      NativeLibrary.load();
    } catch (SystemException e) {
      throw new IOException(e.getMessage(), e);
    }
    return new NativeFile(check(openPath0(NO_DIRECTORY, bytes(path))));
  }

  /**
   * Opens an entry of this directory only to look at it: does not follow a link or touch a device.
   */
  public NativeFile look(String name) throws FileCallException {
    return new NativeFile(check(openPath0(fd, bytes(name))));
  }

  /** Opens an entry of this directory for reading: does not follow a link, and never waits. */
  public NativeFile read(String name) throws FileCallException {
    return new NativeFile(check(openForReading0(fd, bytes(name))));
  }

  /**
   * Opens an entry of this directory for appending, and never waits, not even for the reader of a
   * FIFO.
   *
   * @param reads also for reading
   */
  public NativeFile append(String name, boolean reads) throws FileCallException {
    return new NativeFile(check(openForAppending0(fd, bytes(name), reads, false)));
  }

  /** Creates a file that did not exist, which owner and group may read. */
  public NativeFile make(String name) throws FileCallException {
    return new NativeFile(check(openForAppending0(fd, bytes(name), true, true)));
  }

  /** Renames an entry of this directory, and replaces a file that has the new name. */
  public void rename(String from, String to) throws FileCallException {
    check(rename0(fd, bytes(from), bytes(to)));
  }

  public FileStatus status() throws FileCallException {
    long[] words = new long[FileStatus.WORDS];
    check(status0(fd, words));
    return FileStatus.of(words);
  }

  /** The target of this link. */
  String target() throws FileCallException {
    byte[] target = new byte[LONGEST_PATH];
    return new String(target, 0, check(readLink0(fd, target)), StandardCharsets.UTF_8);
  }

  public boolean isTerminal() {
    return isTerminal0(fd) > 0;
  }

  /**
   * Writes as much as the file accepts.
   *
   * @return how many of the bytes were written
   */
  public int write(byte[] bytes, int from, int to) throws FileCallException {
    return check(write0(fd, bytes, from, to));
  }

  /** Waits until the file accepts more data. */
  public boolean awaitRoom(int millis) throws FileCallException {
    return check(awaitRoom0(fd, millis)) > 0;
  }

  /** Reads a piece from this offset. */
  public byte[] read(long at, int most) throws FileCallException {
    byte[] piece = new byte[most];
    return Arrays.copyOf(piece, check(read0(fd, at, piece)));
  }

  public void truncate(long size) throws FileCallException {
    check(truncate0(fd, size));
  }

  /** Removes the bytes that were written last. */
  public void takeBack(int count) throws FileCallException {
    check(takeBack0(fd, count));
  }

  /**
   * Locks the file against other processes that call this too, until any descriptor of the file is
   * closed.
   *
   * @throws IOException if another process holds the lock
   */
  public void lock() throws IOException {
    int result = lock0(fd);
    if (result > 0) {
      throw new IOException("process " + result + " is writing it");
    }
    if (result == -Errno.EAGAIN) {
      throw new IOException("a process of another pid namespace is writing it");
    }
    // any other error: a file system without locks
  }

  @Override
  public void close() {
    close0(fd);
  }

  /** Its present path, for messages. */
  String name() {
    try {
      return Files.readSymbolicLink(Path.of("/proc/self/fd/" + fd)).toString();
    } catch (IOException e) {
      return "its directory";
    }
  }

  private static byte[] bytes(String name) {
    return name.getBytes(StandardCharsets.UTF_8);
  }

  private static int check(int result) throws FileCallException {
    if (result < 0) {
      throw new FileCallException(-result);
    }
    return result;
  }

  private static native int openPath0(int directory, byte[] name);

  private static native int openForReading0(int directory, byte[] name);

  private static native int openForAppending0(
      int directory, byte[] name, boolean reads, boolean made);

  private static native int status0(int fd, long[] into);

  private static native int readLink0(int fd, byte[] into);

  private static native int isTerminal0(int fd);

  private static native int write0(int fd, byte[] bytes, int from, int to);

  private static native int awaitRoom0(int fd, int millis);

  private static native int read0(int fd, long at, byte[] into);

  private static native int truncate0(int fd, long size);

  private static native int takeBack0(int fd, int count);

  private static native int rename0(int directory, byte[] from, byte[] to);

  private static native int lock0(int fd);

  private static native int close0(int fd);

  static native int user0();
}
