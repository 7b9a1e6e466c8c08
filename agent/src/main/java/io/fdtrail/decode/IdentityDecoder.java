package io.fdtrail.decode;

import static io.fdtrail.decode.RecordLayout.*;

import io.fdtrail.event.Ancestor;
import io.fdtrail.event.Ancestors;
import io.fdtrail.event.CommandLine;
import io.fdtrail.event.Identity;
import io.fdtrail.event.OpenFile;
import io.fdtrail.event.RawText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/** Decodes the description of a process. */
final class IdentityDecoder {
  private final Parts parts;
  private final Words words;
  private final UnaryOperator<RawText> shared;

  /**
   * @param shared an equal text that is remembered already, or this one
   */
  IdentityDecoder(Parts parts, UnaryOperator<RawText> shared) {
    this.parts = parts;
    this.shared = shared;
    this.words = parts.words();
  }

  /**
   * @param process the offset of that part
   * @param identity likewise
   */
  Identity identity(int process, int identity, OpenFile executable) {
    return new Identity(
        shared.apply(parts.comm(process, COMM)),
        shared.apply(executable.name()),
        words.intAt(identity + PARENT_PID),
        words.longAt(identity + STARTED_NS),
        words.longAt(process + CGROUP_ID),
        words.intAt(identity + PID_NAMESPACE),
        cmdline(parts.at(PART_CMDLINE)),
        ancestors(parts.at(PART_ANCESTORS)));
  }

  private CommandLine cmdline(int part) {
    return part == 0
        ? CommandLine.UNKNOWN
        : new CommandLine(
            shared.apply(joined(parts.behind(part, SIZEOF_CMDLINE))),
            words.byteAt(part + CMDLINE_CUT) != 0);
  }

  /** As ps joins them. A program that shortens its title leaves NULs behind it. */
  private static RawText joined(byte[] arguments) {
    int length = arguments.length;
    while (length > 0 && arguments[length - 1] == 0) {
      length--;
    }
    byte[] text = Arrays.copyOf(arguments, length);
    for (int i = 0; i < length; i++) {
      text[i] = text[i] == 0 ? (byte) ' ' : text[i];
    }
    return RawText.of(text);
  }

  private Ancestors ancestors(int part) {
    if (part == 0) {
      return Ancestors.UNKNOWN;
    }
    List<Ancestor> nearest = new ArrayList<>();
    for (int i = 0; i < parts.elements(part, SIZEOF_ANCESTORS, SIZEOF_ANCESTOR); i++) {
      int at = SIZEOF_ANCESTORS + i * SIZEOF_ANCESTOR;
      nearest.add(
          new Ancestor(
              words.intAt(part + at + ANCESTOR_PID),
              shared.apply(parts.comm(part, at + ANCESTOR_COMM))));
    }
    return new Ancestors(List.copyOf(nearest), words.byteAt(part + ANCESTORS_CUT) != 0);
  }
}
