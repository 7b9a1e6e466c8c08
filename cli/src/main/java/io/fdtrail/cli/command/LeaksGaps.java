package io.fdtrail.cli.command;

import io.fdtrail.TraceStats;
import io.fdtrail.event.Action;
import io.fdtrail.inflight.Snapshot;
import io.fdtrail.kernel.Backend;
import io.fdtrail.kernel.LossReason;
import io.fdtrail.leaks.Endings;
import io.fdtrail.leaks.Growing;
import io.fdtrail.leaks.Growth;
import io.fdtrail.leaks.Leaks;
import io.fdtrail.leaks.Receptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Why {@code leaks} may not show everything: one sentence each. */
final class LeaksGaps {
  private static final String NO_ENDS =
      "what processes had when they ended was not recorded: fdtrail -w FILE -- CMD does";

  /**
   * How the search went.
   *
   * @param unchecked open descriptors and mappings that were not checked
   * @param seesMappings whether the kernel shows mappings
   * @param queues what was found in queues
   * @param early whether a signal ended it
   */
  record Search(long unchecked, boolean seesMappings, Snapshot queues, boolean early) {}

  /**
   * How a look during the trace went.
   *
   * @param unchecked open descriptors that were not checked
   * @param refusal why none was
   * @param rows what it found
   */
  record Look(long unchecked, Optional<String> refusal, List<Growing> rows) {}

  private LeaksGaps() {}

  /**
   * @param unseen what the backend cannot see
   */
  static List<String> of(
      Backend backend,
      Set<Action> unseen,
      TraceStats stats,
      Receptions receptions,
      Leaks leaks,
      Search search) {
    List<String> gaps = new ArrayList<>();
    unseen(backend, unseen, gaps);
    for (LossReason reason : LossReason.values()) {
      if (stats.lost(reason) > 0) {
        gaps.add(stats.lost(reason) + " lost (" + reason.word() + "): " + reason.advice(backend));
      }
    }
    unknown(receptions, gaps);
    forgotten(receptions, gaps);
    add(
        search.unchecked,
        " open descriptors or mappings found no room and were not looked at",
        gaps);
    if (!search.seesMappings) {
      gaps.add("mappings were not looked at: the kernel has no iterator over them (Linux 5.12)");
    }
    queues(search.queues, gaps);
    doubtful(leaks.doubtful(), gaps);
    if (search.early) {
      gaps.add("a signal ended it early: what was received last may not be closed yet");
    }
    return gaps;
  }

  /**
   * Of what processes had when they ended.
   *
   * @param losses a sentence each
   */
  static List<String> ofEnded(
      Optional<Backend> backend, Set<Action> unseen, List<String> losses, Endings endings) {
    List<String> gaps = new ArrayList<>();
    backend.ifPresent(known -> unseen(known, unseen, gaps));
    gaps.addAll(ofEnded(losses, endings));
    return gaps;
  }

  /**
   * Of a trace of the past that does not say it.
   *
   * @param losses a sentence each
   */
  static List<String> withoutEnds(List<String> losses, Receptions receptions) {
    List<String> gaps = new ArrayList<>(losses);
    gaps.add(NO_ENDS);
    unidentified(receptions, gaps);
    return gaps;
  }

  /** The same, but for what the backend cannot see. */
  static List<String> ofEnded(List<String> losses, Endings endings) {
    List<String> gaps = new ArrayList<>(losses);
    unidentified(endings.receptions(), gaps);
    forgotten(endings.receptions(), gaps);
    add(
        endings.running(),
        " processes that received descriptors were not seen to end: CMD did not wait for them",
        gaps);
    add(endings.partly(), " processes had more numbers than were looked at when they ended", gaps);
    add(endings.forgotten(), " descriptors of ended processes are forgotten", gaps);
    doubtful(endings.doubtful(), gaps);
    return gaps;
  }

  /** Of a look during the trace. */
  static List<String> ofLook(
      Backend backend,
      Set<Action> unseen,
      long lost,
      Receptions receptions,
      Growth growth,
      Look look) {
    List<String> gaps = new ArrayList<>();
    unseen(backend, unseen, gaps);
    add(lost, " lost: what was received then does not count", gaps);
    unidentified(receptions, gaps);
    add(
        growth.forgotten(),
        " received descriptors found no room and do not count: choose processes, or a shorter --interval",
        gaps);
    add(
        look.unchecked,
        " open descriptors found no room: this look counts too low, and has no rates",
        gaps);
    look.refusal.ifPresent(why -> gaps.add("open descriptors were not looked at: " + why));
    add(
        look.rows.stream().filter(row -> row.limit().isEmpty()).count(),
        " processes have a limit that cannot be read",
        gaps);
    return gaps;
  }

  private static void unseen(Backend backend, Set<Action> actions, List<String> gaps) {
    List<String> ways = new ArrayList<>();
    if (actions.contains(Action.GRAB)) {
      ways.add("taken by pidfd_getfd");
    }
    if (actions.contains(Action.INJECT)) {
      ways.add("planted by a seccomp supervisor");
    }
    if (!ways.isEmpty()) {
      gaps.add(backend.word() + " does not see what is " + String.join(" or ", ways));
    }
  }

  private static void queues(Snapshot queues, List<String> gaps) {
    if (queues.refusal().isPresent()) {
      gaps.add("queues were not looked at: " + queues.refusal().get());
    } else {
      queues.gaps().forEach(gap -> gaps.add("in queues, " + gap));
    }
  }

  private static void doubtful(long doubtful, List<String> gaps) {
    add(
        doubtful,
        " more places may have a received file, or another one that shares its inode",
        gaps);
  }

  private static void unidentified(Receptions receptions, List<String> gaps) {
    add(
        receptions.unidentified(),
        " received descriptors were not looked for: their number or file is not known",
        gaps);
  }

  private static void unknown(Receptions receptions, List<String> gaps) {
    unidentified(receptions, gaps);
    add(
        receptions.withoutSender(),
        " received descriptors were not looked for in their senders, who are not known",
        gaps);
  }

  private static void forgotten(Receptions receptions, List<String> gaps) {
    if (receptions.forgotten() > 0) {
      gaps.add(
          "the first "
              + receptions.forgotten()
              + " received descriptors are forgotten: choose processes, or a shorter window");
    }
    add(
        receptions.forgottenSorts(),
        " groups of descriptors are counted too low under RECV: choose processes, or a shorter window",
        gaps);
  }

  private static void add(long count, String what, List<String> gaps) {
    if (count > 0) {
      gaps.add(count + what);
    }
  }
}
