package io.fdtrail.cli.replay;

import io.fdtrail.event.Act;
import io.fdtrail.event.Action;
import io.fdtrail.event.CloseOnExec;
import io.fdtrail.event.DropReason;
import io.fdtrail.event.FdEvent;
import io.fdtrail.event.FileKind;
import io.fdtrail.event.OpenFile;
import io.fdtrail.event.PeerProcess;
import io.fdtrail.event.RawText;
import io.fdtrail.event.Sock;
import io.fdtrail.event.Stack;
import io.fdtrail.event.StackFrame;
import io.fdtrail.files.FlagSymbols;
import io.fdtrail.os.Errno;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/** An event, as its row reports it. */
final class JsonEvent {
  /** Without these it would look like another one: of process 0, or of root. */
  private static final List<String> NEEDED =
      List.of("time", "boot_ns", "action", "pid", "tid", "uid");

  private static final List<String> SOCKET_TYPES =
      List.of("", "stream", "dgram", "3", "4", "seqpacket");

  /** Kinds are printed unescaped. */
  private static final Pattern KIND = Pattern.compile("[ -~&&[^\"\\\\]]{0,300}");

  /** No file has it: its first blank would look like the end of the cell before. */
  private static final RawText NO_NAME = RawText.of(" (deleted)");

  private static final Pattern DEVICE = Pattern.compile("([0-9]{1,4}):([0-9]{1,7})");
  private static final int MAJORS = 1 << 12;
  private static final int MINORS = 1 << 20;
  private static final Pattern MODE = Pattern.compile("[0-7]{0,4}");
  private static final Pattern HEX = Pattern.compile("[0-9a-f]*");

  private JsonEvent() {}

  /**
   * @param offset from the clock of the records to the wall clock
   */
  static FdEvent of(JsonObject row, long offset) throws BadLineException {
    for (String name : NEEDED) {
      if (!row.has(name)) {
        throw new BadLineException(
            "it has no " + name + ": rows with few fields cannot be read again");
      }
    }
    Act act =
        new Act(
            constant(Action.values(), row, "action"),
            row.has("reason") ? constant(DropReason.values(), row, "reason") : DropReason.NONE,
            errno(row),
            JsonProcess.process(row, offset),
            socket(row),
            row.integer("index", 0),
            row.integer("count", 0),
            row.integer("fd", -1),
            closeOnExec(row),
            file(row),
            JsonProcess.sender(row.object("sender"), offset));
    return new FdEvent(
        row.number("boot_ns", 0),
        act,
        row.id("message", 10),
        row.number("in_flight_ns", 0),
        0,
        stack(row));
  }

  private static <E extends Enum<E>> E constant(E[] all, JsonObject row, String name)
      throws BadLineException {
    String word = row.string(name).toUpperCase(Locale.ROOT);
    for (E each : all) {
      if (each.name().equals(word)) {
        return each;
      }
    }
    throw JsonObject.malformed(name);
  }

  private static int errno(JsonObject row) throws BadLineException {
    String name = row.string("errno");
    OptionalInt errno = name.isEmpty() ? OptionalInt.of(0) : Errno.number(name);
    return errno.orElseThrow(() -> JsonObject.malformed("errno"));
  }

  private static Sock socket(JsonObject row) throws BadLineException {
    return new Sock(
        row.integer("socket_fd", -1),
        row.unsigned("socket_inode", 0),
        row.unsigned("peer_inode", 0),
        Math.max(0, SOCKET_TYPES.indexOf(row.string("socket_type"))),
        row.text("socket_path"),
        new PeerProcess(row.integer("peer_pid", 0), row.text("peer_process")));
  }

  private static CloseOnExec closeOnExec(JsonObject row) throws BadLineException {
    if (!row.has("fd_flags")) {
      return CloseOnExec.UNKNOWN;
    }
    return row.words("fd_flags").isEmpty() ? CloseOnExec.CLEAR : CloseOnExec.SET;
  }

  private static OpenFile file(JsonObject row) throws BadLineException {
    OpenFile file =
        new OpenFile(
            row.text("name"),
            row.isTrue("name_truncated"),
            kind(row),
            device(row, "dev"),
            row.unsigned("inode", 0),
            device(row, "rdev"),
            mode(row),
            FlagSymbols.flags(row.words("flags")),
            row.isTrue("deleted"),
            row.id("file_id", 16),
            row.integer("target_pid", 0),
            row.text("endpoints"));
    if (file.isMarkedDeleted() && file.name().equals(NO_NAME)) {
      throw JsonObject.malformed("name");
    }
    return file;
  }

  private static FileKind kind(JsonObject row) throws BadLineException {
    String word = row.checked("kind", row.string("kind"), KIND);
    return word.isEmpty() ? FileKind.UNKNOWN : new FileKind(word);
  }

  private static int device(JsonObject row, String name) throws BadLineException {
    if (!row.has(name)) {
      return 0;
    }
    String text = row.checked(name, row.string(name), DEVICE);
    int colon = text.indexOf(':');
    int major = Integer.parseInt(text.substring(0, colon));
    int minor = Integer.parseInt(text.substring(colon + 1));
    if (major >= MAJORS || minor >= MINORS) {
      throw JsonObject.malformed(name);
    }
    return major << 20 | minor;
  }

  /** The permission bits: the others tell the kind, which has a member of its own. */
  private static int mode(JsonObject row) throws BadLineException {
    String octal = row.checked("mode", row.string("mode"), MODE);
    return octal.isEmpty() ? 0 : Integer.parseInt(octal, 8);
  }

  private static Stack stack(JsonObject row) throws BadLineException {
    if (!row.has("stack") && !row.has("stack_error")) {
      return Stack.NONE;
    }
    List<StackFrame> frames = new ArrayList<>();
    for (JsonObject frame : row.objects("stack")) {
      frames.add(
          new StackFrame(
              frame.text("module"),
              frame.checked("build_id", frame.string("build_id"), HEX),
              frame.unsigned("offset", 0),
              frame.text("symbol"),
              frame.unsigned("symbol_offset", 0)));
    }
    return new Stack(frames, error(row.text("stack_error")));
  }

  private static String error(RawText text) {
    return new String(text.toBytes(), StandardCharsets.UTF_8);
  }
}
