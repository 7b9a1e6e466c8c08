package io.fdtrail.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fdtrail.event.FdEvent;
import io.fdtrail.event.Process;
import io.fdtrail.event.RawText;
import io.fdtrail.filter.EventFilter;
import io.fdtrail.filter.Filter;
import io.fdtrail.filter.FilterSyntaxException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page of a report, in a browser. */
class ReportPageTest {
  private static final int MANY = 100_000;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<FdEvent> SAMPLES = List.copyOf(Samples.all().values());

  /** Of each kind of value, operator and fault. */
  private static final List<String> EXPRESSIONS =
      List.of(
          "",
          "action == RECV",
          "action in [send, drop]",
          "not action == SEND",
          "reason == ctrunc or reason in [gc, closed]",
          "has reason and not errno",
          "errno == EMFILE",
          "errno != EMFILE",
          "pid > 1000 and uid == 1000",
          "uid < 1K",
          "sender.comm == client",
          "sender.comm != \"client\"",
          "not sender.pid == 1296790",
          "sender",
          "socket and not container",
          "container.runtime == docker or unit =* \"*.service\"",
          "name ~ \"^/tmp\"",
          "name ~ '(?i)NULL$'",
          "name !~ \"[a-m]\"",
          "name =* \"/dev/*\"",
          "name =* *[!l]",
          "name ~ \"\\\\x1b|\\\\n\"",
          "name ~ \"^.{3,9}$\"",
          "name == \"/t\\x1b[2J\\n\\x9b\\x001\\xff\\\"\\\\\"",
          "kind == memfd or kind =* sock:*",
          "kind in [chr, reg, pidfd]",
          "mode == 666",
          "flags ~ O_NONBLOCK",
          "deleted == false",
          "deleted or name_truncated",
          "file_id == 0000000000000abc",
          "dev == 0:5",
          "rdev == 1:3",
          "boot_ns >= 81s",
          "boot_ns < 81.3s",
          "time >= 2026-09-21T14:14:40Z",
          "time < 2026-09-21T14:14:40.5Z",
          "in_flight_ns > 1us",
          "in_flight_ns <= 1.5ms and count >= 1",
          "message > 0 and index == 0",
          "exe.name ~ client or process == client",
          "crosses == user",
          "crosses != container",
          "crosses in [container, user]",
          "socket_type == stream and socket_path ~ dbus",
          "(pid == 5128 or (tid == 5129 and not (fd < 3)))",
          "pid",
          "pid ==",
          "pid = 5",
          "pid == 5 and",
          "pid == 5 5",
          "(pid == 5",
          "pid == x",
          "pid == \"5\"",
          "pid == 5Q",
          "pid == 1.5",
          "pid == 99999999999999999999",
          "pid in 5",
          "pid in [5",
          "nothing == 5",
          "kind == nothing",
          "mode == 999",
          "sender == x",
          "pid ~ 5",
          "name < 5",
          "deleted == 1",
          "time == now",
          "name == \"x",
          "name == \"\\q\"",
          "name ~ \"a**\"",
          "name ~ \"(a\"",
          "name ~ \"[a\"",
          "name ~ \"a{3,2}\"",
          "name ~ \"\\\\q\"",
          "name ~ \"[z-a]\"",
          "name ~ \"\"",
          "and",
          "has",
          "elapsed_s > 1",
          "pid && 5");

  /**
   * Scrolls by 250 rows, so that every text in sight is new, and waits until the frame is drawn.
   */
  private static final String SCROLLING =
      """
      new Promise(done => {
        document.querySelector('.grid').scrollTop += 250 * 28;
        requestAnimationFrame(() => setTimeout(done));
      })""";

  @TempDir private static Path folder;
  private static Browser browser;

  @BeforeAll
  static void start() throws Exception {
    browser = Browser.start();
  }

  @AfterAll
  static void stop() throws IOException {
    if (browser != null) {
      browser.close();
    }
  }

  private static Path samples() throws IOException {
    return ReportSamples.write(
        folder.resolve("samples.html"), SAMPLES, "demo", Map.of("ring_full", 17L));
  }

