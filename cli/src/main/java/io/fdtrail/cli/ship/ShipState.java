package io.fdtrail.cli.ship;

import io.fdtrail.cli.output.OtelRecord;
import io.fdtrail.cli.ship.ShipCounts.Count;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What must outlive the shipper.
 *
 * @param places up to where the files are sent
 * @param last numbered line that was sent
 */
record ShipState(List<Place> places, Line last, Map<Count, Long> counts) {
  private static final String VERSION = "fdtrail-ship 1";
  private static final String END = "end";
  private static final Pattern BOOT = Pattern.compile("[0-9a-f-]+");

  static final ShipState NONE = new ShipState(List.of(), Line.NONE, Map.of());

  /**
   * A line that has a number.
   *
   * @param boot of its machine; empty: there was no such line
   */
  record Line(String boot, long number, long timeNanos) {
    static final Line NONE = new Line("", 0, 0);
  }

  /** Nothing has been sent of these files, whose first line this is. */
  static ShipState before(OtelRecord first, List<Place> places) {
    List<Place> beginnings = places.stream().map(Place::beginningOf).toList();
    Line last = new Line(first.boot(), first.sequence() - 1, first.timeNanos());
    return new ShipState(beginnings, last, Map.of());
  }

  /**
   * Reads it; nothing has been sent, if there is no such file.
   *
   * @throws IOException if it cannot be read, or is damaged
   */
  static ShipState read(Path path) throws IOException {
    List<String> lines;
    try {
      lines = Files.readAllLines(path, StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException e) {
      return NONE;
    }
    try {
      if (!lines.get(0).equals(VERSION) || !lines.get(lines.size() - 1).equals(END)) {
        throw new IOException(path + " is no state of 'fdtrail ship'; remove it to send all again");
      }
      return parse(lines.subList(1, lines.size() - 1));
    } catch (IndexOutOfBoundsException | NumberFormatException e) {
      throw new IOException(path + " is damaged; remove it to send all again", e);
    }
  }

  private static ShipState parse(List<String> lines) {
    Line last = Line.NONE;
    List<Place> places = new ArrayList<>();
    Map<Count, Long> counts = new EnumMap<>(Count.class);
    for (String line : lines) {
      String[] words = line.split(" ");
      Optional<Count> count = Count.of(words[0]);
      if (count.isPresent()) {
        counts.put(count.get(), natural(words[1]));
      } else if (words[0].equals("line")) {
        last = new Line(words[1], Long.parseLong(words[2]), Long.parseLong(words[3]));
      } else {
        Place.Id id = new Place.Id(Long.parseLong(words[1]), Long.parseLong(words[2]));
        places.add(new Place(id, natural(words[3]), natural(words[4])));
      }
    }
    return new ShipState(places, last, counts);
  }

  private static long natural(String word) {
    long number = Long.parseLong(word);
    if (number < 0) {
      throw new NumberFormatException(word);
    }
    return number;
  }

  /**
   * Replaces it, so that at each moment the file is whole. After a power failure it may be an older
   * one: then some lines are sent again.
   */
  void write(Path path) throws IOException {
    StringBuilder text = new StringBuilder(VERSION).append('\n');
    if (BOOT.matcher(last.boot()).matches()) {
      text.append("line ").append(last.boot()).append(' ').append(last.number());
      text.append(' ').append(last.timeNanos()).append('\n');
    }
    counts.forEach(
        (what, number) -> text.append(what.word()).append(' ').append(number).append('\n'));
    for (Place each : places) {
      text.append("file ").append(each.id().device()).append(' ').append(each.id().inode());
      text.append(' ').append(each.offset()).append(' ').append(each.beginning()).append('\n');
    }
    ByteBuffer bytes = StandardCharsets.UTF_8.encode(text.append(END).append('\n').toString());
    Path fresh = path.resolveSibling(path.getFileName() + ".new");
    try (FileChannel file =
        FileChannel.open(
            fresh,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      while (bytes.hasRemaining()) {
        file.write(bytes);
      }
      file.force(true);
    }
    Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
