package io.fdtrail.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.function.Executable;

/** The tests of what each scenario left, for one backend on one kernel. */
final class GuestChecks {
  private final String prefix;
  private final String backend;
  private final GuestResults results;

  GuestChecks(String kernel, String backend, GuestResults results) {
    this.prefix = kernel + " " + backend;
    this.backend = backend;
    this.results = results;
  }

  /** Of what a guest does for the backend. */
  Stream<DynamicTest> tests(List<String> scenarios) {
    return scenarios.stream().flatMap(this::tests);
  }

  private Stream<DynamicTest> tests(String scenario) {
    return switch (scenario) {
      case "matrix", "matrix-details" -> matrix(prefix, backend, scenario + ":" + backend, results);
      case "life" -> life();
      case "spin" ->
          test("spinning receiver", () -> StressChecks.spin(backend, results, maySkip("spin")));
      case "stress" -> test("threads", () -> StressChecks.threads(backend, results));
      case "shared" -> test("shared sockets", () -> StressChecks.processes(backend, results));
      case "bursts", "bursts-overflow" ->
          test(
              scenario, () -> BurstChecks.of(scenario + ":" + backend, results, maySkip(scenario)));
      case "bursts-chosen" -> test(scenario, this::chosen);
      case "doctor" -> test("doctor", this::doctor);
      case "leaks" -> test("leaks", this::leaks);
      case "growth" -> test("growth", this::growth);
      case "names" -> test("names of a container", this::names);
      case "ends" -> test("ends", this::ends);
      case "filter" -> test("filter", this::filter);
      case "trail" -> test("trail", this::trail);
      case "stacks" -> test("stacks", this::stacks);
      case "drops" -> test("drops", () -> EndChecks.drops(backend, results, maySkip("drops")));
      case "flood" -> test("a flood", () -> FloodChecks.check(backend, results, maySkip("flood")));
      case "before" -> test("queued before", () -> QueuedBefore.check(backend, results));
      case "losses" -> test("losses", () -> LossChecks.of("losses:" + backend, results));
      case "inflight" -> test("inflight", this::inflight);
      case "passing" -> test("passing by hand", this::passing);
      case "rights" -> test("two capabilities", this::rights);
      case "views" ->
          test("views of a recording", () -> ViewChecks.check("views:" + backend, results));
      case "package" -> test("package", this::installed);
      default -> throw new IllegalArgumentException("nothing checks the scenario " + scenario);
    };
  }

  private Stream<DynamicTest> life() {
    return Stream.of(
            test("plain traffic runs no program", this::plain),
            test("maps are empty in the end", this::maps),
            test("metrics", this::metrics),
            test("nothing is left after SIGKILL", this::kill),
            test("a full pipe and SIGTERM", this::fullPipe))
        .flatMap(tests -> tests);
  }

  private Stream<DynamicTest> test(String name, Executable check) {
    return Stream.of(dynamicTest(prefix + " " + name, check));
  }

  /** Of one run of the whole workload. */
  static Stream<DynamicTest> matrix(
      String prefix, String backend, String run, GuestResults results) {
    try {
      return WorkloadChecks.tests(
          prefix,
          backend,
          results.status(run),
          results.text(run, "errors"),
          results.lines(run, "events"),
          results.lines(run, "truth"));
    } catch (IOException | InterruptedException | AssertionError e) {
      return Stream.of(
          dynamicTest(
              prefix + " matrix",
              () -> {
                throw e;
              }));
    }
  }

  private void plain() throws IOException {
    assertThat(ofLife().text("programs-attached")).contains("\"name\"");
    assertThat(runs(ofLife().text("programs-after-plain")))
        .isEqualTo(runs(ofLife().text("programs-attached")));
  }

  /** How often the programs ran; bpftool leaves the count out of those that never did. */
  private static long runs(String programs) {
    return Json.list(Json.parse(programs)).stream()
        .mapToLong(program -> program.path("run_cnt").asLong())
        .sum();
  }

  private void maps() throws IOException {
    assertThat(ofLife().text("entries")).isEmpty();
  }

  /** On 5.10 the kernel lets only who has a right look into maps. */
  private void metrics() throws IOException {
    String page = ofLife().text("metrics");
    assertThat(page)
        .contains("backend=\"" + backend + "\"")
        .containsPattern("fdtrail_program_runs_total\\{program=\"scm_send\"} [1-9]");
    assertThat(page.lines().filter(line -> line.startsWith("fdtrail_map_entries{")))
        .contains("fdtrail_map_entries{map=\"transfers\"} 0");
    assertThat(page.lines().filter(line -> line.startsWith("fdtrail_events_total{")).count())
        .isGreaterThan(10);
    assertThat(ofLife().text("slow")).contains("HTTP/1.1 408 ");
  }

  private void kill() throws IOException {
    assertThat(ofLife().text("left").lines()).containsExactly("[]", "[]", "[]");
  }