  private static ReportRenderer.About about(Map<String, String> facts) {
    return new ReportRenderer.About("0.1", "", "", "").ofPast(facts);
  }

  private static String all(String selector) throws Exception {
    return browser.text(
        "[...document.querySelectorAll('" + selector + "')].map(e => e.textContent).join('\\n')");
  }

  private static int count(String selector) throws Exception {
    return browser.eval("document.querySelectorAll('" + selector + "').length").asInt();
  }

  @Test
  void everyViewIsFilledWithoutComplaintOrRequest() throws Exception {
    Path page = samples();
    browser.open(page, "");
    assertThat(all("#problems h3"))
        .contains("ctrunc", "emfile", "EBADF", "17 events lost", "still open");
    assertThat(all("#problems")).contains("the receiver's control buffer was too small");
    assertThat(count("#graph .edge")).isPositive();
    assertThat(count("#graph .edge .dropped")).isPositive();
    assertThat(browser.text("document.getElementById('said').textContent")).contains("row");
    assertThat(all("#rows [role=status]")).isEqualTo(SAMPLES.size() + " rows");
    assertThat(count("#rows .body [role=row]")).isPositive();
    assertThat(count("#files table")).isEqualTo(2);
    assertThat(browser.complaints()).isEmpty();
    assertThat(browser.requests()).containsExactly(page.toUri().toString());
  }

  @Test
  void itSaysOnlyWhatIsKnownOfThePast() throws Exception {
    Path page = folder.resolve("past.html");
    ReportSamples.write(page, SAMPLES, about(Map.of("host", "h")), Map.of());
    browser.open(page, "");
    assertThat(all("#about"))
        .matches("Of a log of fdtrail · from 20.* UTC · fdtrail 0.1 with fentry");
    Map<String, String> facts = Map.of("kernel", "6.1", "machine", "arm64", "follows", "true");
    ReportSamples.write(page, SAMPLES, about(facts), Map.of());
    browser.open(page, "");
    assertThat(all("#about"))
        .startsWith("Of a recording of a command ·")
        .contains(" · Linux 6.1 arm64 · ");
  }

  /** Nothing but what has the hashes runs or loads. */
  @Test
  void thePolicyForbidsAllElse() throws Exception {
    browser.open(samples(), "");
    browser.eval(
        "{const s = document.createElement('script'); s.textContent = 'window.ran = 1'; document.body.append(s);}");
    browser.eval(
        "{const i = document.createElement('img'); i.src = 'http://127.0.0.1:9/x'; document.body.append(i);}");
    browser.await("fetch('http://127.0.0.1:9/').then(() => false, () => true)");
    assertThat(browser.text("typeof window.ran")).isEqualTo("undefined");
    assertThat(browser.complaints())
        .hasSizeGreaterThanOrEqualTo(3)
        .allMatch(each -> each.contains("Content Security Policy"));
  }

  @Test
  void expressionsChooseTheSameRowsAsThoseOfTheCommand() throws Exception {
    browser.open(samples(), "");
    for (String expression : EXPRESSIONS) {
      JsonNode rows =
          browser.eval("window.fdtrail.rows(" + JSON.writeValueAsString(expression) + ")");
      assertThat(rows.toString()).as(expression).startsWith(chosen(expression));
    }
  }

  /**
   * As the page would say it; a fault by its place, since only the command guesses what was meant.
   */
  private static String chosen(String expression) throws IOException {
    EventFilter filter;
    try {
      filter =
          new EventFilter(
              expression.isEmpty() ? Filter.ALL : Filter.of(expression), ReportSamples::wall);
    } catch (FilterSyntaxException e) {
      return JSON.writeValueAsString(Map.of("position", e.position())).replace("}", "");
    }
    List<Integer> rows = new ArrayList<>();
    for (int i = 0; i < SAMPLES.size(); i++) {
      if (filter.passes(SAMPLES.get(i))) {
        rows.add(i);
      }
    }
    return rows.toString().replace(" ", "");
  }

