package io.fdtrail.cli.output;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.Set;

/**
 * A file that lines are appended to, for as long as it takes. It is opened anew when asked to (logrotate has renamed it),
 * and renamed by itself once it is large. What a full disk does not take is counted, and the next lines are tried again.
 * Nothing is synchronised: the kernel writes back when it likes.
 */
public final class OutputFile implements Destination, AutoCloseable {
  private static final int OTHERS_WRITE = 0022;
  private static final int LONGEST_LINE = 64 * 1024; // names of 4096 bytes, each of which may take six characters
  private static final FileAttribute<Set<PosixFilePermission>> MODE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----"));

  /**
   * When and how it is renamed.
   *
   * @param size once it has as many bytes; {@link Long#MAX_VALUE}: never
   * @param keep how many older ones are kept: {@code FILE.1}, the youngest, to {@code FILE.keep}
   */
  public record Rotation(long size, int keep) {
    public static final Rotation NEVER = new Rotation(Long.MAX_VALUE, 0);
  }

  private final Path path;
  private final Rotation rotation;
  private final PrintStream messages;
  private FileChannel channel;
  private long limit;
  private boolean isFull;
  private volatile boolean reopens;

  private OutputFile(Path path, Rotation rotation, PrintStream messages) throws IOException {
    this.path = path;
    this.rotation = rotation;
    this.messages = messages;
    this.channel = open(path);
    endLastLine(channel, path);
    this.limit = rotation.size();
  }

  /**
   * Opens it for appending, and makes it when it is not there.
   *
   * @throws IOException with a message for people
   */
  public static OutputFile open(Path path, Rotation rotation, PrintStream messages) throws IOException {
    return new OutputFile(path, rotation, messages);
  }

  /** Where everybody may write, a link or a file of somebody else's could lead us anywhere. */
  private static FileChannel open(Path path) throws IOException {
    Set<OpenOption> options = new HashSet<>(Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND));
    boolean shared = isShared(path);
    if (shared) {
      if (Files.isSymbolicLink(path)) {
        throw new IOException("it is a symbolic link where others may write");
      }
      options.add(LinkOption.NOFOLLOW_LINKS);
    }
    FileChannel channel = FileChannel.open(path, options, MODE);
    if (shared && !owner(path).equals(owner(Path.of("/proc/thread-self")))) {
      channel.close();
      throw new IOException("it is somebody else's where others may write");
    }
    return channel;
  }

  private static boolean isShared(Path path) throws IOException {
    Path directory = path.toAbsolutePath().getParent();
    return ((Integer) Files.getAttribute(directory, "unix:mode") & OTHERS_WRITE) != 0;
  }

  /** Who wrote it before us may have been killed in the middle of a line. Such a piece of ours goes; another's gets its end. */
  private static void endLastLine(FileChannel channel, Path path) throws IOException {
    if (!Files.isRegularFile(path) || isShared(path)) { // where others may write, the name may be another file's by now
      return;
    }
    try (FileChannel reader = FileChannel.open(path, StandardOpenOption.READ)) {
      long from = Math.max(0, reader.size() - LONGEST_LINE);
      ByteBuffer bytes = ByteBuffer.allocate((int) (reader.size() - from));
      while (bytes.hasRemaining() && reader.read(bytes, from + bytes.position()) > 0) {
        // until all of it is there
      }
      String tail = new String(bytes.array(), 0, bytes.position(), StandardCharsets.ISO_8859_1);
      String piece = tail.substring(tail.lastIndexOf('\n') + 1);
      if (piece.startsWith(JsonWriter.BEGINNING)) {
        channel.truncate(from + tail.length() - piece.length());
      } else if (!piece.isEmpty()) {
        channel.write(ByteBuffer.wrap(new byte[] {'\n'}));
      }
    }
  }

  private static Object owner(Path path) throws IOException {
    return Files.getAttribute(path, "unix:uid");
  }

  /** Has it opened anew before the next lines. From any thread. */
  public void reopen() {
    reopens = true;
  }

  @Override
  public boolean isByLine() {
    return false;
  }

  @Override
  public boolean hasReader() {
    return false;
  }

  @Override
  public long write(byte[] lines, int length) {
    if (reopens) {
      reopens = false;
      renew();
    }
    ByteBuffer bytes = ByteBuffer.wrap(lines, 0, length);
    long lost = 0;
    try {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      isFull = false;
    } catch (IOException full) {
      if (!isFull) {
        isFull = true;
        messages.println("fdtrail: cannot write " + path + ", and events are lost until it can: " + full.getMessage());
      }
      lost = lines(lines, OpenOutput.cutPartialLine(channel, lines, bytes.position()), length);
    }
    rotate();
    return lost;
  }

  private static long lines(byte[] lines, int from, int to) {
    long count = 0;
    for (int i = from; i < to; i++) {
      if (lines[i] == '\n') {
        count++;
      }
    }
    return count;
  }

  private void rotate() {
    try {
      if (channel.size() < limit) {
        return;
      }
      for (int number = rotation.keep(); number > 0; number--) {
        Path younger = number == 1 ? path : numbered(number - 1);
        if (Files.exists(younger, LinkOption.NOFOLLOW_LINKS)) {
          Files.move(younger, numbered(number), StandardCopyOption.REPLACE_EXISTING);
        }
      }
      limit = rotation.size();
      renew();
    } catch (IOException e) {
      limit += rotation.size(); // and not again with the next line
      messages.println("fdtrail: cannot rename " + path + ": " + reason(e));
    }
  }

  private Path numbered(int number) {
    return path.resolveSibling(path.getFileName() + "." + number);
  }

  /** Where that is not possible, the old one goes on. */
  private void renew() {
    try {
      FileChannel fresh = open(path);
      channel.close();
      channel = fresh;
    } catch (IOException e) {
      messages.println("fdtrail: cannot open " + path + " anew, and goes on with the old one: " + reason(e));
    }
  }

  /** In a few words. */
  public static String reason(IOException e) {
    if (e instanceof NoSuchFileException) {
      return "no such directory";
    }
    if (e instanceof AccessDeniedException) {
      return "not permitted";
    }
    if (e instanceof FileSystemLoopException) {
      return "it is a symbolic link";
    }
    return e instanceof FileSystemException file && file.getReason() != null ? file.getReason() : e.getMessage();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