  /** An emulated CPU takes its time to detach; what counts is that no reader is waited for. */
  private void fullPipe() throws IOException {
    List<Double> times = ofLife().text("full-times").lines().map(Double::parseDouble).toList();
    assertThat(times.get(1) - times.get(0)).isLessThan(30);
    assertThat(ofLife().text("full-status")).isEqualTo("1\n");
    List<JsonNode> rows = ofLife().text("full-rows").lines().map(Json::parse).toList();
    assertThat(rows).isNotEmpty();
    String reported =
        "gave up: %d events are written, %d are not".formatted(rows.size(), 2000 - rows.size());
    assertThat(ofLife().text("full-errors")).contains(reported);
  }

  /**
   * Whether the kernel skips programs of this backend, as it preempts itself: what is missing then
   * is counted.
   */
  private boolean maySkip(String scenario) throws IOException {
    return backend.equals("fentry")
        && results.text(scenario + ":" + backend, "preempt").matches("(?s).*\\((lazy|full)\\).*");
  }

  /** The backend that is chosen by itself is this one, and loses nothing. */
  private void chosen() throws IOException {
    String run = "bursts-chosen:" + backend;
    BurstChecks.of(run, results, false);
    assertThat(results.lines(run, "bursts"))
        .allMatch(tracer -> tracer.contains("\"backend\":\"" + backend + "\""));
  }

  private void doctor() throws IOException {
    String run = "doctor:" + backend;
    assertThat(results.status(run)).as(results.text(run, "log")).isZero();
    assertThat(results.text(run, "reported"))
        .containsPattern("ok +preemption +the kernel .*preempt.*" + backend + ".* comes first\n")
        .containsPattern("ok +" + backend + " +works, and is used\n");
  }

  private void inflight() throws IOException {
    String run = "inflight:" + backend;
    assertThat(results.status(run)).as(results.text(run, "log")).isZero();
    List<String> reported = results.lines(run, "reported");
    boolean onlyNumbers = Json.parse(reported.get(reported.size() - 1)).has("incomplete");
    assertThat(onlyNumbers)
        .as("only 5.10 has no iterator")
        .isEqualTo(results.text(run, "release").startsWith("5.10"));
    assertThat(Queues.faults(results.lines(run, "truth"), reported, onlyNumbers)).isEmpty();
  }

  private void leaks() throws IOException {
    String run = "leaks:" + backend;
    assertThat(results.status(run)).as(results.text(run, "errors")).isZero();
    List<String> reported = results.lines(run, "reported");
    boolean skipped =
        Json.parse(reported.get(reported.size() - 1))
            .path("incomplete")
            .asText()
            .contains("(skipped)");
    if (skipped && maySkip("leaks")) {
      return;
    }
    assertThat(LeaksLiveTest.faults(reported)).isEmpty();
    boolean old = results.text(run, "release").startsWith("5.10");
    assertThat(LeakWays.faults(reported, LeakWays.seen(backend.equals("tracepoint"), old)))
        .isEmpty();
    assertThat(reported.get(reported.size() - 1).contains("mappings were not looked at"))
        .isEqualTo(old);
    assertThat(reported.get(reported.size() - 1).contains("queues were not looked at"))
        .isEqualTo(old);
  }

  private void names() throws IOException {
    String run = "names:" + backend;
    assertThat(results.status(run)).as(results.text(run, "log")).isZero();
    ContainerNamesLiveTest.assertNamed(Trace.parse(results.lines(run, "events")).events());
  }

  private void growth() throws IOException {
    String run = "growth:" + backend;
    assertThat(results.status(run)).as(results.text(run, "errors")).isZero();
    GrowthChecks.check(results.lines(run, "reported"), results.lines(run, "errors"));
  }

  private void filter() throws IOException {
    String run = "filter:" + backend;
    assertThat(results.status(run)).as(results.text(run, "acts.errors")).isZero();
    FilterChecks.check(name -> results.lines(run, name));
  }

  private void ends() throws IOException {
    String run = "ends:" + backend;
    List<String> reported = results.lines(run, "reported");
    boolean lost =
        Json.parse(reported.get(reported.size() - 1)).path("incomplete").asText().contains("lost");
    if (lost && maySkip("ends")) {
      return;
    }
    assertThat(results.status(run)).as(results.text(run, "errors")).isZero();
    assertThat(Endings.faults(reported, backend.equals("tracepoint"))).isEmpty();
  }

  /**
   * These functions of the workload have frames of more than 16 KiB. On arm64 the return address is
   * at the inner end of a frame, and so within the copy: their caller is seen, too.
   */
  private void stacks() throws IOException {
    List<JsonNode> events =
        results.lines("stacks:" + backend, "events").stream()
            .map(Json::parse)
            .filter(line -> line.path("type").asText().equals("event"))
            .toList();
    assertThat(events).hasSizeGreaterThanOrEqualTo(40);
    for (JsonNode event : events) {
      boolean isSend = event.path("action").asText().equals("SEND");
      List<String> calls = event.path("stack").findValuesAsText("symbol");
      assertThat(calls).as(event.toString()).hasSize(prefix.startsWith("arm64") ? 3 : 2);
      assertThat(calls.get(1)).isEqualTo(isSend ? "message_send" : "message_receive");
      assertThat(calls.subList(2, calls.size()))
          .allMatch(name -> name.equals(isSend ? "message_send_fds" : "take_one_fd"));
      assertThat(event.path("stack_error").asText()).startsWith("the stack goes on beyond the 1");
    }
  }

