package io.fdtrail.event;

/**
 * What sort of file a descriptor refers to: {@code reg dir lnk chr blk fifo sock:unix sock:tcp memfd anon:eventfd pidfd dmabuf
 * ns:net ...}.
 *
 * @param word as printed
 */
public record FileKind(String word) {
  public static final FileKind UNKNOWN = new FileKind("");
}
