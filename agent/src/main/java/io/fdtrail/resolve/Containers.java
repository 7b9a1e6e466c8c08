package io.fdtrail.resolve;

import io.fdtrail.event.Container;
import io.fdtrail.event.FdEvent;
import io.fdtrail.event.Process;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * Containers by cgroup id, which is the inode of the cgroup's directory. We first read the
 * process's own {@code /proc/PID/cgroup}, and believe it if that directory has this inode. If the
 * process is gone we search the tree, at most a few times a second.
 */
public final class Containers {
  private static final int MAX_CGROUPS = 4096;
  private static final long PAUSE_NS = 250_000_000;

  private final ProcFs proc;
  private final Path root;
  private final LongSupplier nanoTime;
  private final RecentResults<Process> kept = new RecentResults<>();
  private long nextSearch;
  private final Map<Long, Container> containers =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Container> eldest) {
          return size() > MAX_CGROUPS;
        }
      };

  /**
   * @param cgroups usually {@code /sys/fs/cgroup}; if version 1 is mounted there, its {@code
   *     unified} is used
   * @param nanoTime a monotonic clock
   */
  public Containers(ProcFs proc, Path cgroups, LongSupplier nanoTime) {
    Path unified = cgroups.resolve("unified");
    this.proc = proc;
    this.root = Files.isDirectory(unified) ? unified : cgroups;
    this.nanoTime = nanoTime;
    this.nextSearch = nanoTime.getAsLong();
  }

  /** The same event, with the container of the acting process, if it is in one. */
  public FdEvent mark(FdEvent event) {
    Process process = kept.get(event.process(), this::withContainer);
    return process == event.process() ? event : event.by(process);
  }

  /** Null if the container is not known yet. */
  private Process withContainer(Process process) {
    Container container = containers.get(process.cgroupId());
    if (container == null) {
      Optional<Container> found = find(process);
      if (found.isEmpty()) {
        return null;
      }
      container = found.get();
      containers.put(process.cgroupId(), container);
    }
    return container.isKnown() ? process.in(container) : process;
  }

  /** Empty if the container is not known yet. */
  private Optional<Container> find(Process process) {
    Optional<String> own =
        proc.cgroup(process.pid())
            .filter(path -> inode(root.resolve("." + path)) == process.cgroupId());
    return own.or(() -> search(process.cgroupId())).map(ContainerPath::parse);
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
