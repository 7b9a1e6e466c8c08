package io.fdtrail.recording;

import io.fdtrail.event.Cgroup;
import io.fdtrail.kernel.LossReason;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import java.util.zip.Deflater;

/**
 * Writes entries in compressed blocks. What is looked up during a step goes before the step's own
 * entry: whoever reads it has the answers before the questions. For use by one thread.
 */
public final class RecordingWriter implements Recorder {
  /** What takes the blocks. */
  public interface Sink {
    /**
     * Writes a whole block, or nothing of it.
     *
     * @param beginning what a new file begins with
     * @return whether it is written
     */
    boolean write(byte[] block, int length, Supplier<byte[]> beginning);
  }

  private static final int FULL = 1 << 17;
  private static final LossReason[] REASONS = LossReason.values();

  private final RecordingHeader header;
  private final Sink sink;
  private final Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
  private final long[] reported = new long[REASONS.length];

  private final KeptEntries kept = new KeptEntries();
  private byte[] bytes = new byte[2 * FULL];
  private ByteBuffer entries = little(bytes);
  private int step; // where its entry begins
  private byte[] block = new byte[2 * FULL];
  private long steps; // in the present block
  private long unwritten;
  private boolean lacksState;
  private boolean isBehind;
  private int parts;
  private long bootNs;
  private long offset;

  /**
   * @param offset from the clock of the records to the wall clock, ns
   */
  public RecordingWriter(RecordingHeader header, long bootNs, long offset, Sink sink) {
    this.header = header;
    this.bootNs = bootNs;
    this.offset = offset;
    this.sink = sink;
  }

