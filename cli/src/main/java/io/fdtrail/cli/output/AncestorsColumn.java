package io.fdtrail.cli.output;

import io.fdtrail.event.Ancestor;
import io.fdtrail.event.Ancestors;
import io.fdtrail.event.Identity;
import java.io.IOException;

/** {@code make/812 < bash/700 < systemd/1} in the table, an array of objects in JSON. */
final class AncestorsColumn extends Value<Identity> {
  private static final byte[] FROM = Ascii.bytes(" < ");
  private static final byte[] CUT = Ascii.bytes(" < ...");
  private static final JsonKey PID = new JsonKey("pid");
  private static final JsonKey COMM = new JsonKey("comm");
  private static final JsonKey TRUNCATED = new JsonKey("ancestors_truncated");

  @Override
  public void cell(Identity identity, LineBuffer to) {
    Ancestors ancestors = identity.ancestors();
    int begin = to.length();
    for (Ancestor ancestor : ancestors.nearest()) {
      if (to.length() > begin) {
        to.put(FROM);
      }
      SenderColumn.owner(ancestor.comm(), ancestor.pid(), to);
    }
    if (ancestors.truncated()) {
      to.put(CUT);
    }
  }

  @Override
  public boolean isText() {
    return true;
  }

  @Override
  public void member(Identity identity, JsonKey key, JsonMembers json) throws IOException {
    Ancestors ancestors = identity.ancestors();
    if (ancestors.nearest().isEmpty()) {
      return;
    }
    json.beginArray(key);
    for (Ancestor ancestor : ancestors.nearest()) {
      json.beginElement();
      json.number(PID, ancestor.pid());
      json.text(COMM, ancestor.comm());
      json.endObject();
    }
    json.endArray();
    if (ancestors.truncated()) {
      json.yes(TRUNCATED);
    }
  }
}
