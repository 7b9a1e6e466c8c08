package io.fdtrail.cli.output;

import io.fdtrail.event.FdEvent;
import io.fdtrail.event.RawText;
import io.fdtrail.event.Stack;
import io.fdtrail.event.StackFrame;
import java.io.IOException;

/** {@code sendmsg < pass_fd < main} in a column, an array of objects in JSON, lines under a row. */
final class StackColumn extends Value<FdEvent> {
  private static final byte[] CALLER = Ascii.bytes(" < ");
  private static final byte[] FRAME = Ascii.bytes(" > ");
  private static final byte[] END = Ascii.bytes(" > +++ ");
  private static final JsonKey MODULE = new JsonKey("module");
  private static final JsonKey BUILD_ID = new JsonKey("build_id");
  private static final JsonKey OFFSET = new JsonKey("offset");
  private static final JsonKey SYMBOL = new JsonKey("symbol");
  private static final JsonKey SYMBOL_OFFSET = new JsonKey("symbol_offset");
  private static final JsonKey ERROR = new JsonKey("stack_error");

  @Override
  public void cell(FdEvent event, LineBuffer to) {
    int begin = to.length();
    for (StackFrame frame : event.stack().frames()) {
      if (frame.symbol().isEmpty()) {
        continue;
      }
      if (to.length() > begin) {
        to.put(CALLER);
      }
      Escaper.text(frame.symbol(), to);
    }
  }

  @Override
  public boolean isText() {
    return true;
  }

  @Override
  public void member(FdEvent event, JsonKey key, JsonMembers json) throws IOException {
    if (event.stack() != Stack.NONE) {
      members(event.stack(), key, json);
    }
  }

  /** The calls, and why there are no more of them. */
  static void members(Stack stack, JsonKey key, JsonMembers json) throws IOException {
    if (!stack.frames().isEmpty()) {
      json.beginArray(key);
      for (StackFrame frame : stack.frames()) {
        json.beginElement();
        frame(frame, json);
        json.endObject();
      }
      json.endArray();
    }
    if (!stack.error().isEmpty()) {
      json.text(ERROR, RawText.of(stack.error()));
    }
  }

  private static void frame(StackFrame frame, JsonMembers json) throws IOException {
    if (!frame.module().isEmpty()) {
      json.text(MODULE, frame.module());
    }
    if (!frame.buildId().isEmpty()) {
      json.word(BUILD_ID, frame.buildId());
    }
    json.number(OFFSET, frame.offset());
    if (!frame.symbol().isEmpty()) {
      json.text(SYMBOL, frame.symbol());
      json.number(SYMBOL_OFFSET, frame.symbolOffset());
    }
  }

  /**
   * As strace -k does: the file, the function with the offset in it, and the offset in the file.
   */
  static void lines(Stack stack, EventOutput output) throws IOException {
    LineBuffer line = output.line();
    for (StackFrame frame : stack.frames()) {
      frame(frame, line.put(FRAME));
      output.endLine();
    }
    if (!stack.error().isEmpty()) {
      Escaper.text(RawText.of(stack.error()), line.put(END));
      output.endLine();
    }
  }

  /** The same lines, as one text. */
  static RawText text(Stack stack) {
    LineBuffer lines = new LineBuffer(1024);
    for (StackFrame frame : stack.frames()) {
      frame(frame, lines);
      lines.put('\n');
    }
    Escaper.text(RawText.of(stack.error()), lines);
    return RawText.of(lines.toString().stripTrailing());
  }

  private static void frame(StackFrame frame, LineBuffer line) {
    Escaper.text(frame.module(), line);
    line.put('(');
    if (!frame.symbol().isEmpty()) {
      Escaper.text(frame.symbol(), line);
      offset("+0x", frame.symbolOffset(), line);
    }
    offset(") [0x", frame.offset(), line);
    line.put(']');
  }

  private static void offset(String before, long number, LineBuffer to) {
    to.put(before).put(Long.toHexString(number));
  }
}
