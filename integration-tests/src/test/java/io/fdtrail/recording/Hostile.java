package io.fdtrail.recording;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** Recordings that nobody has recorded. */
public final class Hostile {
  private Hostile() {}

  /** A recording with some bytes changed, in blocks whose checksums are right nevertheless. */
  public static byte[] file(byte[] sample, Random random) {
    if (random.nextInt(8) == 0) {
      return changed(sample, random);
    }
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.writeBytes(Format.FIRST_LINE);
    List<byte[]> blocks = blocks(sample);
    for (int i = 0; i < blocks.size(); i++) {
      boolean changes = i > 0 || random.nextInt(4) == 0;
      file.writeBytes(block(changes ? changed(blocks.get(i), random) : blocks.get(i)));
    }
    return file.toByteArray();
  }

  private static byte[] changed(byte[] bytes, Random random) {
    byte[] changed = bytes.clone();
    for (int count = random.nextInt(4); count > 0; count--) {
      changed[random.nextInt(changed.length)] =
          (byte) (random.nextBoolean() ? random.nextInt() : random.nextInt(3) - 1);
    }
    return changed;
  }

  private static List<byte[]> blocks(byte[] file) {
    List<byte[]> blocks = new ArrayList<>();
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    bytes.position(Format.FIRST_LINE.length);
    while (bytes.hasRemaining()) {
      byte[] stored = new byte[bytes.getInt()];
      byte[] plain = new byte[bytes.getInt()];
      bytes.getInt();
      bytes.get(stored);
      Inflater inflater = new Inflater(true);
      inflater.setInput(stored);
      try {
        inflater.inflate(plain);
      } catch (DataFormatException e) {
        throw new IllegalArgumentException(e);
      }
      inflater.end();
      blocks.add(plain);
    }
    return blocks;
  }

  private static byte[] block(byte[] plain) {
    Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
    deflater.setInput(plain);
    deflater.finish();
    ByteArrayOutputStream stored = new ByteArrayOutputStream();
    byte[] piece = new byte[4096];
    while (!deflater.finished()) {
      stored.write(piece, 0, deflater.deflate(piece));
    }
    deflater.end();
    byte[] bytes = stored.toByteArray();
    ByteBuffer head = ByteBuffer.allocate(Format.BLOCK_HEAD).order(ByteOrder.LITTLE_ENDIAN);
    head.putInt(bytes.length).putInt(plain.length);
    head.putInt(Format.checksum(head.array(), bytes, 0, bytes.length));
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    block.writeBytes(head.array());
    block.writeBytes(bytes);
    return block.toByteArray();
  }

  public static byte[] bomb(int size) {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.writeBytes(Format.FIRST_LINE);
    file.writeBytes(block(new byte[size]));
    return file.toByteArray();
  }
}
