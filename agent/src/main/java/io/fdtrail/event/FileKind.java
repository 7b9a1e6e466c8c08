package io.fdtrail.event;

import java.util.List;

/**
 * The kind of file that a descriptor refers to.
 *
 * @param word as printed
 */
public record FileKind(String word) {
  /** The kernel side could not read the file. */
  public static final FileKind UNKNOWN = new FileKind("");

  /** A regular file ({@code S_IFREG}). */
  public static final FileKind REG = new FileKind("reg");

  /** A directory ({@code S_IFDIR}). */
  public static final FileKind DIR = new FileKind("dir");

  /** A symbolic link ({@code S_IFLNK}), opened with {@code O_PATH}. */
  public static final FileKind LNK = new FileKind("lnk");

  /** A character device ({@code S_IFCHR}). */
  public static final FileKind CHR = new FileKind("chr");

  /** A block device ({@code S_IFBLK}). */
  public static final FileKind BLK = new FileKind("blk");

  /** A pipe or a FIFO ({@code S_IFIFO}). */
  public static final FileKind FIFO = new FileKind("fifo");

  /** Shared memory of {@code memfd_create(2)}. */
  public static final FileKind MEMFD = new FileKind("memfd");

  /** A process, of {@code pidfd_open(2)} or {@code clone(2)}. */
  public static final FileKind PIDFD = new FileKind("pidfd");

  /** A buffer that devices share ({@code dma_buf}). */
  public static final FileKind DMABUF = new FileKind("dmabuf");

  /** System V shared memory ({@code shmat(2)}). */
  public static final FileKind SHM = new FileKind("shm");

  /** None of the others. */
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
