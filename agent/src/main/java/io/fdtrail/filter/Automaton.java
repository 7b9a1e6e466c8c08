package io.fdtrail.filter;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Looks for a pattern in linear time, whatever the pattern and the text: it remembers the sets of
 * places that a {@link Program} has been in, and where each byte leads from there. What it
 * remembers is limited: then it forgets all and begins anew. For one thread.
 */
final class Automaton {
  private static final int MOST_NUMBERS = 1 << 18; // about a megabyte

  private record Places(int[] steps) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Places that && Arrays.equals(steps, that.steps);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(steps);
    }
  }

  private static final class State {
    final int[] steps;
    final boolean isFound;
    final boolean isFoundAtEnd;
    final State[] next;

    State(int[] steps, boolean isFound, boolean isFoundAtEnd, int classes) {
      this.steps = steps;
      this.isFound = isFound;
      this.isFoundAtEnd = isFoundAtEnd;
      this.next = new State[classes];
    }
  }

  private final Program program;
  private final Map<Places, State> states = new HashMap<>();
  private final State first;
  private final int[] stack;
  private final int[] reached;
  private final int[] marks;
  private int mark;
  private int count;
  private int remembered;

  Automaton(Program program) {
    this.program = program;
    this.stack = new int[2 * program.size() + 2];
    this.reached = new int[program.size()];
    this.marks = new int[program.size()];
    this.first = begin();
  }

  private State begin() {
    nothingReached();
    reach(program.start(), true, true);
    boolean isFoundAtEnd = isReached(Program.Kind.FOUND);
    nothingReached();
    reach(program.start(), true, false);
    return new State(
        Arrays.copyOf(reached, count),
        isReached(Program.Kind.FOUND),
        isFoundAtEnd,
        program.classCount());
  }

  boolean isFoundIn(Text text) {
    State state = first;
    for (int i = 0; i < text.length(); i++) {
      if (state.isFound) {
        return true;
      }
      int taken = program.classOf(text.at(i));
      State next = state.next[taken];
      state = next == null ? learn(state, taken, text.at(i)) : next;
    }
    return state.isFound || state.isFoundAtEnd;
  }

  private State learn(State from, int taken, int value) {
    State to = after(from, value);
    from.next[taken] = to;
    return to;
  }

  private State after(State from, int value) {
    step(from, value, false);
    Places places = new Places(Arrays.copyOf(reached, count));
    State known = states.get(places);
    if (known != null) {
      return known;
    }
    boolean isFound = isReached(Program.Kind.FOUND);
    step(from, value, true);
    boolean isFoundAtEnd = isReached(Program.Kind.FOUND);
    State state = new State(places.steps(), isFound, isFoundAtEnd, program.classCount());
    remember(places, state);
    return state;
  }

  private void remember(Places places, State state) {
    remembered += places.steps().length + program.classCount();
    if (remembered > MOST_NUMBERS) {
      states.clear();
      Arrays.fill(first.next, null);
      remembered = places.steps().length + program.classCount();
    }
    states.put(places, state);
  }

  /** Where a byte leads from the places of a state; the pattern may also begin after it. */
  private void step(State from, int value, boolean isEnd) {
    nothingReached();
    for (int index : from.steps) {
      Program.Step step = program.step(index);
      if (step.kind() == Program.Kind.TAKE && step.bytes().get(value)) {
        reach(step.next(), false, isEnd);
      }
    }
    reach(program.start(), false, isEnd);
    Arrays.sort(reached, 0, count);
  }

  private void nothingReached() {
    mark++;
    count = 0;
  }

  /** Goes as far as it is possible without a byte. */
  private void reach(int start, boolean isBegin, boolean isEnd) {
    int depth = 0;
    stack[depth++] = start;
    while (depth > 0) {
      int index = stack[--depth];
      if (marks[index] == mark) {
        continue;
      }
      marks[index] = mark;
      Program.Step step = program.step(index);
      switch (step.kind()) {
        case TAKE, FOUND -> reached[count++] = index;
        case SPLIT -> {
          stack[depth++] = step.other();
          stack[depth++] = step.next();
        }
        case BEGIN -> {
          if (isBegin) {
            stack[depth++] = step.next();
          }
        }
        case END -> {
          if (isEnd) {
            stack[depth++] = step.next();
          } else {
            reached[count++] = index; // distinguishes places of which only one is found at the end
          }
        }
      }
    }
  }

  private boolean isReached(Program.Kind kind) {
    for (int i = 0; i < count; i++) {
      if (program.step(reached[i]).kind() == kind) {
        return true;
      }
    }
    return false;
  }
}
