package io.fdtrail.os;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * The directory of a file. Only root and we can have led us there: the directory and each one above
 * it belongs to root or to us, and nobody else can write it. We walk there step by step, check each
 * directory by its descriptor, and follow links ourselves.
 *
 * <p>In a directory with the sticky bit, such as {@code /tmp}, others may create entries, but not
 * rename or remove entries of somebody else. So a directory of ours is as safe there as elsewhere.
 * A link there is not followed, because another user may have put it there as a hard link.
 */
public final class TrustedDirectory implements AutoCloseable {
  private static final int MOST_LINKS = 40; // the kernel's limit

  /** The advice for a directory that is not trusted. */
  public static final String ADVICE =
      "; choose a directory that only root may change, such as /var/log";

  private final NativeFile directory;
  private final String name;
  private final boolean isShared;

  private TrustedDirectory(NativeFile directory, String name, boolean isShared) {
    this.directory = directory;
    this.name = name;
    this.isShared = isShared;
  }

  /**
   * The directory of a file.
   *
   * @throws IOException if it does not exist, or others could have led us there; the message is for
   *     users
   */
  public static TrustedDirectory of(String path) throws IOException {
    int slash = path.lastIndexOf('/');
    String name = path.substring(slash + 1);
    if (name.isEmpty() || name.equals(".") || name.equals("..")) {
      throw new IOException("it is a directory");
    }
    try (Walk walk = new Walk(path.startsWith("/"))) {
      walk.go(path.substring(0, slash + 1));
      boolean isShared = walk.isShared();
      return new TrustedDirectory(walk.arrive(), name, isShared);
    }
  }

  public NativeFile directory() {
    return directory;
  }

  /** The file's name in it. */
  public String name() {
    return name;
  }

  /** Whether others may also create entries. */
  public boolean isShared() {
    return isShared;
  }

  /** Whether the user is root or ours. */
  public static boolean isTrusted(int uid) {
    return uid == 0 || uid == NativeFile.user0();
  }

  public static boolean isOurs(int uid) {
    return uid == NativeFile.user0();
  }

  @Override
  public void close() {
    directory.close();
  }

  /** A walk to a directory, one step at a time. */
  private static final class Walk implements AutoCloseable {
    private final Deque<String> ahead = new ArrayDeque<>();
    private NativeFile here;
    private int links;

    Walk(boolean fromRoot) throws IOException {
      here = NativeFile.directory(fromRoot ? "/" : ".");
      try {
        look(here);
        if (!fromRoot) {
          lookAbove(here);
        }
      } catch (IOException e) {
        close();
        throw e;
      }
    }

    /** Checks the path to the current directory, too. The root is its own parent. */
    private static void lookAbove(NativeFile directory) throws IOException {
      try (NativeFile parent = directory.look("..")) {
        look(parent);
        if (!parent.status().isSameFile(directory.status())) {
          lookAbove(parent);
        }
      }
    }

    void go(String path) throws IOException {
      put(path);
      while (!ahead.isEmpty()) {
        String step = ahead.pop();
        if (!step.isEmpty() && !step.equals(".")) {
          step(step);
        }
      }
    }

    private void put(String path) {
      List<String> steps = Arrays.asList(path.split("/"));
      for (int i = steps.size() - 1; i >= 0; i--) {
        ahead.push(steps.get(i));
      }
    }

    private void step(String name) throws IOException {
      NativeFile next = here.look(name);
      try {
        if (next.status().isLink()) {
          follow(next);
          return;
        }
        look(next);
        NativeFile behind = here;
        here = next;
        next = behind;
      } finally {
        next.close();
      }
    }

    private void follow(NativeFile link) throws IOException {
      if (isShared() || !isTrusted(link.status().uid())) {
        throw new IOException("others may have made the symbolic link " + link.name());
      }
      if (++links > MOST_LINKS) {
        throw new IOException("too many symbolic links");
      }
      String target = link.target();
      put(target);
      if (target.startsWith("/")) {
        here.close();
        here = NativeFile.directory("/");
        look(here);
      }
    }

    private static void look(NativeFile directory) throws IOException {
      FileStatus status = directory.status();
      if (!status.isDirectory()) {
        throw new IOException(directory.name() + " is not a directory");
      }
      if (!isTrusted(status.uid())) {
        throw new IOException(
            directory.name()
                + " belongs to user "
                + Integer.toUnsignedString(status.uid())
                + ADVICE);
      }
      if (status.isOpenToOthers() && !status.isSticky()) {
        throw new IOException("others may write to " + directory.name() + ADVICE);
      }
    }

    private boolean isShared() throws IOException {
      return here.status().isOpenToOthers();
    }

    /** Returns the directory, which the caller must close. */
    NativeFile arrive() {
      NativeFile arrived = here;
      here = null;
      return arrived;
    }

    @Override
    public void close() {
      if (here != null) {
        here.close();
      }
    }
  }
}
