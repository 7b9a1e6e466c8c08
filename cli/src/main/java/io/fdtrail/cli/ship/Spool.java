package io.fdtrail.cli.ship;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The file that a tracer writes, with those that it or logrotate renamed. All are open, so that
 * they may be renamed meanwhile, and no other file gets their inode. Of files that are deleted
 * before they are read, only the oldest one stays open: the others would fill the disk.
 */
final class Spool implements AutoCloseable {
  /** After the name of the file: {@code .1}, or logrotate's {@code -20261128}. */
  private static final Pattern RENAMED = Pattern.compile("[.-][0-9]{1,12}");

  /** So often in a row a file was not found. Once may be between two names. */
  private static final int DELETED = 3;

  private static final int ATTEMPTS = 20;

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
    Map<Place.Id, Path> found = list();
    List<SpoolFile> kept = new ArrayList<>();
    boolean holdsDeleted = false;
    for (SpoolFile file : files) { // which do not change their order
      boolean isNamed = file.isOpen() && found.containsKey(file.id());
      if (isNamed) {
        file.missed(false);
      }
      if (isNamed || keep(file, !holdsDeleted)) {
        kept.add(file);
        holdsDeleted |= !isNamed && file.isOpen();
      }
    }
    boolean isFirst = files.isEmpty();
    files = kept;
    boolean isWhole = false;
    for (int attempt = 0; !isWhole && attempt < ATTEMPTS; attempt++) {
      Map<Place.Id, Path> fresh = fresh();
      isWhole = fresh.equals(fresh()) && open(fresh);
    }
    isNew |= isFirst && !before.isEmpty() && files.stream().noneMatch(SpoolFile::isResumed);
    if (isWhole) {
      before.clear(); // from now on another file may have that inode
    }
  }

  /**
   * Those that are not open yet, the oldest first. If a file is renamed meanwhile, it may be there
   * twice, or not at all: two calls in a row return the same, or are worth nothing.
   */
  private Map<Place.Id, Path> fresh() throws IOException {
    Map<Place.Id, Path> fresh = list();
    files.stream().filter(SpoolFile::isOpen).forEach(file -> fresh.remove(file.id()));
    return fresh;
  }

  /**
   * Opens them, the oldest first.
   *
   * @return whether all are open; if not, newer ones wait for the one that was renamed meanwhile
   */
  private boolean open(Map<Place.Id, Path> fresh) throws IOException {
    for (Map.Entry<Place.Id, Path> each : fresh.entrySet()) {
      Optional<SpoolFile> file = open(each.getValue(), each.getKey());
      if (file.isEmpty()) {
        return false;
      }
      files.add(file.get());
    }
    return true;
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

  /** Oldest first. */
  private Map<Place.Id, Path> list() throws IOException {
    Map<Place.Id, Path> found = new LinkedHashMap<>();
    for (Path each : renamed()) {
      identify(each).ifPresent(id -> found.put(id, each));
    }
    identify(path).ifPresent(id -> found.put(id, path));
    return found;
  }

  private List<Path> renamed() throws IOException {
    String name = path.getFileName().toString();
    List<Path> renamed = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(path.toAbsolutePath().getParent())) {
      for (Path each : all) {
        String other = each.getFileName().toString();
        if (other.startsWith(name) && RENAMED.matcher(other.substring(name.length())).matches()) {
          renamed.add(each);
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    renamed.sort(Comparator.comparingLong(each -> age(each.toString())));
    return renamed;
  }

  /** {@code .2} is older than {@code .1}; of dates, the smaller one. */
  private static long age(String name) {
    int at = Math.max(name.lastIndexOf('.'), name.lastIndexOf('-'));
    long number = Long.parseLong(name.substring(at + 1));
    return name.charAt(at) == '.' ? -number : number;
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
    for (SpoolFile file : files) {
      file.close();
    }
  }
}
