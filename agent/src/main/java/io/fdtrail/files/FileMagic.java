package io.fdtrail.files;

/** {@code s_magic} of the filesystems whose files have no path ({@code <linux/magic.h>}). */
public final class FileMagic {
  public static final int ANON_INODE = 0x09041934;
  public static final int DMABUF = 0x444d4142;
  public static final int HUGETLBFS = 0x958458f6;
  public static final int NSFS = 0x6e736673;
  public static final int PIDFS = 0x50494446;
  public static final int PIPEFS = 0x50495045;
  public static final int SOCKFS = 0x534f434b;
  public static final int TMPFS = 0x01021994;

  private FileMagic() {}
}
