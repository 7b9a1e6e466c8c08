package io.fdtrail.cli.output;

import io.fdtrail.doctor.Check;
import io.fdtrail.doctor.Check.Status;
import io.fdtrail.doctor.DoctorReport;
import io.fdtrail.doctor.Trials;
import io.fdtrail.doctor.Trials.Trial;
import java.io.PrintWriter;
import java.util.Optional;

/** The doctor's report for people, a line for each finding. */
public final class DoctorText {
  private final PrintWriter out;
  private final boolean verbose;

  private DoctorText(PrintWriter out, boolean verbose) {
    this.out = out;
    this.verbose = verbose;
  }

  /**
   * Writes the report as text.
   *
   * @param verbose with what libbpf and the verifier said
   */
  public static void show(DoctorReport report, boolean verbose, PrintWriter to) {
    DoctorText text = new DoctorText(MessageStream.writer(to), verbose);
    text.line(Status.OK, "kernel", report.release() + ' ' + report.architecture());
    report.needs().forEach(text::check);
    report.trials().ifPresent(text::trials);
    report.iterators().forEach(text::check);
  }

  private void check(Check check) {
    line(check.status(), check.subject(), check.finding());
    if (check.status() != Status.OK && !check.advice().isEmpty()) {
      advice(check.advice());
    }
  }

  private void trials(Trials trials) {
    line(Status.OK, "preemption", trials.order());
    Optional<String> chosen = trials.chosen();
    for (Trial trial : trials.tried()) {
      trial(trial, chosen.equals(Optional.of(trial.backend())));
    }
    if (chosen.isEmpty()) {
      line(Status.FAIL, "backend", "none works");
      advice("see the lines above");
      return;
    }
    for (String limit : trials.limits()) {
      line(Status.OK, chosen.get() + " cannot see", limit);
    }
  }

  private void trial(Trial trial, boolean isChosen) {
    if (trial.works()) {
      line(Status.OK, trial.backend(), isChosen ? "works, and is used" : "works");
      return;
    }
    line(Status.WARN, trial.backend(), trial.refusal().get());
    if (verbose) {
      trial.log().forEach(said -> out.printf("%22s%s%n", "", said));
    }
  }

  private void line(Status status, String subject, String finding) {
    out.printf("%-4s  %-14s %s%n", word(status), subject, finding);
  }

  private void advice(String advice) {
    out.printf("%22s%s%n", "-> ", advice);
  }

  private static String word(Status status) {
    return switch (status) {
      case OK -> "ok";
      case WARN -> "warn";
      case FAIL -> "FAIL";
    };
  }
}
