package io.fdtrail.scm;

import static io.fdtrail.os.Errno.EACCES;
import static io.fdtrail.os.Errno.ENOENT;
import static io.fdtrail.os.Errno.ENOTDIR;

import io.fdtrail.os.Environment;
import io.fdtrail.os.Libc;
import io.fdtrail.os.SystemException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import jnr.ffi.Pointer;

/**
 * The program that replaces us: the same process, directory, umask and environment, default
 * signals, and no descriptors except 0, 1, 2 and those that are placed.
 */
public final class NewProgram {
  private static final int NOT_EXECUTABLE = 126;
  private static final int NOT_FOUND = 127;

  private static final int X_OK = 1;
  private static final int AT_EACCESS = 0x200;
  private static final long CLOSE_RANGE = 436;
  private static final int FIRST_OTHER = 3;
  private static final int FD_CLOEXEC = 1;
  private static final int CLOSE_RANGE_CLOEXEC = 4;
  private static final int CLONE_FILES = 0x400;
  private static final long ALL = 0xffffffffL;

  private static final int SIG_SETMASK = 2;
  private static final int SIGSET_SIZE = 128;
  private static final int SIGNALS = 64;
  private static final int SIGACTION_SIZE = 32; // the kernel's
  private static final long RT_SIGACTION =
      System.getProperty("os.arch").equals("aarch64") ? 134 : 13;
  private static final long SIG_IGN = 1;
  private static final String STANDARD_PATH = "/bin:/usr/bin";

  private static final byte[] REFUSED =
      "fdtrail: the kernel refuses to run the command\n".getBytes(StandardCharsets.US_ASCII);

  /** The program cannot be run. */
  public static final class CannotRun extends Exception {
    private static final long serialVersionUID = 1;

    private final int exitStatus;

    private CannotRun(byte[] program, SystemException e) {
      super("cannot run " + shown(program) + ": " + e.symbol());
      exitStatus = e.is(ENOENT, ENOTDIR) ? NOT_FOUND : NOT_EXECUTABLE;
    }

    private static String shown(byte[] program) {
      return program.length == 0 ? "''" : new String(program, StandardCharsets.ISO_8859_1);
    }

    /** What a shell would exit with: 127 not found, 126 found but not executable. */
    public int exitStatus() {
      return exitStatus;
    }
  }

  private final Libc libc;
  private final byte[] file;
  private final Pointer argv;
  private final Pointer envp;

  private NewProgram(Libc libc, byte[] file, Pointer argv, Pointer envp) {
    this.libc = libc;
    this.file = file;
    this.argv = argv;
    this.envp = envp;
  }

  /**
   * Looks up a program as execvp(3) does, to report early if there is none.
   *
   * @param argv the program and its arguments
   */
  public static NewProgram find(List<byte[]> argv) throws PassingException, CannotRun {
    Libc libc = LoadedLibc.get();
    Environment environment = Environment.ofProcess();
    byte[] name = argv.get(0);
    String path = environment.get("PATH").orElse(STANDARD_PATH);
    try {
      requireExecutable(libc, new String(name, StandardCharsets.ISO_8859_1), path);
    } catch (SystemException e) {
      throw new CannotRun(name, e);
    }
    libc.functions()
        .setenv(Libc.terminated("PATH"), Libc.terminated(path), 1); // where execvpe searches
    return new NewProgram(
        libc, Libc.terminated(name), libc.strings(argv), libc.strings(environment.variables()));
  }

  private static void requireExecutable(Libc libc, String name, String path)
      throws SystemException {
    SystemException refusal = new SystemException("exec", ENOENT);
    List<String> candidates = new ArrayList<>();
    if (name.indexOf('/') >= 0) {
      candidates.add(name);
    } else if (!name.isEmpty()) {
      for (String directory : path.split(":", -1)) {
        candidates.add(directory.isEmpty() ? name : directory + "/" + name);
      }
    }
    for (String candidate : candidates) {
      try {
        byte[] file = Libc.terminated(candidate);
        libc.call(
            "access", () -> libc.functions().faccessat(FileCalls.HERE, file, X_OK, AT_EACCESS));
        try (Descriptor opened = FileCalls.open(libc, FileCalls.HERE, candidate, Libc.O_PATH)) {
          if (Status.of(libc, opened.number()).isRegular()) {
            return;
          }
          refusal = new SystemException("exec", EACCES);
        }
      } catch (SystemException e) {
        if (!e.is(ENOENT, ENOTDIR)) {
          refusal = e;
        }
      }
    }
    throw refusal;
  }

