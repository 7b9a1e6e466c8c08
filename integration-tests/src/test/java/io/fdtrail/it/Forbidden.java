package io.fdtrail.it;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import jnr.ffi.LastError;
import jnr.ffi.LibraryLoader;
import jnr.ffi.Memory;
import jnr.ffi.Pointer;
import jnr.ffi.Runtime;

/**
 * System calls that change other processes, files and the system: none of a tracer's. By number
 * (x86-64), so that no library stands between. None does harm where it is let through: what they
 * act upon is absent, or ours.
 */
final class Forbidden {
  /** Of libc. */
  public interface Libc {
    long syscall(long number, long a, long b, long c, long d, long e, long f);

    int system(String command);
  }

  /** One of them; it answers {@code EPERM}, or is found out. */
  record Call(String name, int number, long... arguments) {}

  private static final int GETPID = 39;
  private static final int CLONE = 56;
  private static final int FORK = 57;
  private static final int VFORK = 58;
  private static final int EXIT_GROUP = 231;
  private static final int EPERM = 1;
  private static final long AT_FDCWD = -100;
  private static final int O_WRONLY = 1;
  private static final int O_RDWR = 2;
  private static final int O_CREAT = 0100;
  private static final int O_TRUNC = 01000;
  private static final int O_TMPFILE = 020200000;
  private static final int SIGCHLD = 17;
  private static final int TIOCSTI = 0x5412;
  private static final int TIOCLINUX = 0x541c;
  private static final int F_SETFL = 4;
  private static final int F_SETOWN = 8;
  private static final int O_ASYNC = 020000;
  private static final int SOL_SOCKET = 1;
  private static final int SO_ATTACH_FILTER = 26;
  private static final int SO_PEERPIDFD = 77;
  private static final int PR_SET_PDEATHSIG = 1;
  private static final int PR_SET_DUMPABLE = 4;

  private final Libc libc = LibraryLoader.create(Libc.class).load("c");
  private final Runtime runtime = Runtime.getRuntime(libc);
  private final Pointer path;
  private final Pointer other;
  private final Pointer zeros = Memory.allocateDirect(runtime, 256, true);

  /**
   * @param file its own to write to
   */
  Forbidden(String file) {
    path = text(file);
    other = text(file + "-other");
    libc.syscall(GETPID, 0, 0, 0, 0, 0, 0); // the way is there before there is a fence
  }

  private Pointer text(String value) {
    Pointer pointer = Memory.allocateDirect(runtime, value.length() + 1, true);
    pointer.putString(0, value, value.length() + 1, StandardCharsets.US_ASCII);
    return pointer;
  }

  /** Whatever is reported, and also where one file is written to. */
  List<Call> ever() {
    long p = path.address();
    long q = other.address();
    long z = zeros.address();
    List<Call> calls = new ArrayList<>();
    toProcesses(calls, z);
    toTheSystem(calls, p, z);
    toFiles(calls, p, q, z);
    return calls;
  }

  private static void toProcesses(List<Call> calls, long z) {
    calls.add(new Call("kill", 62, 1, 0));
    calls.add(new Call("tgkill", 234, 1, 1, 0));
    calls.add(new Call("tkill", 200, 1, 0));
    calls.add(new Call("rt_sigqueueinfo", 129, 1, 0, z));
    calls.add(new Call("rt_tgsigqueueinfo", 297, 1, 1, 0, z));
    calls.add(new Call("pidfd_open", 434, 1, 0));
    calls.add(new Call("pidfd_send_signal", 424, -1, 0, 0, 0));
    calls.add(new Call("pidfd_getfd", 438, -1, 0, 0));
    calls.add(new Call("prlimit64", 302, 1, 7, 0, z));
    calls.add(new Call("prlimit64", 302, 0, 99, z, 0));
    calls.add(new Call("setrlimit", 160, 99, z));
    calls.add(new Call("setpriority", 141, 0, 1, 0));
    calls.add(new Call("ioprio_set", 251, 1, 1, 0));
    calls.add(new Call("sched_setaffinity", 203, 1, 0, z));
    calls.add(new Call("sched_setscheduler", 144, 1, 99, z));
    calls.add(new Call("sched_setattr", 314, 1, 0, 1));
    calls.add(new Call("ptrace", 101, 16, -1, 0, 0));
    calls.add(new Call("process_vm_readv", 310, 1, 0, 0, 0, 0, 0));
    calls.add(new Call("process_vm_writev", 311, 1, 0, 0, 0, 0, 0));
    calls.add(new Call("process_madvise", 440, -1, 0, 0, 0, 0));
    calls.add(new Call("migrate_pages", 256, 1, 0, 0, 0));
    calls.add(new Call("kcmp", 312, 1, 1, 0, 0, 0));
    calls.add(new Call("setpgid", 109, 1, 1));
    calls.add(new Call("execve", 59, 0, 0, 0));
    calls.add(new Call("execveat", 322, -1, 0, 0, 0, 0));
    calls.add(new Call("fcntl", 72, 0, F_SETOWN, 0));
    calls.add(new Call("fcntl", 72, 0, F_SETFL, O_ASYNC));
    calls.add(new Call("getsockopt", 55, 0, SOL_SOCKET, SO_PEERPIDFD, z, z));
    calls.add(new Call("ioctl", 16, 0, TIOCSTI, 0));
    calls.add(new Call("ioctl", 16, 0, TIOCLINUX, 0));
    calls.add(new Call("prctl", 157, PR_SET_PDEATHSIG, 0));
    calls.add(new Call("prctl", 157, PR_SET_DUMPABLE, 1));
    calls.add(new Call("setuid", 105, -1));
    calls.add(new Call("capset", 126, 0, 0));
  }

