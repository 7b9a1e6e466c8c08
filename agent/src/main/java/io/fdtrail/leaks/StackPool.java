package io.fdtrail.leaks;

import io.fdtrail.event.Stack;
import io.fdtrail.event.StackFrame;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Keeps each stack, and each of its frames, once. A program can make as many as it likes. */
final class StackPool {
  /** What takes the place of a stack for which there is no room. */
  static final Stack FULL = new Stack(List.of(), "more different stacks than fdtrail remembers");

  /** The heap that all of them may take, about; that of the tracer has 64 MiB. */
  private static final int ROOM = 8 << 20;

  private static final int STACK_SIZE = 128;
  private static final int FRAME_SIZE = 256;
  private static final int REFERENCE_SIZE = 4;

  private final Map<Stack, Stack> stacks = new HashMap<>();
  private final Map<StackFrame, StackFrame> frames = new HashMap<>();
  private int used;

  /** The same stack as an earlier one that equals it. */
  Stack of(Stack stack) {
    Stack known = stacks.get(stack);
    if (known != null || !stack.isReported()) {
      return known == null ? stack : known;
    }
    if (used > ROOM) {
      return FULL;
    }
    used += STACK_SIZE + REFERENCE_SIZE * stack.frames().size();
    Stack kept = new Stack(stack.frames().stream().map(this::frame).toList(), stack.error());
    stacks.put(kept, kept);
    return kept;
  }

  private StackFrame frame(StackFrame frame) {
    StackFrame known = frames.putIfAbsent(frame, frame);
    if (known != null) {
      return known;
    }
    used += FRAME_SIZE + frame.module().length() + frame.symbol().length();
    return frame;
  }
}