  /**
   * Executes the program. Returns only if that fails, and then the process can only exit.
   *
   * @param sources the descriptor for each number that the program gets; others of ours may have
   *     these numbers
   */
  public void replaceUs(Map<Integer, Descriptor> sources) throws PassingException {
    Map<Integer, Integer> moves = new LinkedHashMap<>();
    sources.forEach((target, descriptor) -> moves.put(target, descriptor.number()));
    byte[] nothing = new byte[SIGSET_SIZE];
    try {
      ownTable(libc);
      int messages =
          libc.call("dup", () -> libc.functions().fcntl(2, Libc.F_DUPFD_CLOEXEC, FIRST_OTHER));
      prepareCalls();
      closeOnExec();
      defaultSignals();
      // From here on we may overwrite the JVM's own descriptors, so no class must be loaded any
      // more.
      place(libc, moves);
      libc.functions().pthread_sigmask(SIG_SETMASK, nothing, null);
      libc.functions().execvpe(file, argv, envp);
      libc.functions().write(messages, REFUSED, REFUSED.length);
      libc.functions()._exit(NOT_EXECUTABLE);
    } catch (SystemException e) {
      throw PassingException.of("place the descriptors", e);
    }
  }

  /**
   * Gives this thread its own descriptor table. Other threads of the JVM may open files at any
   * time: a number that one of them is about to use gives EBUSY (dup2(2)), and one that it has used
   * it closes later.
   */
  static void ownTable(Libc libc) throws SystemException {
    libc.call("unshare", () -> libc.functions().unshare(CLONE_FILES));
  }

  /** jnr-ffi creates the stub of a function at its first call. */
  private void prepareCalls() throws SystemException {
    place(libc, new LinkedHashMap<>(Map.of(1, 1)));
    libc.functions().dup2(-1, -1);
    libc.functions().execvpe(new byte[1], argv, envp);
    libc.functions().write(-1, REFUSED, 0);
  }

  /**
   * Gives each descriptor its number, one after the other, first those whose number no other source
   * has. If only cycles are left, it first duplicates a member of one to another number.
   *
   * @param moves from the number to the descriptor that must get it; emptied by this method
   */
  static void place(Libc libc, Map<Integer, Integer> moves) throws SystemException {
    while (!moves.isEmpty()) {
      boolean moved = false;
      for (Iterator<Map.Entry<Integer, Integer>> each = moves.entrySet().iterator();
          each.hasNext(); ) {
        Map.Entry<Integer, Integer> move = each.next();
        int target = move.getKey();
        int source = move.getValue();
        if (source == target) {
          libc.call("fcntl", () -> libc.functions().fcntl(target, Libc.F_SETFD, 0));
        } else if (!isSourceOfAnother(moves, target)) {
          libc.call("dup2", () -> libc.functions().dup2(source, target));
        } else {
          continue;
        }
        each.remove();
        moved = true;
      }
      if (!moved) {
        Map.Entry<Integer, Integer> first = moves.entrySet().iterator().next();
        int source = first.getValue();
        first.setValue(
            libc.call(
                "dup", () -> libc.functions().fcntl(source, Libc.F_DUPFD_CLOEXEC, FIRST_OTHER)));
      }
    }
  }

  private static boolean isSourceOfAnother(Map<Integer, Integer> moves, int number) {
    for (Map.Entry<Integer, Integer> move : moves.entrySet()) {
      if (move.getValue() == number && move.getKey() != number) {
        return true;
      }
    }
    return false;
  }

  /** The flag came with Linux 5.11. */
  private void closeOnExec() throws SystemException {
    try {
      libc.call(
          "close_range",
          () -> libc.functions().syscall(CLOSE_RANGE, FIRST_OTHER, ALL, CLOSE_RANGE_CLOEXEC, 0));
    } catch (SystemException e) {
      for (String name : new java.io.File("/proc/thread-self/fd").list()) {
        int fd = Integer.parseInt(name);
        if (fd >= FIRST_OTHER) {
          libc.functions().fcntl(fd, Libc.F_SETFD, FD_CLOEXEC);
        }
      }
    }
  }

  /**
   * The kernel resets handlers, but not ignored signals. A system call by number: glibc hides two
   * signals.
   */
  private void defaultSignals() {
    Pointer action = libc.allocate(SIGACTION_SIZE);
    Pointer standard = libc.allocate(SIGACTION_SIZE);
    for (int signal = 1; signal <= SIGNALS; signal++) {
      libc.functions().syscall(RT_SIGACTION, signal, 0, action.address(), SIGNALS / Byte.SIZE);
      if (action.getAddress(0) == SIG_IGN) {
        libc.functions().syscall(RT_SIGACTION, signal, standard.address(), 0, SIGNALS / Byte.SIZE);
      }
    }
  }
}