  private static void toTheSystem(List<Call> calls, long p, long z) {
    calls.add(new Call("socket", 41, 1, 1, 0));
    calls.add(new Call("socketpair", 53, 1, 1, 0, 0));
    calls.add(new Call("bind", 49, 0, z, 2));
    calls.add(new Call("connect", 42, 0, z, 2));
    calls.add(new Call("listen", 50, 0, 0));
    calls.add(new Call("setsockopt", 54, 0, SOL_SOCKET, SO_ATTACH_FILTER, z, 16));
    calls.add(new Call("sendmsg", 46, 0, 0, 0));
    calls.add(new Call("sendto", 44, 0, 0, 0, 0, z, 2));
    calls.add(new Call("mq_open", 240, 0, 0, 0, 0));
    calls.add(new Call("mq_unlink", 241, 0));
    calls.add(new Call("shmget", 29, 0, 0, 0));
    calls.add(new Call("semget", 64, 0, 0, 0));
    calls.add(new Call("msgget", 68, 0, 0));
    calls.add(new Call("keyctl", 250, 0, 0, 0));
    calls.add(new Call("add_key", 248, 0, 0, 0, 0));
    calls.add(new Call("request_key", 249, 0, 0, 0, 0));
    calls.add(new Call("io_uring_setup", 425, 0, 0));
    calls.add(new Call("memfd_create", 319, 0, 0));
    calls.add(new Call("mount", 165, 0, 0, 0, 0, 0));
    calls.add(new Call("umount2", 166, 0, 0));
    calls.add(new Call("fsopen", 430, 0, 0));
    calls.add(new Call("open_tree", 428, -1, 0, 0));
    calls.add(new Call("move_mount", 429, -1, 0, -1, 0, 0));
    calls.add(new Call("pivot_root", 155, 0, 0));
    calls.add(new Call("chroot", 161, 0));
    calls.add(new Call("setns", 308, -1, 0));
    calls.add(new Call("unshare", 272, 0));
    calls.add(new Call("clock_settime", 227, 0, 0));
    calls.add(new Call("clock_adjtime", 305, 0, 0));
    calls.add(new Call("settimeofday", 164, 1, 0));
    calls.add(new Call("sethostname", 170, 0, -1));
    calls.add(new Call("syslog", 103, 3, 0, 0));
    calls.add(new Call("reboot", 169, 0, 0, 0, 0));
    calls.add(new Call("init_module", 175, 0, 0, 0));
    calls.add(new Call("finit_module", 313, -1, 0, 0));
    calls.add(new Call("kexec_load", 246, 0, 0, 0, -1));
    calls.add(new Call("perf_event_open", 298, 0, 0, 0, 0, 0));
    calls.add(new Call("bpf", 321, 0, 0, 0));
    calls.add(new Call("userfaultfd", 323, -1));
    calls.add(new Call("fanotify_init", 300, -1, 0));
    calls.add(new Call("inotify_init1", 294, 0));
    calls.add(new Call("name_to_handle_at", 303, -1, 0, 0, 0, 0));
    calls.add(new Call("open_by_handle_at", 304, -1, 0, 0));
    calls.add(new Call("personality", 135, -1));
    calls.add(new Call("acct", 163, p));
    calls.add(new Call("quotactl", 179, 0, 0, 0, 0));
  }

