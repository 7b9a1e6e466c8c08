package io.fdtrail.cli.output;

import io.fdtrail.event.CommandLine;
import io.fdtrail.event.Identity;
import java.io.IOException;

/**
 * A command line. If there is more of it, {@code <...>} follows, and JSON has a member for that.
 */
final class CommandLineColumn extends Value<Identity> {
  private static final byte[] CUT = Ascii.bytes(" <...>"); // no name has a blank and a '<'
  private static final JsonKey TRUNCATED = new JsonKey("cmdline_truncated");

  private final Value<CommandLine> text = Values.text(CommandLine::text);

  @Override
  public void cell(Identity identity, LineBuffer to) {
    text.cell(identity.cmdline(), to);
    if (identity.cmdline().truncated()) {
      to.put(CUT);
    }
  }

  @Override
  public boolean isText() {
    return true;
  }

  @Override
  public void member(Identity identity, JsonKey key, JsonMembers json) throws IOException {
    text.member(identity.cmdline(), key, json);
    if (identity.cmdline().truncated()) {
      json.yes(TRUNCATED);
    }
  }
}
