package io.fdtrail.os;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import jnr.ffi.LibraryLoader;
import jnr.ffi.Memory;
import jnr.ffi.Pointer;
import jnr.ffi.Runtime;
import jnr.ffi.annotations.In;
import jnr.ffi.annotations.Out;

/**
 * libc, through jnr-ffi: the only class that calls it. Structures are those of 64-bit Linux. It
 * repeats a call that a signal interrupts.
 */
public final class Libc {
  public static final int O_RDONLY = 0;
  public static final int O_NONBLOCK = 04000;
  public static final int O_CLOEXEC = 02000000;
  public static final int O_PATH = 010000000;
  public static final int O_DIRECTORY =
      System.getProperty("os.arch").equals("aarch64") ? 040000 : 0200000;

  public static final int AF_UNIX = 1;
  public static final int SOCK_STREAM = 1;
  public static final int SOCK_CLOEXEC = O_CLOEXEC;
  public static final int SOCK_NONBLOCK = O_NONBLOCK;

  public static final int F_SETFD = 2;
  public static final int F_SETFL = 4;
  public static final int F_DUPFD_CLOEXEC = 1030;

  /**
   * libc's functions, and the numbers of system calls without a wrapper, which are the same on
   * every architecture.
   */
  public interface Functions {
    int socket(int domain, int type, int protocol);

    int bind(int fd, @In byte[] address, int size);

    int connect(int fd, @In byte[] address, int size);

    int listen(int fd, int backlog);

    int accept4(int fd, Pointer address, Pointer size, int flags);

    int getsockopt(int fd, int level, int name, @Out byte[] value, int[] size);

    long sendmsg(int fd, Pointer message, int flags);

    long recvmsg(int fd, Pointer message, int flags);

    int poll(@In @Out byte[] fds, long count, int timeout);

    int fcntl(int fd, int command, long argument);

    int ioctl(int fd, long request, @Out int[] value);

    int dup2(int from, int to);

    int unshare(int flags);

    int close(int fd);

    int openat(int directory, @In byte[] path, int flags, int mode);

    long readlinkat(int directory, @In byte[] path, @Out byte[] target, long size);

    int statx(int directory, @In byte[] path, int flags, int mask, @Out byte[] status);

    int fstatfs(int fd, @Out byte[] status);

    int faccessat(int directory, @In byte[] path, int mode, int flags);

    int mkdir(@In byte[] path, int mode);

    int unlink(@In byte[] path);

    int umask(int mask);

    int flock(int fd, int operation);

    long read(int fd, @Out byte[] bytes, long size);

    long write(int fd, @In byte[] bytes, long size);

    int geteuid();

    int getpid();

    int getrlimit(int resource, @Out long[] limit);

    int inotify_init1(int flags);

    int inotify_add_watch(int fd, @In byte[] path, int mask);

    long syscall(long number, long first, long second, long third, long fourth);

    int pthread_sigmask(int how, @In byte[] set, Pointer old);

    int setenv(@In byte[] name, @In byte[] value, int overwrite);

    int execvpe(@In byte[] file, Pointer argv, Pointer envp);

    void _exit(int status);
  }

  private static Libc loaded;

  private final Functions functions;
  private final Runtime runtime;

  private Libc(Functions functions) {
    this.functions = functions;
    this.runtime = Runtime.getRuntime(functions);
  }

  /**
   * Loads jnr-ffi and its native part from the place that the launcher names, without extracting
   * it.
   *
   * @throws SystemException if the native part is missing, or others may write to it
   * @throws LinkageError if it cannot be loaded
   */
  public static synchronized Libc get() throws SystemException {
    if (loaded == null) {
      System.setProperty(
          "jffi.boot.library.path", NativeLibrary.safe("libjffi-1.2.so").getParent().toString());
      loaded = new Libc(LibraryLoader.create(Functions.class).load("libc.so.6"));
    }
    return loaded;
  }

  public Functions functions() {
    return functions;
  }

  /** Zeroed memory that libc may keep a pointer to. */
  public Pointer allocate(int size) {
    return Memory.allocateDirect(runtime, size, true);
  }

  /**
   * The strings, each ended by a NUL, and before them a vector of pointers to them, ended by NULL.
   */
  public Pointer strings(List<byte[]> texts) {
    int vector = (texts.size() + 1) * Long.BYTES;
    Pointer memory = allocate(vector + texts.stream().mapToInt(text -> text.length + 1).sum());
    long at = vector;
    for (int i = 0; i < texts.size(); i++) {
      byte[] text = texts.get(i);
      memory.putAddress((long) i * Long.BYTES, memory.address() + at);
      memory.put(at, text, 0, text.length);
      at += text.length + 1;
    }
    return memory;
  }

  public static byte[] terminated(byte[] text) {
    return Arrays.copyOf(text, text.length + 1);
  }

  public static byte[] terminated(String text) {
    return terminated(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** A call that is repeated as long as signals interrupt it. */
  public interface Call {
    long make();
  }

  /** Returns what the call returns; a negative result is an exception. */
  public int call(String name, Call call) throws SystemException {
    while (true) {
      long result = call.make();
      if (result >= 0) {
        return (int) result;
      }
      int errno = runtime.getLastError();
      if (errno != Errno.EINTR) {
        throw new SystemException(name, errno);
      }
    }
  }

  /**
   * Makes a call that creates a file, with this umask. Then restores ours, for the program that we
   * execute later.
   */
  public int callWithUmask(int mask, String name, Call call) throws SystemException {
    int given = functions.umask(mask);
    try {
      return call(name, call);
    } finally {
      functions.umask(given);
    }
  }
}
