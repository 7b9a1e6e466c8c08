package io.fdtrail.decode;

import static io.fdtrail.decode.RecordLayout.*;

import io.fdtrail.event.RawText;
import io.fdtrail.event.Stack;
import io.fdtrail.event.StackFrame;
import io.fdtrail.memory.Recent;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** The stacks of acts, which come in records of their own, before those of the acts. */
public final class Stacks {
  /** Acts of other CPUs may come between a stack and the last record of its message. */
  private static final int ROOM = 256;

  private static final int FIELDS_OF_FRAME = 5;
  private static final int HEX = 16;

  private final UnaryOperator<byte[]> unwinder;
  private final Map<Long, Stack> byNumber = remembering();

  /** The same code sends or receives again and again. */
  private final Map<ByteBuffer, Stack> byAnswer = remembering();

  /**
   * @param unwinder makes an answer of a record, as in {@code unwind/frames.h}
   */
  public Stacks(UnaryOperator<byte[]> unwinder) {
    this.unwinder = unwinder;
  }

  /** For records without any. */
  public static Stacks none() {
    return new Stacks(record -> new byte[1]);
  }

  private static <K> Map<K, Stack> remembering() {
    return new Recent<>(ROOM);
  }

  /**
   * Unwinds the stack in a record, or passes on what its process has mapped; false if it is no such
   * record, or we cannot read it.
   */
  boolean learn(ByteBuffer bytes, int offset, int length) {
    if (learnMappings(bytes, offset, length)) {
      return true;
    }
    if (!isStack(bytes, offset, length)) {
      return false;
    }
    byte[] record = record(bytes, offset, length);
    byte[] answer = unwinder.apply(record);
    byNumber.put(
        number(record), byAnswer.computeIfAbsent(ByteBuffer.wrap(answer), key -> parse(answer)));
    return true;
  }

  /** Passes on what a process has mapped; false if that is not in the record. */
  boolean learnMappings(ByteBuffer bytes, int offset, int length) {
    return isOf(bytes, offset, length, FDTRAIL_KIND_MAPPINGS, SIZEOF_MAPPINGS)
        && unwinder.apply(record(bytes, offset, length)).length > 0; // at least a NUL
  }

  static boolean isStack(ByteBuffer bytes, int offset, int length) {
    return isOf(bytes, offset, length, FDTRAIL_KIND_STACK, SIZEOF_STACK);
  }

  private static boolean isOf(ByteBuffer bytes, int offset, int length, int kind, int smallest) {
    int content = length - SIZEOF_HEAD - smallest;
    return content >= 0
        && content < FDTRAIL_STACK_SIZE
        && bytes.get(offset + VERSION) == FDTRAIL_VERSION
        && bytes.get(offset + KIND) == kind;
  }

  private static byte[] record(ByteBuffer bytes, int offset, int length) {
    byte[] record = new byte[length];
    bytes.get(offset, record);
    return record;
  }

  private static long number(byte[] record) {
    return ByteBuffer.wrap(record)
        .order(ByteOrder.LITTLE_ENDIAN)
        .getLong(SIZEOF_HEAD + STACK_NUMBER);
  }

  /**
   * @param number 0: no stack is recorded
   */
  Stack of(long number) {
    return number == 0 ? Stack.NONE : byNumber.getOrDefault(number, Stack.LOST);
  }

  private static Stack parse(byte[] answer) {
    List<byte[]> fields = fields(answer);
    List<StackFrame> frames = new ArrayList<>();
    for (int at = 1; at + FIELDS_OF_FRAME <= fields.size(); at += FIELDS_OF_FRAME) {
      frames.add(
          new StackFrame(
              RawText.of(fields.get(at)),
              text(fields.get(at + 1)),
              number(fields, at + 2),
              RawText.of(fields.get(at + 3)),
              number(fields, at + 4)));
    }
    return new Stack(List.copyOf(frames), text(fields.get(0)));
  }

  private static List<byte[]> fields(byte[] answer) {
    List<byte[]> fields = new ArrayList<>();
    int begin = 0;
    for (int at = 0; at < answer.length; at++) {
      if (answer[at] == 0) {
        fields.add(Arrays.copyOfRange(answer, begin, at));
        begin = at + 1;
      }
    }
    if (fields.isEmpty()) {
      fields.add(answer);
    }
    return fields;
  }

  private static String text(byte[] field) {
    return new String(field, StandardCharsets.UTF_8);
  }

  private static long number(List<byte[]> fields, int at) {
    String digits = text(fields.get(at));
    return digits.isEmpty() ? 0 : Long.parseUnsignedLong(digits, HEX);
  }
}
