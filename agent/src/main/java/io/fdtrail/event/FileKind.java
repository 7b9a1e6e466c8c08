package io.fdtrail.event;

import java.util.List;

/**
 * The kind of file that a descriptor refers to.
 *
 * @param word as printed
 */
public record FileKind(String word) {
  public static final FileKind UNKNOWN = new FileKind("");

  static final FileKind REG = new FileKind("reg");
  static final FileKind DIR = new FileKind("dir");
  static final FileKind LNK = new FileKind("lnk");
  static final FileKind CHR = new FileKind("chr");
  static final FileKind BLK = new FileKind("blk");
  static final FileKind FIFO = new FileKind("fifo");
  static final FileKind MEMFD = new FileKind("memfd");
  static final FileKind PIDFD = new FileKind("pidfd");
  static final FileKind DMABUF = new FileKind("dmabuf");
  static final FileKind SHM = new FileKind("shm");
  static final FileKind OTHER = new FileKind("other");

  /** The words that are a complete kind. */
  public static final List<String> WORDS =
      List.of(REG, DIR, LNK, CHR, BLK, FIFO, MEMFD, PIDFD, DMABUF, SHM, OTHER).stream()
          .map(FileKind::word)
          .toList();

  /**
   * The words that are followed by a colon and a name: {@code sock:unix}, {@code anon:eventfd},
   * {@code ns:net}.
   */
  public static final List<String> FAMILIES = List.of("sock", "anon", "ns");
}
