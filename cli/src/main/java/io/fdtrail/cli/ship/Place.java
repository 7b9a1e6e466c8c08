package io.fdtrail.cli.ship;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.zip.CRC32;

/**
 * Up to where a file is sent.
 *
 * @param beginning checksum of its first bytes: a file system gives the inode of a deleted file to
 *     another one
 */
record Place(Id id, long offset, long beginning) {
  private static final int BEGINNING = 512;

  /** A file, whatever its name is now. */
  record Id(long device, long inode) {}

  static Place of(Id id, FileChannel file, long offset) throws IOException {
    return new Place(id, offset, checksum(file, offset));
  }

  /** Nothing of that file is sent. */
  static Place beginningOf(Place place) {
    return new Place(place.id(), 0, new CRC32().getValue());
  }

  /** Whether the checksum stays, however much of the file is sent. */
  boolean isFinal() {
    return offset >= BEGINNING;
  }

  /** Whether the file is the same as then, and has grown at most. */
  boolean isIn(FileChannel file) throws IOException {
    return file.size() >= offset && checksum(file, offset) == beginning;
  }

  private static long checksum(FileChannel file, long offset) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(offset, BEGINNING));
    while (bytes.hasRemaining() && file.read(bytes, bytes.position()) >= 0) {}
    CRC32 sum = new CRC32();
    sum.update(bytes.flip());
    return sum.getValue();
  }
}
