package io.fdtrail.scm;

import static io.fdtrail.os.Errno.EAGAIN;

import io.fdtrail.os.Libc;
import io.fdtrail.os.SystemException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import jnr.ffi.Pointer;

/** A connected Unix socket, over which descriptors are passed. */
public final class Connection implements AutoCloseable {
  /** The most that the kernel accepts in one message (SCM_MAX_FD). */
  public static final int MOST_DESCRIPTORS = 253;

  private static final int SOL_SOCKET = 1;
  private static final int SCM_RIGHTS = 1;
  private static final int SIOCOUTQ = 0x5411;
  private static final int LONGEST_PAUSE_MS = 20;
  private static final int MSG_CTRUNC = 8;
  private static final int MSG_DONTWAIT = 0x40;
  private static final int MSG_NOSIGNAL = 0x4000;
  private static final int MSG_CMSG_CLOEXEC = 0x40000000;

  // struct msghdr, struct iovec and struct cmsghdr
  private static final int IOV = 16;
  private static final int CONTROL = 32;
  private static final int FLAGS = 48;
  private static final int MSGHDR_SIZE = 56;
  private static final int IOVEC_SIZE = 16;
  private static final int CMSGHDR_SIZE = 16;
  private static final int CONTROL_AT = MSGHDR_SIZE + IOVEC_SIZE;
  private static final int CONTROL_SIZE = CMSGHDR_SIZE + MOST_DESCRIPTORS * Integer.BYTES + 4;
  private static final int DATA_AT = CONTROL_AT + CONTROL_SIZE;
  private static final int DATA_SIZE = 64 * 1024;

  private final Libc libc;
  private final SocketName name;
  private final Descriptor socket;
  private final Pointer memory;

  Connection(Libc libc, SocketName name, Descriptor socket) {
    this.libc = libc;
    this.name = name;
    this.socket = socket;
    this.memory = libc.allocate(DATA_AT + DATA_SIZE);
  }

  /** The descriptor for poll(2): readable when a message has come. */
  int number() {
    return socket.number();
  }

  /**
   * Sends a message. Waits while the other end's queue is full.
   *
   * @param data at least one byte: the kernel discards descriptors without data
   * @param descriptors at most {@link #MOST_DESCRIPTORS}
   */
  public void send(byte[] data, List<Integer> descriptors) throws PassingException {
    try {
      int sent = sendSome(data, 0, descriptors);
      while (sent < data.length) {
        sent += sendSome(data, sent, List.of());
      }
    } catch (SystemException e) {
      throw PassingException.of("send to " + name, e);
    }
  }

  private int sendSome(byte[] data, int from, List<Integer> descriptors) throws SystemException {
    int size = Math.min(data.length - from, DATA_SIZE);
    memory.put(DATA_AT, data, from, size);
    describe(size, descriptors.isEmpty() ? 0 : CMSGHDR_SIZE + descriptors.size() * Integer.BYTES);
    memory.putLong(CONTROL_AT, CMSGHDR_SIZE + (long) descriptors.size() * Integer.BYTES);
    memory.putInt(CONTROL_AT + Long.BYTES, SOL_SOCKET);
    memory.putInt(CONTROL_AT + Long.BYTES + Integer.BYTES, SCM_RIGHTS);
    for (int i = 0; i < descriptors.size(); i++) {
      memory.putInt(CONTROL_AT + CMSGHDR_SIZE + (long) i * Integer.BYTES, descriptors.get(i));
    }
    while (true) {
      try {
        return libc.call("sendmsg", () -> libc.functions().sendmsg(number(), memory, MSG_NOSIGNAL));
      } catch (SystemException e) {
        if (!e.is(EAGAIN)) {
          throw e;
        }
        Poll.writable(libc, number());
      }
    }
  }

  /**
   * Waits until the other end has received everything, or is gone: before Linux 6.16 the other end
   * may not be able to identify a sender that has ended. The kernel does not notify us, so we poll.
   *
   * @return whether that happened in time
   */
  public boolean awaitReceived(Duration most) throws PassingException {
    Deadline deadline = Deadline.in(Optional.of(most));
    try {
      for (int pause = 1; unreceived() > 0; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
        if (deadline.isOver()) {
          return false;
        }
        Poll.readable(libc, List.of(), deadline.millis(pause));
      }
      return true;
    } catch (SystemException e) {
      throw PassingException.of("look what waits at " + name, e);
    }
  }

  private int unreceived() throws SystemException {
    int[] bytes = new int[1];
    libc.call("ioctl", () -> libc.functions().ioctl(number(), SIOCOUTQ, bytes));
    return bytes[0];
  }

  /** Fills in the struct msghdr. */
  private void describe(int dataSize, int controlSize) {
    memory.setMemory(0, CONTROL_AT, (byte) 0);
    memory.putAddress(IOV, memory.address() + MSGHDR_SIZE);
    memory.putLong(IOV + Long.BYTES, 1);
    memory.putAddress(MSGHDR_SIZE, memory.address() + DATA_AT);
    memory.putLong(MSGHDR_SIZE + Long.BYTES, dataSize);
    memory.putAddress(CONTROL, controlSize == 0 ? 0 : memory.address() + CONTROL_AT);
    memory.putLong(CONTROL + Long.BYTES, controlSize);
  }

  /**
   * Waits for a message. The new numbers are close-on-exec.
   *
   * @throws PassingException if descriptors were lost on the way (MSG_CTRUNC); those that arrived
   *     are closed
   */
  public Message await() throws PassingException {
    while (true) {
      Optional<Message> message = receive();
      if (message.isPresent()) {
        return message.get();
      }
      Poll.readable(libc, List.of(number()), Poll.UNBOUNDED);
    }
  }

  /** Like {@link #await}, but empty if no message has come yet. */
  Optional<Message> receive() throws PassingException {
    describe(DATA_SIZE, CONTROL_SIZE);
    int size;
    try {
      size =
          libc.call(
              "recvmsg",
              () -> libc.functions().recvmsg(number(), memory, MSG_CMSG_CLOEXEC | MSG_DONTWAIT));
    } catch (SystemException e) {
      if (e.is(EAGAIN)) {
        return Optional.empty();
      }
      throw PassingException.of("receive from " + name, e);
    }
    byte[] data = new byte[size];
    memory.get(DATA_AT, data, 0, size);
    Message message = new Message(data, installed());
    if ((memory.getInt(FLAGS) & MSG_CTRUNC) != 0) {
      message.close();
      throw PassingException.failure(
          "descriptors from "
              + name
              + " are missing (MSG_CTRUNC): RLIMIT_NOFILE is reached (ulimit -n), or a security"
              + " module refused them; those that came are closed");
    }
    return Optional.of(message);
  }

  /** Control messages follow one another, each at a multiple of 8 bytes. */
  private List<Descriptor> installed() {
    List<Descriptor> descriptors = new ArrayList<>();
    long end = memory.getLong(CONTROL + Long.BYTES);
    long at = 0;
    while (at + CMSGHDR_SIZE <= end) {
      long length = memory.getLong(CONTROL_AT + at);
      long kind = memory.getLong(CONTROL_AT + at + Long.BYTES);
      if (kind == ((long) SCM_RIGHTS << Integer.SIZE | SOL_SOCKET)) {
        for (long number = at + CMSGHDR_SIZE; number < at + length; number += Integer.BYTES) {
          descriptors.add(new Descriptor(libc, memory.getInt(CONTROL_AT + number)));
        }
      }
      at += length + Long.BYTES - 1 & -Long.BYTES;
    }
    return descriptors;
  }

  @Override
  public void close() {
    socket.close();
  }
}