  private void trail() throws IOException {
    String run = "trail:" + backend;
    assertThat(results.status(run)).as(results.text(run, "errors")).isZero();
    List<String> reported = results.lines(run, "reported");
    long lost = Json.parse(reported.get(reported.size() - 1)).path("lost").asLong(-1);
    List<String> faults = TrailLiveTest.faults(reported, 50);
    assertThat(
            lost > 0 && maySkip("trail")
                ? faults.stream().filter(fault -> !fault.startsWith("no trail"))
                : faults.stream())
        .isEmpty();
  }

  private void rights() throws IOException {
    String run = "rights:" + backend;
    assertThat(results.status(run))
        .as(results.text(run, "errors") + results.text(run, "log"))
        .isZero();
    for (String mode : List.of("fenced-rows", "fenced-metrics")) {
      assertThat(results.lines(run, mode + ".out"))
          .as(results.text(run, mode + ".err"))
          .isEqualTo(Fenced.REPORTED);
    }
    assertThat(results.lines(run, "fenced-output.out"))
        .as(results.text(run, "fenced-output.err"))
        .isEqualTo(
            Fenced.reportedWithOutput(
                results.text(run, "fenced-output.err").contains("Landlock, version")));
    Trace trace = Trace.parse(results.lines(run, "events"));
    assertThat(trace.faults()).isEmpty();
    assertThat(trace.events())
        .filteredOn(event -> event.path("comm").asText().equals("passfd"))
        .hasSize(20);
    assertThat(results.text(run, "status-traced")).contains("CapBnd:\t000000c000000000");
    boolean isRoot = results.text(run, "fence-root").contains("files by Landlock");
    assertThat(results.lines(run, "status-root"))
        .filteredOn(line -> line.contains("Uid:") || line.contains("Gid:"))
        .as("in each thread")
        .hasSizeGreaterThan(10)
        .allMatch(line -> line.matches(isRoot ? ".*:\t0\t0\t0\t0" : ".*:(\t21474[0-9]{5}){4}"));
    assertThat(results.lines(run, "status-root"))
        .filteredOn(line -> line.contains("CapPrm"))
        .allMatch(line -> line.endsWith("\t0000000000000000"));
  }

  private void passing() throws IOException {
    String run = "passing:" + backend;
    assertThat(results.status(run))
        .as(results.text(run, "log") + results.text(run, "errors"))
        .isZero();
    assertThat(results.lines(run, "received")).containsExactly("hello", "0", "1", "2", "7");
    assertThat(results.text(run, "grab.out"))
        .as(results.text(run, "grab.err"))
        .isEqualTo("hello\n");
    assertThat(results.text(run, "by-pid"))
        .as(results.text(run, "by-pid.err"))
        .isEqualTo("hello\n");
    boolean isKnown = !results.text(run, "release").matches("(?s)(5|6\\.([0-9]|1[0-5]))\\..*");
    assertThat(results.text(run, "late") + results.text(run, "late.err"))
        .matches(
            isKnown
                ? "hello\n"
                : "fdtrail: .* that has ended: only Linux 6.16 and later show whether it is the right one; .*\n");
    assertThat(results.text(run, "unreceived"))
        .matches("fdtrail: nobody has received yet what waits at .*/fdtrail/z now\n");
    // The pidfds of older kernels share one inode.
    assertThat(results.text(run, "inode.err"))
        .containsPattern("PID:INODE requires Linux 6.9|is another one");
    assertThat(results.lines(run, "yama.err"))
        .singleElement()
        .asString()
        .contains("not permitted", "Yama", "ptrace_scope is 1");
    assertThat(results.text(run, "yama.status")).isEqualTo("3\n");
    List<JsonNode> events = Trace.parse(results.lines(run, "events")).events();
    assertThat(events)
        .filteredOn(event -> event.path("name").asText().endsWith("/file"))
        .extracting(event -> event.path("action").asText())
        .containsExactly("SEND", "SEND", "RECV", "RECV", "GRAB");
  }

  private void installed() throws IOException {
    String run = "package:" + backend;
    assertThat(results.status(run)).as(results.text(run, "log")).isZero();
    assertThat(results.lines(run, "files")).contains("fdtrail.jsa");
    assertThat(results.text(run, "group")).startsWith("fdtrail:");
    assertThat(results.lines(run, "demo")).hasSize(39);
    assertThat(results.lines(run, "errors")).containsExactly("38 events, 0 lost");
  }

  private record Run(GuestResults results, String name) {
    String text(String file) throws IOException {
      return results.text(name, file);
    }
  }

  private Run ofLife() throws IOException {
    Run life = new Run(results, "life:" + backend);
    assertThat(results.status(life.name())).as(life.text("log")).isZero();
    return life;
  }
}
