package io.fdtrail.cli.ship;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The file that a tracer writes, with those that it or logrotate renamed. All are open, so that
 * they may be renamed meanwhile, and no other file gets their inode. Of files that are deleted
 * before they are read, only the oldest one stays open: the others would fill the disk.
 */
final class Spool implements AutoCloseable {
  /** So many looks in a row did not find a file. */
  private static final int DELETED = 3;

  private final Path path;
  private final Map<Place.Id, Place> before = new HashMap<>();
  private boolean isNew;
  private List<SpoolFile> files = new ArrayList<>();

  /**
   * @param places up to where an earlier process has sent them
   */
  Spool(Path path, List<Place> places) {
    this.path = path;
    places.forEach(place -> before.put(place.id(), place));
  }

  /** Whether all files that an earlier process has sent are gone. */
  boolean isNew() {
    return isNew;
  }

  /** Looks for new files, and for those that were deleted. */
  void look() throws IOException {
    Map<Place.Id, SpoolFile> open = new HashMap<>();
    files.stream().filter(SpoolFile::isOpen).forEach(file -> open.put(file.id(), file));
    Map<Place.Id, SpoolFile> met = new LinkedHashMap<>(); // the newest first
    boolean isFirst = files.isEmpty();
    try {
      SpoolNames.follow(path, name -> meet(name, open, met));
      keep(met.keySet());
    } catch (IOException e) {
      met.keySet().removeAll(open.keySet());
      close(met.values());
      throw e;
    }
    met.keySet().removeAll(open.keySet());
    List<SpoolFile> fresh = new ArrayList<>(met.values());
    Collections.reverse(fresh);
    files.addAll(fresh);
    isNew |= isFirst && !before.isEmpty() && files.stream().noneMatch(SpoolFile::isResumed);
    before.clear(); // from now on another file may have that inode
  }

  /** Opens the file of that name, if it is not open yet. Returns whether there is one. */
  private boolean meet(Path name, Map<Place.Id, SpoolFile> open, Map<Place.Id, SpoolFile> met)
      throws IOException {
    Optional<Place.Id> id = identify(name);
    if (id.isEmpty()) {
      return false;
    }
    SpoolFile again = met.remove(id.get()); // it is older than what was met meanwhile
    Optional<SpoolFile> file = Optional.ofNullable(again == null ? open.get(id.get()) : again);
    (file.isPresent() ? file : open(name, id.get())).ifPresent(each -> met.put(id.get(), each));
    return true;
  }

  private void keep(Set<Place.Id> named) throws IOException {
    List<SpoolFile> kept = new ArrayList<>();
    boolean holdsDeleted = false;
    for (SpoolFile file : files) { // which do not change their order
      boolean isNamed = file.isOpen() && named.contains(file.id());
      if (isNamed) {
        file.missed(false);
      }
      if (isNamed || keep(file, !holdsDeleted)) {
        kept.add(file);
        holdsDeleted |= !isNamed && file.isOpen();
      }
    }
    files = kept;
  }

  /**
   * Whether a file without a name is still of interest.
   *
   * @param mayWait until it is read
   */
  private static boolean keep(SpoolFile file, boolean mayWait) throws IOException {
    if (!file.isOpen()) {
      return file.hasLost();
    }
    if (file.missed(true) < DELETED) {
      return true;
    }
    if (file.unread() == 0) {
      file.close();
      return false;
    }
    if (!mayWait || file.isTorn()) {
      file.abandon();
    }
    return true;
  }

  /** What is added from now on waits for the next call. */
  void limit() throws IOException {
    List<SpoolFile> newestFirst = new ArrayList<>(files);
    Collections.reverse(newestFirst); // what is older than a line in a newer file is complete
    for (SpoolFile file : newestFirst) {
      if (file.isOpen()) {
        file.limit();
      }
    }
  }

  private static Optional<Place.Id> identify(Path path) throws IOException {
    try {
      Map<String, Object> status =
          Files.readAttributes(path, "unix:dev,ino,isRegularFile", LinkOption.NOFOLLOW_LINKS);
      return Boolean.TRUE.equals(status.get("isRegularFile"))
          ? Optional.of(new Place.Id((long) status.get("dev"), (long) status.get("ino")))
          : Optional.empty();
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /** Empty: it has another name by now, and will be found under that. */
  private Optional<SpoolFile> open(Path path, Place.Id id) throws IOException {
    FileChannel channel;
    try {
      channel = FileChannel.open(path, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
    if (!identify(path).equals(Optional.of(id))) {
      channel.close();
      return Optional.empty();
    }
    Place place = before.get(id);
    boolean isSame = place != null && place.isIn(channel);
    return Optional.of(new SpoolFile(id, channel, isSame ? place.offset() : 0));
  }

  List<SpoolFile> files() {
    return List.copyOf(files);
  }

  List<Place> places() throws IOException {
    List<Place> places = new ArrayList<>();
    for (SpoolFile file : files) {
      if (file.isOpen()) {
        places.add(file.place());
      }
    }
    return places;
  }

  long unread() throws IOException {
    long bytes = 0;
    for (SpoolFile file : files) {
      bytes += file.isOpen() ? file.unread() : 0;
    }
    return bytes;
  }

  @Override
  public void close() throws IOException {
    close(files);
  }

  private static void close(Collection<SpoolFile> files) throws IOException {
    for (SpoolFile file : files) {
      file.close();
    }
  }
}
