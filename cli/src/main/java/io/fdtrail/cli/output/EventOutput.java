package io.fdtrail.cli.output;

import io.fdtrail.os.Environment;
import io.fdtrail.os.Outlet;
import io.fdtrail.os.SystemException;
import io.fdtrail.os.TerminalSize;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where rows go. Only whole lines are passed to the system, and if it takes no more (a full disk),
 * the part of a line that it took last is cut off again.
 */
public final class EventOutput {
  private static final int STDOUT = 1;
  private static final int FLUSH_SIZE = 64 * 1024;

  private final Destination destination;
  private final boolean byLine;
  private final Palette palette;
  private final LineBuffer line = new LineBuffer(2 * FLUSH_SIZE);
  private long lost;
  private boolean isStuck;

  private EventOutput(Destination destination, Palette palette) {
    this(destination, destination.isByLine(), palette);
  }

  private EventOutput(Destination destination, boolean byLine, Palette palette) {
    this.destination = destination;
    this.byLine = byLine;
    this.palette = palette;
  }

  /** The standard output; on a terminal, each line is shown at once. */
  @SuppressWarnings("resource") // the standard output is never closed
  public static EventOutput standard() throws IOException {
    return of(new FileOutputStream(FileDescriptor.out).getChannel(), Path.of("/proc/self/fd/1"));
  }

  /**
   * The standard output of a trace, which ends when the patience ends, whatever its reader does.
   *
   * @throws SystemException if the library cannot be loaded
   */
  public static EventOutput standard(Patience patience) throws IOException, SystemException {
    EventOutput output = standard();
    Outlet outlet = Outlet.of(STDOUT);
    if (!outlet.mayBlock()) { // a file, or a device that is no terminal, such as /dev/null
      return new EventOutput(output.destination, false, Palette.PLAIN);
    }
    Palette palette =
        outlet.size().isPresent() ? Palette.of(Environment.ofProcess()::get) : Palette.PLAIN;
    return new EventOutput(new StreamOutput(outlet, output.byLine, patience), palette);
  }

  /** A file that is open for writing. */
  static EventOutput of(FileChannel channel, Path path) throws IOException {
    return of(new InheritedOutput(channel, path));
  }

  public static EventOutput of(Destination destination) {
    return new EventOutput(destination, Palette.PLAIN);
  }

  /** With colours. */
  static EventOutput coloured(Destination destination) {
    return new EventOutput(destination, Palette.COLOURED);
  }

  /** How much it shows at once; empty if it is no terminal, or one that does not know it. */
  public Optional<TerminalSize> size() {
    return destination.size();
  }

  Palette palette() {
    return palette;
  }

  /** Whether it has a reader that can go away: a pipe or a socket. */
  public boolean hasReader() {
    return destination.hasReader();
  }

  /**
   * Whether nothing more is written, because nobody read what was there when a signal asked us to
   * end.
   */
  public boolean isGivenUp() {
    return destination.isGivenUp();
  }

  /** Lines that could not be written so far. */
  public long lost() {
    return lost;
  }

  /** Whether some of the last lines could not be written. */
  public boolean isStuck() {
    return isStuck;
  }

  /** Where a line is written, without its end. */
  LineBuffer line() {
    return line;
  }

  /** Completes the line. */
  void endLine() throws IOException {
    line.put('\n');
    if (byLine || line.length() >= FLUSH_SIZE) {
      flush();
    }
  }

  /** Completes what is no line. */
  void endBytes() throws IOException {
    if (line.length() >= FLUSH_SIZE) {
      flush();
    }
  }

  /** Writes a document in the place of what was there before. */
  void replace(byte[] document) throws IOException {
    Patience.OURS.begin();
    try {
      long unwritten = destination.replace(document);
      lost += unwritten;
      isStuck = unwritten > 0;
    } finally {
      Patience.OURS.done();
    }
  }

  /**
   * Passes on what has been written. Call it between lines, whenever nothing more comes for now.
   *
   * @throws OutputClosed if nobody reads any more
   */
  public void flush() throws IOException {
    if (line.length() == 0) {
      return;
    }
    Patience.OURS.begin();
    try {
      long unwritten = destination.write(line.array(), line.length());
      lost += unwritten;
      isStuck = unwritten > 0;
    } finally {
      Patience.OURS.done();
      line.clear();
    }
  }
}
