package io.fdtrail.cli.output;

import static io.fdtrail.cli.output.Values.flag;
import static io.fdtrail.cli.output.Values.number;
import static io.fdtrail.cli.output.Values.printed;
import static io.fdtrail.cli.output.Values.unless;
import static io.fdtrail.cli.output.Values.word;

import io.fdtrail.event.FdEvent;
import io.fdtrail.event.OpenFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The columns of {@link Columns} about the open file, which no event needs to be about. */
final class FileColumns {
  private final List<Column> all = new ArrayList<>();
  private final Map<JsonKey, Value<OpenFile>> members = new LinkedHashMap<>();

  FileColumns() {
    add("name", "NAME", 32, "the file, as `readlink(/proc/PID/fd/N)` says", new FileName());
    add(
        "name_truncated",
        "TRUNCATED",
        9,
        "`true`: only the end of the path is known",
        flag(f -> f.nameTruncated()));
    add("kind", "KIND", 14, "type of the file", word(f -> f.kind().word()));
    add(
        "dev",
        "DEV",
        7,
        "device of its filesystem, `major:minor`",
        printed(OpenFile::isKnown, Values.device(f -> f.dev())));
    add("inode", "INODE", 10, "`st_ino`", number(f -> f.isKnown() ? f.inode() : Values.ABSENT));
    add(
        "rdev",
        "RDEV",
        7,
        "number of a device node, `major:minor`",
        printed(f -> f.rdev() != 0, Values.device(f -> f.rdev())));
    add(
        "mode",
        "MODE",
        4,
        "permission bits, octal",
        printed(OpenFile::isKnown, (f, to) -> octal(f.mode(), to)));
    add("flags", "FLAGS", 20, "access mode and status flags", new OpenFlags());
    add("deleted", "DELETED", 7, "`true`: unlinked", flag(f -> f.deleted()));
    add(
        "file_id",
        "FILE_ID",
        16,
        "identifies the open file description while it exists",
        printed(f -> f.id() != 0, (f, to) -> to.hex(f.id())));
    add(
        "target_pid",
        "TARGET_PID",
        10,
        "the process to which a pidfd refers",
        number(f -> unless(0, f.targetPid())));
    add("endpoints", "ENDPOINTS", 24, "addresses of a socket", new Endpoints());
  }

  private void add(String key, String header, int width, String sentence, Value<OpenFile> value) {
    Value<FdEvent> ofEvent = Values.of(FdEvent::file, value);
    all.add(new Column(key, header, width, sentence, ofEvent, EventPart.FILE));
    members.put(new JsonKey(key), value);
  }

  /** The columns of an event's file. */
  List<Column> all() {
    return all;
  }

  /** Writes a file as members of an object. */
  void write(OpenFile file, JsonMembers json) throws IOException {
    for (Map.Entry<JsonKey, Value<OpenFile>> member : members.entrySet()) {
      member.getValue().member(file, member.getKey(), json);
    }
  }

  /** The permission bits: the last four digits. */
  private static void octal(int mode, LineBuffer to) {
    for (int shift = 9; shift >= 0; shift -= 3) {
      to.put((char) ('0' + (mode >> shift & 7)));
    }
  }
}
