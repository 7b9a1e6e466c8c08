package io.fdtrail.cli.output;

import io.fdtrail.event.OpenFile;
import io.fdtrail.files.FlagSymbols;
import java.io.IOException;
import java.util.List;

/** The access mode and status flags of an open file, by their symbols. */
final class OpenFlags extends Value<OpenFile> {
  private int lastFlags;
  private List<String> last = FlagSymbols.of(lastFlags);

  @Override
  public void cell(OpenFile file, LineBuffer to) {
    if (file.isKnown()) {
      print(file.flags(), to);
    }
  }

  @Override
  public void member(OpenFile file, JsonKey key, JsonMembers json) throws IOException {
    if (file.isKnown()) {
      json.words(key, lastSymbols(file.flags()));
    }
  }

  /** Most files have the same. */
  private List<String> lastSymbols(int flags) {
    if (flags != lastFlags) {
      last = FlagSymbols.of(flags);
      lastFlags = flags;
    }
    return last;
  }

  static void print(int flags, LineBuffer to) {
    to.put(String.join("|", FlagSymbols.of(flags)));
  }
}
