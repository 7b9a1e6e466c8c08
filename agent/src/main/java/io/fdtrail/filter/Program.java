package io.fdtrail.filter;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A pattern as a machine that may be in several places at once (Thompson): its steps, and which
 * bytes it need not tell apart.
 */
final class Program {
  /** What a step does. */
  enum Kind {
    /** Takes a byte of its set. */
    TAKE,
    /** Goes on at two steps. */
    SPLIT,
    /** Goes on only before the first byte. */
    BEGIN,
    /** Goes on only after the last byte. */
    END,
    FOUND
  }

  /**
   * @param bytes of a {@link Kind#TAKE}
   */
  record Step(Kind kind, BitSet bytes, int next, int other) {}

  private static final int MOST_STEPS = 4000;
  private static final int MOST_PARTS = 100_000; // of which many may be empty
  private static final BitSet NONE = new BitSet();

  private final List<Step> steps = new ArrayList<>();
  private final int start;
  private final byte[] classes = new byte[256];
  private final int classCount;
  private int parts;

  private Program(Pattern pattern) throws PatternException {
    this.start = add(pattern, add(Kind.FOUND, NONE, 0, 0));
    this.classCount = classify();
  }

  static Program of(Pattern pattern) throws PatternException {
    return new Program(pattern);
  }

  Step step(int index) {
    return steps.get(index);
  }

  int size() {
    return steps.size();
  }

  int start() {
    return start;
  }

  /** The class of a byte: all bytes of a class lead to the same places. */
  int classOf(int value) {
    return classes[value] & 0xff;
  }

  int classCount() {
    return classCount;
  }

  /** Adds a pattern before what follows it. Its depth is limited by the parser. */
  private int add(Pattern pattern, int next) throws PatternException {
    if (++parts > MOST_PARTS) {
      throw tooLarge();
    }
    if (pattern instanceof Pattern.OneOf one) {
      return add(Kind.TAKE, one.bytes(), next, next);
    } else if (pattern instanceof Pattern.Edge edge) {
      return add(edge.isBeginning() ? Kind.BEGIN : Kind.END, NONE, next, next);
    } else if (pattern instanceof Pattern.Repeated repeated) {
      return addRepeated(repeated, next);
    } else if (pattern instanceof Pattern.Choice choice) {
      int first = add(choice.parts().get(0), next);
      for (Pattern part : choice.parts().subList(1, choice.parts().size())) {
        first = add(Kind.SPLIT, NONE, first, add(part, next));
      }
      return first;
    }
    List<Pattern> parts = ((Pattern.Sequence) pattern).parts();
    int first = next;
    for (int i = parts.size() - 1; i >= 0; i--) {
      first = add(parts.get(i), first);
    }
    return first;
  }

  private int addRepeated(Pattern.Repeated repeated, int next) throws PatternException {
    int first = next;
    if (repeated.most() == Pattern.NO_LIMIT) {
      int loop = add(Kind.SPLIT, NONE, next, next);
      int body = add(repeated.part(), loop);
      steps.set(loop, new Step(Kind.SPLIT, NONE, body, next));
      first = loop;
    }
    for (int i = repeated.least(); i < repeated.most(); i++) {
      first = add(Kind.SPLIT, NONE, add(repeated.part(), first), next);
    }
    for (int i = 0; i < repeated.least(); i++) {
      first = add(repeated.part(), first);
    }
    return first;
  }

  private int add(Kind kind, BitSet bytes, int next, int other) throws PatternException {
    if (steps.size() == MOST_STEPS) {
      throw tooLarge();
    }
    steps.add(new Step(kind, bytes, next, other));
    return steps.size() - 1;
  }

  private static PatternException tooLarge() {
    return new PatternException("the pattern is too large", 0);
  }

  /** Splits the bytes by each set in which only some of a class are. */
  private int classify() {
    int count = 1;
    for (Step step : steps) {
      if (step.kind() == Kind.TAKE) {
        Map<Integer, Integer> renamed = new HashMap<>();
        for (int value = 0; value < 256; value++) {
          int before = classOf(value) << 1 | (step.bytes().get(value) ? 1 : 0);
          classes[value] = (byte) (int) renamed.computeIfAbsent(before, key -> renamed.size());
        }
        count = renamed.size();
      }
    }
    return count;
  }
}
