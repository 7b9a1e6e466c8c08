package io.fdtrail.cli.ship;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The names that the files of a spool may have, from that of the newest file to that of the oldest.
 * Files may be renamed all the time, but each only to an older name. So whoever follows the names
 * meets each file at least once, and the older one of two files last.
 */
final class SpoolNames {
  /** After the name of the file: {@code .1}, or logrotate's {@code -20261128}. */
  private static final Pattern RENAMED = Pattern.compile("([.-])([0-9]{1,12})");

  /** So many names ahead, a file may be found that had another name when they were listed. */
  private static final int AHEAD = 3;

  private final Path path;
  private final NavigableMap<Long, Path> dates = new TreeMap<>();
  private final NavigableMap<Long, Path> numbers = new TreeMap<>();

  /** What is done with each name. */
  interface Visit {
    /** Returns whether there is a file of that name. */
    boolean at(Path name) throws IOException;
  }

  private SpoolNames(Path path) {
    this.path = path;
  }

  /** Follows the names of this file and of those that were renamed. */
  static void follow(Path path, Visit visit) throws IOException {
    visit.at(path); // before the list: it may get a name that is not in there
    new SpoolNames(path).followRenamed(visit);
  }

  private void followRenamed(Visit visit) throws IOException {
    list();
    for (Path each : dates.descendingMap().values()) { // which keep their names
      visit.at(each);
    }
    for (long number : numbers.keySet().toArray(Long[]::new)) {
      lookAhead(number);
    }
    lookAhead(0);
    while (!numbers.isEmpty()) { // .2 is older than .1
      var next = numbers.pollFirstEntry();
      if (visit.at(next.getValue())) {
        lookAhead(next.getKey());
      }
    }
  }

  private void lookAhead(long number) {
    for (long next = number + 1; next <= number + AHEAD; next++) {
      numbers.putIfAbsent(next, path.resolveSibling(path.getFileName() + "." + next));
    }
  }

  private void list() throws IOException {
    String name = path.getFileName().toString();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(path.toAbsolutePath().getParent())) {
      for (Path each : all) {
        String other = each.getFileName().toString();
        if (other.startsWith(name)) {
          Matcher end = RENAMED.matcher(other.substring(name.length()));
          if (end.matches()) {
            (end.group(1).equals("-") ? dates : numbers).put(Long.valueOf(end.group(2)), each);
          }
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
  }
}