  private static void toFiles(List<Call> calls, long p, long q, long z) {
    calls.add(new Call("open", 2, p, O_WRONLY));
    calls.add(new Call("creat", 85, p, 0));
    calls.add(new Call("openat", 257, AT_FDCWD, p, O_RDWR | O_TMPFILE, 0));
    calls.add(new Call("openat", 257, AT_FDCWD, p, O_TRUNC, 0));
    calls.add(new Call("openat2", 437, AT_FDCWD, p, z, 24));
    calls.add(new Call("chmod", 90, p, 0777));
    calls.add(new Call("fchmod", 91, 0, 0600));
    calls.add(new Call("fchmodat", 268, AT_FDCWD, p, 0777));
    calls.add(new Call("chown", 92, p, -1, -1));
    calls.add(new Call("fchown", 93, 0, -1, -1));
    calls.add(new Call("lchown", 94, p, -1, -1));
    calls.add(new Call("fchownat", 260, AT_FDCWD, p, -1, -1, 0));
    calls.add(new Call("setxattr", 188, p, 0, 0, 0, 0));
    calls.add(new Call("lsetxattr", 189, p, 0, 0, 0, 0));
    calls.add(new Call("fsetxattr", 190, -1, 0, 0, 0, 0));
    calls.add(new Call("removexattr", 197, p, 0));
    calls.add(new Call("utimensat", 280, AT_FDCWD, p, 0, 0));
    calls.add(new Call("utime", 132, p, 0));
    calls.add(new Call("truncate", 76, p, 3));
    calls.add(new Call("fallocate", 285, -1, 0, 0, 0));
    calls.add(new Call("mkdir", 83, q, 0700));
    calls.add(new Call("mkdirat", 258, AT_FDCWD, q, 0700));
    calls.add(new Call("mknod", 133, q, 0010600, 0));
    calls.add(new Call("mknodat", 259, AT_FDCWD, q, 0010600, 0));
    calls.add(new Call("link", 86, p, q));
    calls.add(new Call("linkat", 265, AT_FDCWD, p, AT_FDCWD, q, 0));
    calls.add(new Call("symlink", 88, p, q));
    calls.add(new Call("symlinkat", 266, p, AT_FDCWD, q));
    calls.add(new Call("rmdir", 84, q));
    calls.add(new Call("chdir", 80, p));
  }

  /** Allowed to who writes a file. */
  List<Call> withoutOutput() {
    long p = path.address();
    long q = other.address();
    return List.of(
        new Call("openat", 257, AT_FDCWD, p, O_WRONLY, 0),
        new Call("openat", 257, AT_FDCWD, p, O_RDWR, 0),
        new Call("openat", 257, AT_FDCWD, q, O_CREAT, 0600),
        new Call("rename", 82, q, p),
        new Call("renameat", 264, AT_FDCWD, q, AT_FDCWD, p),
        new Call("renameat2", 316, AT_FDCWD, q, AT_FDCWD, p, 0),
        new Call("unlink", 87, q),
        new Call("unlinkat", 263, AT_FDCWD, q, 0));
  }

  /**
   * To make a process: libc has all signals blocked then, so that they are refused, but nobody
   * counts.
   */
  List<Call> uncounted() {
    return List.of(
        new Call("clone", CLONE, SIGCHLD), new Call("fork", FORK), new Call("vfork", VFORK));
  }

  /**
   * By libc, as Java 17 closes descriptors that it never opened, perhaps the standard output, where
   * it cannot make a pipe.
   *
   * @return whether a program was run
   */
  boolean runs(String command) {
    return libc.system(command) == 0;
  }

  /** Whether it answers EPERM. */
  boolean isRefused(Call call) {
    long[] six = Arrays.copyOf(call.arguments(), 6);
    long result = libc.syscall(call.number(), six[0], six[1], six[2], six[3], six[4], six[5]);
    if (result == 0 && call.number() >= CLONE && call.number() <= VFORK) {
      libc.syscall(EXIT_GROUP, 1, 0, 0, 0, 0, 0); // this is a child
    }
    return result == -1 && LastError.getLastError(runtime) == EPERM;
  }
}
