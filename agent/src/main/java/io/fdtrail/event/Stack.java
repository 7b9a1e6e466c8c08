package io.fdtrail.event;

import java.util.List;

/**
 * The user-space stack of an act.
 *
 * @param frames the innermost first
 * @param error why there are no more frames, or what is not certain about them; empty: the stack is
 *     complete
 */
public record Stack(List<StackFrame> frames, String error) {
  /** Nobody asked. */
  public static final Stack NONE = new Stack(List.of(), "");

  /** It was reported, but did not arrive. */
  public static final Stack LOST = new Stack(List.of(), "it found no room in the ring");

  /** {@return whether it was asked for} */
  public boolean isReported() {
    return this != NONE;
  }
}