  private static ByteBuffer little(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Steps that could not be written so far. */
  public long unwritten() {
    return unwritten;
  }

  @Override
  public void record(ByteBuffer record, int at, int length) {
    begin(Format.RECORD, length);
    record.get(at, bytes, entries.position(), length);
    entries.position(entries.position() + length);
  }

  @Override
  public void learned() {
    kept.add(Arrays.copyOfRange(bytes, step, entries.position()));
  }

  @Override
  public void turn(long now) {
    begin(Format.TURN, Long.BYTES);
    entries.putLong(now);
  }

  @Override
  public void tick(long now, long wallOffset, ToLongFunction<LossReason> losses) {
    clock(Format.TICK, now, wallOffset, losses);
    flush();
  }

  @Override
  public void end(long now, long wallOffset, ToLongFunction<LossReason> losses) {
    clock(Format.END, now, wallOffset, losses);
  }

  private void clock(int tag, long now, long wallOffset, ToLongFunction<LossReason> losses) {
    bootNs = now;
    offset = wallOffset;
    ByteArrayOutputStream changed = new ByteArrayOutputStream();
    for (LossReason reason : REASONS) {
      long total = losses.applyAsLong(reason);
      if (total > reported[reason.ordinal()]) {
        reported[reason.ordinal()] = total;
        changed.writeBytes(loss(reason, total));
      }
    }
    begin(tag, 2 * Long.BYTES + changed.size());
    entries.putLong(now).putLong(wallOffset).put(changed.toByteArray());
  }

  /** By its word: its number is another one in another version of fdtrail. */
  private static byte[] loss(LossReason reason, long total) {
    byte[] word = reason.word().getBytes(StandardCharsets.US_ASCII);
    byte[] loss = new byte[1 + word.length + Long.BYTES];
    little(loss).put((byte) word.length).put(word).putLong(total);
    return loss;
  }

  /** To compress a record takes longer than all the rest: meanwhile the ring would fill. */
  @Override
  public void behind(boolean isSo) {
    isBehind = isSo;
  }

  @Override
  public void ended(int pid, long now) {
    begin(Format.ENDED, Integer.BYTES + Long.BYTES);
    entries.putInt(pid).putLong(now);
  }

  /** Begins the entry of a step. */
  private void begin(int tag, int size) {
    if (entries.position() + Format.ENTRY_HEAD + size > FULL) {
      flush();
    }
    reserve(Format.ENTRY_HEAD + size);
    step = entries.position();
    steps++;
    entries.put((byte) tag).putShort((short) size);
  }

  private void reserve(int size) {
    if (entries.remaining() < size) {
      int end = entries.position();
      bytes = Arrays.copyOf(bytes, 2 * bytes.length + size);
      entries = little(bytes).position(end);
    }
  }

  @Override
  public void cgroup(long id, int pid, Cgroup cgroup) {
    byte[] entry = CgroupEntry.bytes(id, pid, cgroup);
    int open = entries.position() - step;
    if (step + entry.length > FULL) { // a turn may ask for many
      byte[] rest = Arrays.copyOfRange(bytes, step, entries.position());
      entries.position(step);
      flush();
      step = 0;
      reserve(rest.length);
      entries.put(rest);
    }
    kept.add(id, pid, entry);
    reserve(entry.length);
    System.arraycopy(bytes, step, bytes, step + entry.length, open);
    System.arraycopy(entry, 0, bytes, step, entry.length);
    step += entry.length;
    entries.position(step + open);
  }

  /** Writes the beginning of the file: it is a recording from now on. */
  public void begin() {
    sink.write(block, compress(new byte[0], 0), this::beginning);
  }

  /** Writes what there is. */
  public void flush() {
    if (lacksState) {
      byte[] state = state();
      lacksState = !sink.write(state, state.length, this::beginning);
    }
    if (entries.position() == 0) {
      return;
    }
    int length = lacksState ? 0 : compress(bytes, entries.position());
    if (!lacksState && sink.write(block, length, this::beginning)) {
      reported(0);
    } else {
      reported(steps);
    }
    kept.endBlock();
    entries.clear();
    steps = 0;
  }

  private void reported(long lost) {
    unwritten += lost;
    lacksState |= lost > 0;
  }

  /** What a file begins with, so that it can be read without those before it. */
  private byte[] beginning() {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.writeBytes(Format.FIRST_LINE);
    byte[] facts = header.at(parts++, bootNs, offset).bytes();
    byte[] entry = new byte[Format.ENTRY_HEAD + facts.length];
    little(entry).put((byte) Format.HEADER).putShort((short) facts.length).put(facts);
    write(entry, file);
    file.writeBytes(state());
    return file.toByteArray();
  }

  /** What has been reported of processes and cgroups, and how much is missing. */
  private byte[] state() {
    ByteArrayOutputStream blocks = new ByteArrayOutputStream();
    ByteArrayOutputStream some = new ByteArrayOutputStream();
    byte[] missing = new byte[Format.ENTRY_HEAD + Long.BYTES];
    little(missing).put((byte) Format.UNWRITTEN).putShort((short) Long.BYTES).putLong(unwritten);
    some.writeBytes(missing);
    for (byte[] entry : kept.all()) {
      some.writeBytes(entry);
      if (some.size() > FULL) {
        write(some.toByteArray(), blocks);
        some.reset();
      }
    }
    if (some.size() > 0) {
      write(some.toByteArray(), blocks);
    }
    return blocks.toByteArray();
  }

  private void write(byte[] plain, ByteArrayOutputStream to) {
    byte[] whole = block;
    block = new byte[plain.length + Format.BLOCK_HEAD];
    int length = compress(plain, plain.length);
    to.write(block, 0, length);
    block = whole;
  }

  /**
   * Makes a block.
   *
   * @return its length
   */
  private int compress(byte[] plain, int size) {
    int end = isBehind ? store(plain, size) : deflate(plain, size);
    int length = end - Format.BLOCK_HEAD;
    ByteBuffer head = little(block).putInt(length).putInt(size);
    head.putInt(Format.checksum(block, block, Format.BLOCK_HEAD, length));
    return end;
  }

  private int store(byte[] plain, int size) {
    int end = Format.BLOCK_HEAD + StoredData.size(size);
    block = block.length < end ? new byte[end] : block;
    StoredData.put(plain, size, block, Format.BLOCK_HEAD);
    return end;
  }

  private int deflate(byte[] plain, int size) {
    deflater.reset();
    deflater.setInput(plain, 0, size);
    deflater.finish();
    int end = Format.BLOCK_HEAD;
    while (!deflater.finished()) {
      if (end == block.length) {
        block = Arrays.copyOf(block, 2 * block.length);
      }
      end += deflater.deflate(block, end, block.length - end);
    }
    return end;
  }

  /** Writes the rest. */
  public void close() {
    flush();
    deflater.end();
  }
}
