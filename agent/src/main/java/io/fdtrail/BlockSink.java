package io.fdtrail;

import java.util.function.Supplier;

/** Takes a recording, block by block. */
public interface BlockSink {
  /**
   * Writes a whole block, or nothing of it.
   *
   * @param beginning what a new file must begin with
   * @param block holds the block from its first byte on
   * @param length of the block, in bytes
   * @return whether it is written
   */
  boolean write(byte[] block, int length, Supplier<byte[]> beginning);
}
