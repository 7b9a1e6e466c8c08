package io.fdtrail.cli.output;

import io.fdtrail.event.OpenFile;
import io.fdtrail.event.RawText;
import java.io.IOException;

/**
 * The file's name. If only its end is known, the table shows {@code .../end}; JSON has a member for
 * that.
 */
final class FileName extends Value<OpenFile> {
  private static final byte[] MISSING = Ascii.bytes("...");

  private final Value<OpenFile> name = Values.text(OpenFile::name);

  @Override
  public void cell(OpenFile file, LineBuffer to) {
    print(file, to);
  }

  static void print(OpenFile file, LineBuffer to) {
    print(file.name(), file.nameTruncated(), file.isMarkedDeleted(), to);
  }

  /**
   * @param deleted whether the kernel has put that after the name
   */
  static void print(RawText name, boolean truncated, boolean deleted, LineBuffer to) {
    if (truncated) {
      to.put(MISSING);
    }
    if (deleted) {
      Escaper.deletedName(name, to);
    } else {
      Escaper.text(name, to);
    }
  }

  @Override
  public boolean isText() {
    return true;
  }

  @Override
  public void member(OpenFile file, JsonKey key, JsonMembers json) throws IOException {
    name.member(file, key, json);
  }
}
