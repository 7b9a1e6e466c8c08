package io.fdtrail.resolve;

import io.fdtrail.event.Cgroup;
import io.fdtrail.event.Container;
import io.fdtrail.event.ContainerNames;
import io.fdtrail.event.FdEvent;
import io.fdtrail.memory.Recent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * Containers and units by cgroup id, which is the inode of the cgroup's directory. We first read
 * the process's own {@code /proc/PID/cgroup}, and believe it if that directory has this inode. If
 * the process is gone we search the tree, at most a few times a second.
 *
 * <p>Where processes are in cgroups of version 1 only, their cgroup of version 2 is the root. For
 * these we read systemd's own hierarchy, whose path names the same.
 */
public final class Containers {
  private static final int MAX_CGROUPS = 4096;
  private static final long PAUSE_NS = 250_000_000;
  static final long ROOT_ID = 1; // cgroup_setup_root() warns of any other

  private final ProcFs proc;
  private final Path root;
  private final LongSupplier nanoTime;
  private final Function<Container, ContainerNames> names;
  private final CgroupMarks marks = new CgroupMarks(this::cgroup);
  private long nextSearch;
  private final Map<Long, Cgroup> cgroups = new Recent<>(MAX_CGROUPS);

  /**
   * @param cgroups usually {@code /sys/fs/cgroup}; if version 1 is mounted there, its {@code
   *     unified} is used
   * @param nanoTime a monotonic clock
   * @param names finds those of a container; asked once for each cgroup
   */
  public Containers(
      ProcFs proc, Path cgroups, LongSupplier nanoTime, Function<Container, ContainerNames> names) {
    Path unified = cgroups.resolve("unified");
    this.proc = proc;
    this.root = Files.isDirectory(unified) ? unified : cgroups;
    this.nanoTime = nanoTime;
    this.names = names;
    this.nextSearch = nanoTime.getAsLong();
  }

  /** The same event, with the containers and the units of the acting process and of the sender. */
  public FdEvent mark(FdEvent event) {
    return marks.mark(event);
  }

  /**
   * What is known of a cgroup, in which a process was at that time.
   *
   * @return null if nothing is known yet
   */
  public Cgroup cgroup(long cgroupId, int pid, long bootNs) {
    if (cgroupId == 0 || cgroupId == ROOT_ID) {
      return cgroupId == 0 ? Cgroup.UNKNOWN : ofVersion1(pid, bootNs);
    }
    Cgroup cgroup = cgroups.get(cgroupId);
    if (cgroup == null) {
      Optional<String> path = find(cgroupId, pid);
      if (path.isEmpty()) {
        return null;
      }
      cgroup = parsed(path.get());
      cgroups.put(cgroupId, cgroup);
    }
    return cgroup;
  }

  /** Unknown if it is in no cgroup of systemd's hierarchy, or has ended since the act. */
  private Cgroup ofVersion1(int pid, long bootNs) {
    return proc.systemdCgroup(pid)
        .filter(path -> proc.startedBy(pid, bootNs))
        .map(this::parsed)
        .orElse(Cgroup.UNKNOWN);
  }

  private Cgroup parsed(String path) {
    Container container = ContainerPath.parse(path);
    Container named = container.isKnown() ? container.named(names.apply(container)) : container;
    return new Cgroup(true, named, UnitPath.parse(path));
  }

  /** The path of a cgroup, in which this process was; empty if it is not known yet. */
  private Optional<String> find(long cgroupId, int pid) {
    Optional<String> own =
        proc.cgroup(pid).filter(path -> inode(root.resolve("." + path)) == cgroupId);
    return own.or(() -> search(cgroupId));
  }

  private static long inode(Path directory) {
    try {
      return (Long) Files.getAttribute(directory, "unix:ino");
    } catch (IOException e) {
      return 0;
    }
  }

  /** Searches for the path of a cgroup; empty if it is gone, too. */
  private Optional<String> search(long cgroupId) {
    long now = nanoTime.getAsLong();
    if (now - nextSearch < 0) {
      return Optional.empty();
    }
    nextSearch = now + PAUSE_NS;
    return walk(directory -> inode(directory) == cgroupId);
  }

  /** Whether there is now a container whose id begins like this. */
  public boolean isThere(String beginning) {
    return walk(directory -> ContainerPath.parse(path(directory)).hasId(beginning)).isPresent();
  }

  /** The path of the first cgroup that matches. */
  private Optional<String> walk(Predicate<Path> isIt) {
    Path[] found = new Path[1];
    try {
      Files.walkFileTree(
          root,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(
                Path directory, BasicFileAttributes attributes) {
              if (isIt.test(directory)) {
                found[0] = directory;
                return FileVisitResult.TERMINATE;
              }
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, IOException e) {
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      return Optional.empty();
    }
    return Optional.ofNullable(found[0]).map(this::path);
  }

  /** The path from the root of the hierarchy, as ISO 8859-1. */
  private String path(Path directory) {
    byte[] path = root.relativize(directory).toString().getBytes(ProcFs.OF_PATHS);
    return "/" + new String(path, StandardCharsets.ISO_8859_1);
  }
}
