package io.fdtrail.resolve;

import io.fdtrail.event.Container;
import io.fdtrail.event.FdEvent;
import io.fdtrail.event.Process;
import io.fdtrail.event.Unit;
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
  private static final long ROOT_ID = 1; // cgroup_setup_root() warns of any other

  /** What the path of a cgroup tells. */
  private record Place(Container container, Unit unit) {
    static Place parse(String path) {
      return new Place(ContainerPath.parse(path), UnitPath.parse(path));
    }

    Process of(Process process) {
      Process contained = container.isKnown() ? process.in(container) : process;
      return unit.equals(Unit.NONE) ? contained : contained.in(unit);
    }
  }

  private final ProcFs proc;
  private final Path root;
  private final LongSupplier nanoTime;
  private final RecentResults<Process> kept = new RecentResults<>();
  private long nextSearch;
  private final Map<Long, Place> places =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Place> eldest) {
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

  /** The same event, with the container and the unit of the acting process, if it is in one. */
  public FdEvent mark(FdEvent event) {
    Process process = kept.get(event.process(), by -> inItsPlace(by, event.bootNs()));
    return process == event.process() ? event : event.by(process);
  }

  /** Null if the place is not known yet. */
  private Process inItsPlace(Process process, long bootNs) {
    if (process.cgroupId() == ROOT_ID) {
      return ofVersion1(process.pid(), bootNs).map(place -> place.of(process)).orElse(process);
    }
    Place place = places.get(process.cgroupId());
    if (place == null) {
      Optional<String> path = find(process);
      if (path.isEmpty()) {
        return null;
      }
      place = Place.parse(path.get());
      places.put(process.cgroupId(), place);
    }
    return place.of(process);
  }

  /** Empty if it is in no cgroup of systemd's hierarchy, or has ended since the act. */
  private Optional<Place> ofVersion1(int pid, long bootNs) {
    return proc.systemdCgroup(pid).filter(path -> proc.startedBy(pid, bootNs)).map(Place::parse);
  }

  /** The path of its cgroup; empty if it is not known yet. */
  private Optional<String> find(Process process) {
    Optional<String> own =
        proc.cgroup(process.pid())
            .filter(path -> inode(root.resolve("." + path)) == process.cgroupId());
    return own.or(() -> search(process.cgroupId()));
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
