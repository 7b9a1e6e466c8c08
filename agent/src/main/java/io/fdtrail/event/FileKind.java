package io.fdtrail.event;

import java.util.List;

/**
 * The kind of file that a descriptor refers to.
 *
 * @param word as printed
 */
public record FileKind(String word) {
  public static final FileKind UNKNOWN = new FileKind("");
  public static final FileKind REG = new FileKind("reg");
  public static final FileKind DIR = new FileKind("dir");
  public static final FileKind LNK = new FileKind("lnk");
  public static final FileKind CHR = new FileKind("chr");
  public static final FileKind BLK = new FileKind("blk");
  public static final FileKind FIFO = new FileKind("fifo");
  public static final FileKind MEMFD = new FileKind("memfd");
  public static final FileKind PIDFD = new FileKind("pidfd");
  public static final FileKind DMABUF = new FileKind("dmabuf");
  public static final FileKind SHM = new FileKind("shm");
  public static final FileKind OTHER = new FileKind("other");

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
