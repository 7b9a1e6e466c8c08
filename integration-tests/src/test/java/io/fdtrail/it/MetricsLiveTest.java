package io.fdtrail.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code --metrics}: what a trace reports of itself over HTTP. */
class MetricsLiveTest {
  private static final Pattern PLACE = Pattern.compile("metrics on (http://\\S+/metrics)");
  private static final Path PROMTOOL = Layout.ROOT.resolve(".cache/prometheus/usr/bin/promtool");

  private final HttpClient client =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();

  @TempDir private Path directory;

  @BeforeAll
  static void assumeTracing() throws IOException, InterruptedException {
    Fdtrail.assumeTracing();
  }

  static Program serve(String... options) throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(List.of(options));
    all.addAll(List.of("-o", "json", "--metrics", "0"));
    Program tracer = Fdtrail.trace(all.toArray(String[]::new));
    tracer.awaitErr(line -> line.contains("metrics on"));
    return tracer;
  }

  static URI place(Program tracer) throws InterruptedException {
    List<String> found = new ArrayList<>();
    tracer.awaitErr(
        line -> {
          Matcher matcher = PLACE.matcher(line);
          return matcher.find() && found.add(matcher.group(1));
        });
    return URI.create(found.get(0));
  }

  private HttpResponse<String> ask(String method, URI uri)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .timeout(Duration.ofSeconds(20))
            .method(method, BodyPublishers.noBody())
            .build();
    return client.send(request, BodyHandlers.ofString());
  }

  private String page(Program tracer) throws IOException, InterruptedException {
    HttpResponse<String> response = ask("GET", place(tracer));
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type"))
        .hasValueSatisfying(type -> assertThat(type).contains("version=0.0.4"));
    return response.body();
  }

  /** Asks until a line is there: what was passed is reported within a moment. */
  private String pageWith(Program tracer, String line) throws IOException, InterruptedException {
    String page = page(tracer);
    for (int turn = 0; turn < 200 && !page.lines().toList().contains(line); turn++) {
      Thread.sleep(50);
      page = page(tracer);
    }
    assertThat(page.lines()).contains(line);
    return page;
  }

  @Test
  void itCountsWhatHappens() throws IOException, InterruptedException {
    try (Program tracer = serve("--ring-size", "16M")) {
      Fdtrail.pass(23);
      String page = pageWith(tracer, "fdtrail_events_total{action=\"RECV\",kind=\"memfd\"} 23");
      assertThat(page.lines())
          .contains(
              "fdtrail_events_total{action=\"SEND\",kind=\"memfd\"} 23",
              "fdtrail_lost_total{reason=\"ring_full\"} 0",
              "fdtrail_ring_capacity_bytes 16777216",
              "fdtrail_map_entries{map=\"transfers\"} 0",
              "fdtrail_map_capacity_entries{map=\"transfers\"} 32768");
      assertThat(page)
          .containsPattern("(?m)^fdtrail_ring_fill_bytes \\d+$")
          .containsPattern("fdtrail_program_runs_total\\{program=\"\\w+\"} [1-9]")
          .containsPattern(
              "fdtrail_build_info\\{version=\"[0-9.]+\",backend=\"\\w+\",kernel=\"[^\"]+\",java=\"[^\"]+\"} 1");
      Program.run(Layout.PASSFD.toString(), "drops", "10");
      pageWith(tracer, "fdtrail_drops_total{reason=\"nocontrol\"} 10");
    }
  }

  @Test
  void noLabelHasValuesWithoutEnd() throws IOException, InterruptedException {
    try (Program tracer = serve()) {
      Fdtrail.pass(1);
      String page = pageWith(tracer, "fdtrail_events_total{action=\"RECV\",kind=\"memfd\"} 1");
      assertThat(
              page.lines()
                  .filter(line -> !line.startsWith("#"))
                  .flatMap(line -> Pattern.compile("(\\w+)=\"").matcher(line).results())
                  .map(label -> label.group(1))
                  .distinct())
          .containsExactlyInAnyOrder(
              "version", "backend", "kernel", "java", "action", "kind", "reason", "map", "program");
    }
  }

  @Test
  void promtoolFindsNothing() throws IOException, InterruptedException {
    Assumptions.assumeTrue(
        Files.isExecutable(PROMTOOL),
        "promtool, of Debian's package prometheus, could not be fetched");
    try (Program tracer = serve()) {
      Fdtrail.pass(3);
      Path page = Files.writeString(directory.resolve("page"), page(tracer));
      Outcome outcome = Program.shell(PROMTOOL + " check metrics <" + page);
      assertThat(outcome.status()).as(outcome.out() + outcome.err()).isZero();
      assertThat(outcome.out() + outcome.err()).isEmpty();
    }
  }

  @Test
  void onlyThePageIsServedAndOnlyHere() throws IOException, InterruptedException {
    try (Program tracer = serve()) {
      URI page = place(tracer);
      assertThat(ask("HEAD", page).statusCode()).isEqualTo(200);
      assertThat(ask("POST", page).statusCode()).isEqualTo(405);
      assertThat(ask("GET", page.resolve("/metrics2")).statusCode()).isEqualTo(404);
      assertThat(ask("GET", page.resolve("/")).statusCode()).isEqualTo(404);
      assertThat(
              Program.shell(
                      "cat /proc/" + tracer.pid() + "/net/tcp6 /proc/" + tracer.pid() + "/net/tcp")
                  .out())
          .containsPattern("(0000000000000000FFFF0000)?0100007F:%04X ".formatted(page.getPort()))
          .doesNotContainPattern(" 0+:%04X ".formatted(page.getPort()));
    }
  }

  @Test
  void overIpv6() throws IOException, InterruptedException {
    Assumptions.assumeTrue(Files.exists(Path.of("/proc/net/if_inet6")), "no IPv6");
    try (Program tracer = Fdtrail.trace("--metrics", "[::1]:0")) {
      URI place = place(tracer);
      assertThat(place.getHost()).startsWith("[");
      assertThat(ask("GET", place).statusCode()).isEqualTo(200);
      assertThat(Program.shell("cat /proc/" + tracer.pid() + "/net/tcp6").out())
          .contains("00000000000000000000000001000000:%04X ".formatted(place.getPort()));
    }
  }

  @Test
  void aNameWithoutMetricsIsNoUse() throws IOException, InterruptedException {
    for (List<String> wrong :
        List.of(
            List.of("--metrics-host", "db1"),
            List.of("--metrics", "0", "--metrics-host", "db1:80"))) {
      Outcome outcome =
          Fdtrail.run(Stream.concat(Stream.of("-d", "1"), wrong.stream()).toArray(String[]::new));
      assertThat(outcome.status()).isEqualTo(2);
      assertThat(outcome.errLines().get(0)).startsWith("fdtrail: ").contains("--metrics-host");
    }
  }

  @Test
  void aPortInUseIsOneLine() throws IOException, InterruptedException {
    try (ServerSocket other = new ServerSocket(0)) {
      Outcome outcome = Fdtrail.run("-d", "1", "--metrics", Integer.toString(other.getLocalPort()));
      outcome.assertRefused(
          1, "cannot serve metrics on 127.0.0.1 port " + other.getLocalPort(), "in use");
    }
  }
}
