package io.fdtrail.cli.output;

import com.fasterxml.jackson.core.JsonGenerator;
import io.fdtrail.doctor.Check;
import io.fdtrail.doctor.DoctorReport;
import io.fdtrail.doctor.Trials;
import io.fdtrail.doctor.Trials.Trial;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The doctor's report for programs, one object. */
public final class DoctorJson {
  private final JsonLine line;
  private final JsonGenerator json;
  private final boolean verbose;

  private DoctorJson(JsonLine line, boolean verbose) {
    this.line = line;
    this.json = line.json();
    this.verbose = verbose;
  }

  /**
   * Writes the report as one line.
   *
   * @param verbose with what libbpf and the verifier said
   */
  public static void show(DoctorReport report, boolean verbose, EventOutput output)
      throws IOException {
    JsonLine line = new JsonLine(output);
    line.begin("doctor");
    new DoctorJson(line, verbose).members(report);
    line.end();
    output.flush();
  }

  private void members(DoctorReport report) throws IOException {
    json.writeBooleanField("can_trace", report.canTrace());
    json.writeObjectFieldStart("kernel");
    line.text("release", report.release());
    json.writeStringField("architecture", report.architecture());
    Optional<Boolean> preempts = report.trials().flatMap(Trials::preempts);
    if (preempts.isPresent()) {
      json.writeBooleanField("preempts", preempts.get());
    }
    json.writeEndObject();
    if (report.trials().isPresent()) {
      trials(report.trials().get());
    }
    json.writeArrayFieldStart("checks");
    for (Check check : report.needs()) {
      check(check);
    }
    for (Check check : report.iterators()) {
      check(check);
    }
    json.writeEndArray();
  }

  private void trials(Trials trials) throws IOException {
    if (trials.chosen().isPresent()) {
      json.writeStringField("backend", trials.chosen().get());
    }
    json.writeStringField("order", trials.order());
    json.writeArrayFieldStart("backends");
    for (Trial trial : trials.tried()) {
      trial(trial);
    }
    json.writeEndArray();
    texts("limits", trials.limits());
  }

  private void trial(Trial trial) throws IOException {
    json.writeStartObject();
    json.writeStringField("backend", trial.backend());
    json.writeBooleanField("works", trial.works());
    if (trial.refusal().isPresent()) {
      line.text("reason", trial.refusal().get());
    }
    if (verbose && !trial.log().isEmpty()) {
      texts("log", trial.log());
    }
    json.writeEndObject();
  }

  private void texts(String name, List<String> texts) throws IOException {
    json.writeArrayFieldStart(name);
    for (String text : texts) {
      line.element(text);
    }
    json.writeEndArray();
  }

  private void check(Check check) throws IOException {
    json.writeStartObject();
    json.writeStringField("subject", check.subject());
    json.writeStringField("status", check.status().name().toLowerCase(Locale.ROOT));
    line.text("finding", check.finding());
    if (!check.advice().isEmpty()) {
      line.text("advice", check.advice());
    }
    json.writeEndObject();
  }
}