  @Test
  void aFilterIsInTheAddressAndItsFaultIsShown() throws Exception {
    Path page = samples();
    browser.open(page, "#filter=action+%3D%3D+DROP");
    long drops = SAMPLES.stream().filter(event -> event.action().name().equals("DROP")).count();
    assertThat(all("#rows [role=status]")).isEqualTo(drops + " of " + SAMPLES.size() + " rows");
    browser.eval("document.getElementById('expression').value = 'pid = 5'");
    browser.eval("document.getElementById('narrow').requestSubmit()");
    assertThat(all("#fault"))
        .isEqualTo("At character 5: '=' is not an operator: '==' compares, '=*' takes a glob");
    browser.eval("document.getElementById('clear').click()");
    assertThat(all("#rows [role=status]")).isEqualTo(SAMPLES.size() + " rows");
    browser.eval("document.querySelector('#problems .card button').click()");
    assertThat(browser.text("location.hash")).startsWith("#filter=action+%3D%3D+");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void aPairNarrowsAllElseAndKeysOpenARow() throws Exception {
    browser.open(
        ReportSamples.write(folder.resolve("pair.html"), ReportSamples.desktop(400), "", Map.of()),
        "");
    int rows =
        browser.eval("document.querySelector('.grid').getAttribute('aria-rowcount')").asInt();
    browser.eval("document.querySelector('.edge').focus()");
    browser.press("Enter");
    assertThat(
            browser.eval("document.querySelector('.grid').getAttribute('aria-rowcount')").asInt())
        .isLessThan(rows)
        .isGreaterThan(1);
    assertThat(all("#fault")).startsWith("Only ");
    browser.eval("document.querySelector('.grid').focus()");
    browser.press("ArrowDown");
    browser.press("Enter");
    assertThat(all("#detail h4")).contains("Its message", "The trail of its file");
    assertThat(count("#detail .plain li")).isEqualTo(2);
    browser.eval("history.back()");
    browser.await("document.querySelector('#detail section') === null");
    String before = all("#said");
    browser.eval("document.querySelector('canvas').focus()");
    browser.press("+");
    browser.await(
        "document.getElementById('said').textContent !== " + JSON.writeValueAsString(before));
    browser.press("0");
    browser.await(
        "document.getElementById('said').textContent === " + JSON.writeValueAsString(before));
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void aRowOpensItsStack() throws Exception {
    List<String> names = List.copyOf(Samples.all().keySet());
    Path page = samples();
    browser.open(page, "#row=" + names.indexOf("recv-stack"));
    assertThat(all("#detail h4")).contains("Where in the program");
    assertThat(all("#detail pre").lines()).hasSize(4);
    assertThat(all("#detail pre"))
        .startsWith("/usr/lib/libc.so.6(recvmsg+0x15) [0x10aaa5]\n")
        .contains("\n() [0x7f0000001000]\n")
        .endsWith("\ncode that no file has, without call frame information");
    browser.open(page, "#row=" + names.indexOf("send-stackless"));
    assertThat(all("#detail pre")).contains("the process was ending");
    browser.open(page, "#row=" + names.indexOf("send-plain"));
    assertThat(all("#detail h4")).contains("Its message").doesNotContain("Where in the program");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void hostileNamesAreInert() throws Exception {
    List<FdEvent> events = new ArrayList<>();
    List<String> names =
        List.of(
            "</script><img src=x onerror=window.ran=1>",
            "<script>window.ran=1</script>",
            "\"'><svg onload=window.ran=1>",
            "{{data}}&lt;b&gt;",
            "\u202etxt.exe\u0000\u001b[2J\n",
            "/" + "x".repeat(4095));
    for (String name : names) {
      Process process =
          new Process(7, 7, 0, 0, RawText.of(name.length() < 100 ? name : "long"), 0, false);
      events.add(Samples.send(process, Samples.named(RawText.of(name), false), 3));
    }
    events.add(Samples.send(Samples.CLIENT, Samples.named(Samples.HOSTILE, false), 3));
    Path page = ReportSamples.write(folder.resolve("hostile.html"), events, names.get(0), Map.of());
    assertThat(Files.readString(page)).doesNotContain("window.ran=1");
    browser.open(page, "#row=0&filter=%3Cimg+src=x+onerror=window.ran=1%3E&pair=%3Cb%3E");
    browser.eval("document.getElementById('clear').click()");
    assertThat(browser.text("typeof window.ran")).isEqualTo("undefined");
    assertThat(count("img, b, script[src], svg[onload]")).isZero();
    assertThat(all(".c-name"))
        .contains(names.get(0), "\\u{202e}txt.exe\\x00\\x1b[2J\\n", "\\xff")
        .doesNotContain("\u202e");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void manyRowsAreSmallAndOnlyThoseInSightAreDrawn() throws Exception {
    Path page =
        ReportSamples.write(folder.resolve("many.html"), ReportSamples.desktop(MANY), "", Map.of());
    assertThat(Files.size(page)).isLessThan(1_000_000);
    assertThat(opened(page)).isBetween(0.01, 1.5);
    assertThat(longestFrame()).isBetween(0.001, 0.05);
    assertThat(all("#rows [role=status]")).isEqualTo("100,000 rows");
    assertThat(count("#rows .body [role=row]")).isLessThan(60);
    browser.eval("document.querySelector('.grid').scrollTop = 1400000");
    browser.await(
        "document.querySelector('.body [role=row]').getAttribute('aria-rowindex') > 49000");
    assertThat(browser.complaints()).isEmpty();
  }

  /** CPU time of the page's main thread until it is shown, in s. */
  private static double opened(Path page) throws Exception {
    return leastOfThree(
        () -> {
          browser.open(page, "");
          return browser.cpuSeconds();
        });
  }

  /** Likewise for the longest of many frames. */
  private static double longestFrame() throws Exception {
    browser.eval("document.querySelector('.grid').scrollIntoView()");
    return leastOfThree(
        () -> {
          browser.eval("document.querySelector('.grid').scrollTop = 0");
          browser.eval(SCROLLING);
          double longest = 0;
          double before = browser.cpuSeconds();
          for (int frame = 0; frame < 100; frame++) {
            browser.eval(SCROLLING);
            double after = browser.cpuSeconds();
            longest = Math.max(longest, after - before);
            before = after;
          }
          return longest;
        });
  }

  /**
   * Other programs make CPU time longer, too, by what they take from its caches, and never shorter.
   */
  private static double leastOfThree(Callable<Double> seconds) throws Exception {
    double least = Double.MAX_VALUE;
    for (int times = 0; times < 3; times++) {
      least = Math.min(least, seconds.call());
    }
    return least;
  }

  @Test
  void axeFindsNothing() throws Exception {
    Path page =
        ReportSamples.write(
            folder.resolve("axe.html"), ReportSamples.desktop(300), "", Map.of("ring_full", 3L));
    for (boolean isDark : List.of(false, true)) {
      browser.dark(isDark);
      browser.open(page, "#row=5");
      assertThat(violations()).isEmpty();
    }
    browser.dark(false);
    browser.size(320, 640);
    browser.open(page, "#row=5");
    assertThat(violations()).isEmpty();
    browser.size(1280, 900);
    browser.call("Emulation.setEmulatedMedia", JSON.createObjectNode().put("media", "print"));
    browser.eval("dispatchEvent(new Event('beforeprint'))");
    assertThat(violations()).isEmpty();
    browser.call("Emulation.setEmulatedMedia", JSON.createObjectNode().put("media", ""));
  }

  private static JsonNode violations() throws Exception {
    browser.eval(axe());
    return browser.eval(
        "axe.run().then(r => r.violations.map(v => v.id + ': ' + v.nodes.map(n => n.target + ' ' + n.failureSummary)))");
  }

  private static String axe() throws IOException {
    try (InputStream in =
        ReportPageTest.class.getResourceAsStream(
            "/META-INF/resources/webjars/axe-core/4.6.3/axe.min.js")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
