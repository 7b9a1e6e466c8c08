package io.fdtrail.os;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Strings of any bytes, each ended by a NUL, as the kernel shows command lines and environments.
 */
public final class NulStrings {
  private NulStrings() {}

  /** The strings; bytes after the last NUL are ignored. */
  public static List<byte[]> split(byte[] block) {
    List<byte[]> strings = new ArrayList<>();
    int from = 0;
    for (int to = 0; to < block.length; to++) {
      if (block[to] == 0) {
        strings.add(Arrays.copyOfRange(block, from, to));
        from = to + 1;
      }
    }
    return strings;
  }
}
