package io.fdtrail.cli.command;

import io.fdtrail.cli.options.Choice;
import io.fdtrail.cli.options.FailOn;
import io.fdtrail.cli.options.FilterOptions;
import io.fdtrail.cli.options.Format;
import io.fdtrail.cli.options.OutputOptions;
import io.fdtrail.cli.options.RateLimit;
import io.fdtrail.cli.options.RunOptions;
import io.fdtrail.event.Action;
import io.fdtrail.event.StackEnds;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Options that together ask for nothing, or one of which would do nothing: whoever gave them
 * expects something else.
 */
final class Contradictions {
  private static final Set<Action> CAN_FAIL =
      EnumSet.of(Action.FAIL, Action.DROP, Action.GRAB, Action.INJECT, Action.PIDFD);

  /** The descriptors of GRAB and PIDFD are always close-on-exec. */
  private static final Set<Action> CAN_INHERIT =
      EnumSet.of(Action.RECV, Action.PEEK, Action.INJECT);

  private Contradictions() {}

  /**
   * @param ofProc the fields that are shown or asked for and that --no-proc omits
   * @param asksForStack whether an expression does
   */
  static void refuse(
      FilterOptions filter,
      OutputOptions output,
      RunOptions run,
      ProcFields ofProc,
      boolean asksForStack)
      throws Nonsense {
    refuseForms(output, run, asksForStack);
    refuseWithoutProc(filter, run, ofProc);
    refuseEmpty(filter);
  }

  /** What is shown, and how. */
  private static void refuseForms(OutputOptions output, RunOptions run, boolean asksForStack)
      throws Nonsense {
    refuse(
        output.trail() && run.rateLimit().isPresent(), "--rate-limit is for rows, not for --trail");
    refuse(
        !run.readsProc() && run.rateLimit().filter(RateLimit::needsCgroups).isPresent(),
        "--rate-limit per=unit and per=container need what --no-proc omits");
    refuse(
        output.sums().isPresent() && !output.isJson(), "--aggregate prints objects: add -o json");
    refuse(
        output.sums().isPresent() && (output.trail() || output.timed()),
        "--aggregate shows no rows: omit -T and --trail");
    refuse(
        output.trail() && output.isConvention(),
        "-o ecs and -o otel are for rows, not for --trail");
    refuse(
        output.trail() && (output.timed() || !output.fields().isEmpty()),
        "-T and --fields are for rows, not for --trail");
    refuse(
        output.trail() && sends(output.stacks()),
        "--trail shows receipts: their stacks are those of --stack recv");
    refuse(asksForStack && output.stacks() == StackEnds.NONE, "-F stack needs --stack");
    refuse(
        output.timed() && output.format() == Format.JSON && output.fields().isEmpty(),
        "-T does nothing with -o json, where each row has its time");
  }

  private static boolean sends(StackEnds stacks) {
    return stacks == StackEnds.SEND || stacks == StackEnds.BOTH;
  }

  private static void refuseWithoutProc(FilterOptions filter, RunOptions run, ProcFields ofProc)
      throws Nonsense {
    refuse(
        !run.readsProc() && !filter.containers().equals(Choice.ANY),
        "--container needs what --no-proc omits");
    refuse(
        !run.readsProc() && !filter.units().equals(Choice.ANY),
        "--unit needs what --no-proc omits");
    refuse(
        !run.readsProc() && !filter.boundaries().equals(Choice.ANY),
        "--cross needs what --no-proc omits");
    refuseWithoutProc(run, "--fields ", ofProc.shown());
    refuseWithoutProc(run, "-F ", ofProc.asked());
  }

  /** Options that together choose no event. */
  private static void refuseEmpty(FilterOptions filter) throws Nonsense {
    refuse(
        filter.failedOnly() && leavesNothing(filter, CAN_FAIL::contains),
        "-x leaves nothing of these actions: it is for FAIL, DROP, GRAB, INJECT and PIDFD");
    refuse(
        filter.inheritableOnly() && leavesNothing(filter, CAN_INHERIT::contains),
        "--inheritable leaves nothing of these actions: it is for RECV, PEEK and INJECT");
    refuse(
        filter.inheritableOnly() && filter.failedOnly(),
        "--inheritable leaves nothing of -x: what went wrong has no number");
  }

  private static void refuseWithoutProc(RunOptions run, String option, List<String> fields)
      throws Nonsense {
    if (!run.readsProc() && !fields.isEmpty()) {
      throw new Nonsense(option + fields.get(0) + " needs what --no-proc omits");
    }
  }

  private static boolean findsNothing(FailOn reason, FilterOptions filter) {
    return switch (reason) {
      case DROP -> filter.inheritableOnly() || leavesNothing(filter, Action.DROP::equals);
      case FAIL -> filter.inheritableOnly() || leavesNothing(filter, Action.FAIL::equals);
      case INHERITABLE -> filter.failedOnly() || leavesNothing(filter, CAN_INHERIT::contains);
      case LEAK -> filter.failedOnly() || leavesNothing(filter, Action::isReceipt);
      case LOST -> false;
    };
  }

  private static boolean leavesNothing(FilterOptions filter, Predicate<Action> of) {
    List<String> wanted = filter.actions().wanted();
    return !wanted.isEmpty() && wanted.stream().map(Action::valueOf).noneMatch(of);
  }

  /**
   * @param chooses whether processes are chosen
   */
  static void refusePeerOfAll(FilterOptions filter, boolean chooses) throws Nonsense {
    refuse(
        filter.withPeer() && !chooses,
        "--with-peer does nothing unless processes are chosen: -p, -t, -n, -u, --ancestor, --container, --unit, -F or -- CMD");
  }

  /**
   * @param shows whether rows are shown beside the recording
   * @param chooses whether rows are chosen
   */
  static void refuseRecording(boolean shows, boolean chooses, OutputOptions output, RunOptions run)
      throws Nonsense {
    refuse(output.stacks() != StackEnds.NONE, "-w records no stacks: omit --stack");
    refuse(
        !shows && chooses,
        "-w records everything: choose rows when you read it with -r, or show some now with --print");
    refuse(
        !shows
            && (output.trail()
                || output.timed()
                || output.format() != Format.TABLE
                || !output.fields().isEmpty()
                || run.rateLimit().isPresent()),
        "-w shows no rows: format them when you read it with -r, or show them now with --print");
  }

  /**
   * @param asked the fields that exceptions ask for and that --no-proc omits
   */
  static void refuseFailing(
      Set<FailOn> reasons,
      FilterOptions filter,
      OutputOptions output,
      RunOptions run,
      List<String> asked)
      throws Nonsense {
    for (FailOn reason : reasons) {
      refuse(
          findsNothing(reason, filter),
          "--fail-on "
              + reason.word()
              + " finds nothing in the rows that -a, -x or --inheritable leave");
    }
    refuse(output.trail(), "--fail-on is for rows, not for --trail");
    refuse(
        run.rateLimit().isPresent(), "--fail-on judges all rows, and --rate-limit holds some back");
    refuseWithoutProc(run, "--except ", asked);
  }

  private static void refuse(boolean contradicts, String message) throws Nonsense {
    if (contradicts) {
      throw new Nonsense(message);
    }
  }
}
