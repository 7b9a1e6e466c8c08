package io.fdtrail.recording;

import io.fdtrail.event.RawText;
import io.fdtrail.kernel.LossReason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Reads a recording, which anybody may have made: whatever is in it, this takes no more memory than
 * a block, and says in one line what is wrong. For use by one thread.
 */
public final class RecordingReader implements AutoCloseable {
  /** How each recording begins, of whatever version. */
  public static final String BEGINNING = Format.BEGINNING;

  private static final int LARGEST_RECORD = 8192; // more than any version of fdtrail has written

  private final InputStream in;
  private final RecordingHeader header;
  private final Inflater inflater = new Inflater(true);
  private final byte[] head = new byte[Format.BLOCK_HEAD];
  private final ByteBuffer record = little(LARGEST_RECORD); // where a record begins at a whole word
  private final long[] losses = new long[LossReason.values().length];
  private ByteBuffer entries = little(0);
  private byte[] compressed = new byte[0];
  private long position;
  private boolean ended;

  /**
   * Reads the beginning.
   *
   * @throws RecordingException if this is no recording, or a later version's
   */
  public RecordingReader(InputStream in) throws IOException {
    this.in = in;
    readFirstLine();
    if (!readBlock()) {
      throw cut();
    }
    if (tag() != Format.HEADER) {
      throw damaged("its header");
    }
    this.header = RecordingHeader.parse(payload());
  }

  private static ByteBuffer little(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  private void readFirstLine() throws IOException {
    byte[] line = new byte[Format.FIRST_LINE.length];
    int length = read(line, line.length);
    String text = new String(line, 0, length, StandardCharsets.ISO_8859_1);
    if (length < line.length || !text.startsWith(Format.BEGINNING)) {
      throw new RecordingException("it is not a recording of fdtrail");
    }
    if (!Arrays.equals(line, Format.FIRST_LINE)) {
      throw new RecordingException("it is of a later version: read it with a newer fdtrail");
    }
  }

  public RecordingHeader header() {
    return header;
  }

  /** Whether the end of the trace has been read. */
  public boolean hasEnd() {
    return ended;
  }

  /**
   * Passes on the next entry.
   *
   * @return false if there is none
   * @throws RecordingException if the file ends within a block, or is damaged
   */
  public boolean next(Recorder to) throws IOException {
    while (!entries.hasRemaining()) {
      if (!readBlock()) {
        return false;
      }
    }
    int tag = tag();
    int size = Short.toUnsignedInt(entries.getShort());
    if (size > entries.remaining()) {
      throw damaged("an entry");
    }
    int end = entries.position() + size;
    int limit = entries.limit();
    entries.limit(end);
    try {
      pass(tag, size, to);
    } catch (BufferUnderflowException e) {
      throw damaged("an entry");
    }
    entries.limit(limit).position(end);
    return true;
  }

  /** Those of a tag that is unknown to us are skipped. */
  private void pass(int tag, int size, Recorder to) throws IOException {
    switch (tag) {
      case Format.RECORD -> pass(size, to);
      case Format.TURN -> to.turn(entries.getLong());
      case Format.TICK -> to.tick(entries.getLong(), entries.getLong(), losses()::of);
      case Format.END -> {
        ended = true;
        to.end(entries.getLong(), entries.getLong(), losses()::of);
      }
      case Format.CGROUP ->
          to.cgroup(
              entries.getLong(),
              entries.getInt(),
              CgroupEntry.read(entries).orElseThrow(() -> damaged("an entry")));
      case Format.ENDED -> to.ended(entries.getInt(), entries.getLong());
      case Format.UNWRITTEN -> to.unwritten(entries.getLong());
      default -> {}
    }
  }

  private void pass(int size, Recorder to) throws IOException {
    if (size > LARGEST_RECORD) {
      throw damaged("a record");
    }
    record.put(0, entries, entries.position(), size);
    to.record(record, 0, size);
  }

  private record Losses(long[] counts) {
    long of(LossReason reason) {
      return counts[reason.ordinal()];
    }
  }

  private Losses losses() throws RecordingException {
    while (entries.hasRemaining()) {
      byte[] text = new byte[Byte.toUnsignedInt(entries.get())];
      entries.get(text);
      String word = RawText.of(text).toString();
      long total = entries.getLong();
      LossReason.of(word).ifPresent(reason -> losses[reason.ordinal()] = total);
    }
    return new Losses(losses);
  }

  private int tag() throws RecordingException {
    if (entries.remaining() < Format.ENTRY_HEAD) {
      throw damaged("an entry");
    }
    return Byte.toUnsignedInt(entries.get());
  }

  private byte[] payload() throws RecordingException {
    int size = Short.toUnsignedInt(entries.getShort());
    if (size > entries.remaining()) {
      throw damaged("its header");
    }
    byte[] payload = new byte[size];
    entries.get(payload);
    return payload;
  }

  /**
   * @return false at the end of the file
   */
  private boolean readBlock() throws IOException {
    int length = read(head, head.length);
    if (length == 0) {
      return false;
    }
    if (length < head.length) {
      throw cut();
    }
    ByteBuffer sizes = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
    int stored = sizes.getInt();
    int size = sizes.getInt();
    // deflate adds 5 bytes to each 16 KiB that it cannot compress
    if (size < 0 || size > Format.LARGEST_BLOCK || stored < 0 || stored > size + size / 256 + 64) {
      throw damaged("the head of a block");
    }
    if (compressed.length < stored) {
      compressed = new byte[stored];
    }
    if (read(compressed, stored) < stored) {
      throw cut();
    }
    if (Format.checksum(head, compressed, 0, stored) != sizes.getInt()) {
      throw damaged("a block");
    }
    inflate(stored, size);
    return true;
  }

  private void inflate(int stored, int size) throws RecordingException {
    if (entries.capacity() < size) {
      entries = little(size);
    }
    entries.clear().limit(size);
    inflater.reset();
    inflater.setInput(compressed, 0, stored);
    try {
      while (entries.hasRemaining()) {
        if (inflater.inflate(entries) == 0) {
          throw damaged("a block");
        }
      }
      entries.flip();
    } catch (DataFormatException e) {
      throw damaged("a block");
    }
  }

  private int read(byte[] to, int length) throws IOException {
    int count = in.readNBytes(to, 0, length);
    position += count;
    return count;
  }

  private RecordingException cut() {
    return new RecordingException("it is cut off after " + position + " bytes");
  }

  private RecordingException damaged(String what) {
    return new RecordingException(
        "it is damaged: " + what + " before byte " + position + " is not as it was written");
  }

  @Override
  public void close() throws IOException {
    inflater.end();
    in.close();
  }
}
