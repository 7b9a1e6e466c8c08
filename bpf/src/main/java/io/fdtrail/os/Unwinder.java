package io.fdtrail.os;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A process of its own that unwinds copied stacks, and finds the names of their functions: it reads
 * files that hostile programs could have made, and keeps rights that a tracer gives up. It ends
 * when this one does. For use by one thread.
 */
public final class Unwinder implements AutoCloseable {
  private static final String PROGRAM = "fdtrail-unwind";
  private static final int ANSWER_SIZE = 1 << 17;
  private static final byte[] ENDED = "the unwinder has ended".getBytes(StandardCharsets.US_ASCII);

  private final int pid;
  private final int fd;
  private final byte[] answer = new byte[ANSWER_SIZE];

  private Unwinder(int pid, int fd) {
    this.pid = pid;
    this.fd = fd;
  }

  /**
   * Starts it, with our rights as they are.
   *
   * @throws SystemException if it cannot work here
   */
  public static Unwinder start() throws SystemException {
    NativeLibrary.load();
    int[] started = new int[2];
    SystemException.check(
        start0(NativeLibrary.safe(PROGRAM).toString(), started), "run " + PROGRAM);
    Unwinder unwinder = new Unwinder(started[0], started[1]);
    String why = text(unwinder.hear());
    if (!why.isEmpty()) {
      unwinder.close();
      throw new SystemException("stacks need libdw of elfutils: " + why);
    }
    return unwinder;
  }

  /** The first field. */
  private static String text(byte[] answer) {
    int length = 0;
    while (length < answer.length && answer[length] != 0) {
      length++;
    }
    return new String(answer, 0, length, StandardCharsets.UTF_8);
  }

  /**
   * Unwinds a stack.
   *
   * @param record of the kernel side
   * @return fields as in {@code unwind/frames.h}
   */
  public byte[] unwind(byte[] record) {
    return tell0(fd, record) < 0 ? ENDED : hear();
  }

  private byte[] hear() {
    int size = hear0(fd, answer);
    return size <= 0 ? ENDED : Arrays.copyOf(answer, size);
  }

  @Override
  public void close() {
    close0(fd, pid);
  }

  private static native int start0(String program, int[] started);

  private static native int tell0(int fd, byte[] message);

  private static native int hear0(int fd, byte[] message);

  private static native void close0(int fd, int pid);
}
