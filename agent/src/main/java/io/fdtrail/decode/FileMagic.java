package io.fdtrail.decode;

/** {@code s_magic} of the filesystems whose files have no path ({@code <linux/magic.h>}). */
final class FileMagic {
  static final int ANON_INODE = 0x09041934;
  static final int DMABUF = 0x444d4142;
  static final int HUGETLBFS = 0x958458f6;
  static final int NSFS = 0x6e736673;
  static final int PIDFS = 0x50494446;
  static final int PIPEFS = 0x50495045;
  static final int SOCKFS = 0x534f434b;
  static final int TMPFS = 0x01021994;

  private FileMagic() {}
}
