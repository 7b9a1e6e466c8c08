package io.fdtrail.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fdtrail.event.FdEvent;
import io.fdtrail.event.Process;
import io.fdtrail.event.RawText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a reader of a report does: follows links, presses keys, prints, opens it on a phone. */
class ReportUseTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String FOCUSED = "document.activeElement.";
  private static final String ROWS = "document.querySelector('#rows [role=status]').textContent";

  @TempDir private static Path folder;
  private static Browser browser;
  private static Path desktop;

  @BeforeAll
  static void start() throws Exception {
    browser = Browser.start();
    desktop =
        ReportSamples.write(
            folder.resolve("desktop.html"),
            ReportSamples.desktop(4000),
            "",
            Map.of("ring_full", 3L));
  }

  @AfterAll
  static void stop() throws IOException {
    if (browser != null) {
      browser.close();
    }
  }

  private static void click(String selector) throws Exception {
    browser.eval("document.querySelector(" + JSON.writeValueAsString(selector) + ").click()");
  }

  private static int count(String selector) throws Exception {
    return browser.eval("document.querySelectorAll('" + selector + "').length").asInt();
  }

  private static boolean isInSight(String selector) throws Exception {
    return browser
        .eval(
            "{const {top, bottom} = document.querySelector('"
                + selector
                + "').getBoundingClientRect(); top < innerHeight && bottom > 0}")
        .asBoolean();
  }

  @Test
  void eachFaultLeadsToItsRows() throws Exception {
    browser.open(desktop, "");
    int cards = count("#problems .card button");
    assertThat(cards).isEqualTo(2);
    for (int card = 0; card < cards; card++) {
      click("#clear");
      String title =
          browser.text("document.querySelectorAll('#problems .card h3')[" + card + "].textContent");
      browser.eval("document.querySelectorAll('#problems .card button')[" + card + "].click()");
      assertThat(browser.text(ROWS)).startsWith(title.replaceAll(" .*", "") + " of 4,000 rows");
      assertThat(title)
          .contains(browser.text("document.querySelector('.c-reason').textContent.split(' ')[0]"));
      assertThat(isInSight("#h-rows")).isTrue();
      assertThat(browser.text(FOCUSED + "className")).isEqualTo("grid");
    }
    click("#problems a");
    assertThat(browser.text(FOCUSED + "id")).isEqualTo("h-leaks");
    assertThat(isInSight("#h-leaks")).isTrue();
    assertThat(browser.complaints()).isEmpty();
  }

  /** All processes of a browser have the same name. */
  @Test
  void aFewProcessesAreToldApartAndManyAreNot() throws Exception {
    List<FdEvent> few =
        ReportSamples.desktop(4000).stream()
            .filter(
                event -> isOfChromium(event.process().pid()) && isOfChromium(event.sender().pid()))
            .toList();
    Path page = ReportSamples.write(folder.resolve("few.html"), few, "", Map.of());
    browser.open(page, "");
    Set<Integer> pids = new HashSet<>();
    few.forEach(event -> pids.add(event.process().pid()));
    assertThat(pids).hasSizeBetween(2, 24);
    assertThat(texts(".node")).allMatch(label -> label.matches("chromium \\d+"));
    assertThat(Set.copyOf(texts(".node"))).hasSameSizeAs(pids);
    browser.open(desktop, "");
    assertThat(Set.copyOf(texts(".node"))).hasSizeLessThanOrEqualTo(24);
    assertThat(texts(".node")).anyMatch(label -> label.matches("chromium ×\\d+"));
  }

  /** 0: a send has no sender. */
  private static boolean isOfChromium(int pid) {
    return pid == 0 || (pid - 1000) % 6 == 0;
  }

  private static List<String> texts(String selector) throws Exception {
    List<String> texts = new ArrayList<>();
    browser
        .eval("[...document.querySelectorAll('" + selector + "')].map(e => e.textContent)")
        .forEach(text -> texts.add(text.asText()));
    return texts;
  }

  /** Also the problems, which a time narrows as well. */
  @Test
  void aPairNarrowsTheProblems() throws Exception {
    browser.open(desktop, "");
    int cards = count("#problems .card");
    int good =
        browser
            .eval(
                "[...document.querySelectorAll('.edge')].findIndex(e => !e.querySelector('.dropped'))")
            .asInt();
    browser.eval(
        "document.querySelectorAll('.edge')[" + good + "].dispatchEvent(new MouseEvent('click'))");
    assertThat(count("#problems .card")).isEqualTo(cards - 2);
    assertThat(count(".edge[aria-pressed=true]")).isEqualTo(1);
  }

  /** A screen reader and the keyboard go on from where they are. */
  @Test
  void whatIsPressedKeepsTheFocus() throws Exception {
    browser.open(desktop, "");
    browser.eval("document.querySelectorAll('.edge')[3].focus()");
    String edge = browser.text(FOCUSED + "dataset.edge");
    browser.press("Enter");
    assertThat(browser.text(FOCUSED + "dataset.edge")).isEqualTo(edge);
    browser.press("Enter");
    assertThat(count(".edge[aria-pressed=true]")).isZero();
    browser.eval("document.querySelectorAll('.head button')[6].focus()");
    for (String order : List.of("ascending", "descending", "none")) {
      browser.eval(FOCUSED + "click()");
      assertThat(browser.text(FOCUSED + "parentElement.getAttribute('aria-sort')"))
          .isEqualTo(order);
    }
    browser.eval("document.querySelector('.grid').focus()");
    browser.press("PageDown");
    browser.press("Enter");
    assertThat(browser.text(FOCUSED + "id")).isEqualTo("detail");
    browser.press("Escape");
    assertThat(browser.text(FOCUSED + "className")).isEqualTo("grid");
    assertThat(browser.eval("document.querySelector('.grid').scrollTop").asInt()).isZero();
    assertThat(browser.text("document.querySelector('[aria-selected=true]').ariaRowIndex"))
        .isNotEqualTo("2");
  }

  @Test
  void aLinkOfATrailOpensItsRow() throws Exception {
    browser.open(desktop, "");
    String stop = browser.text("document.querySelectorAll('#files .link')[4].textContent");
    browser.eval("document.querySelectorAll('#files .link')[4].click()");
    assertThat(isInSight("#detail h3")).isTrue();
    assertThat(browser.text("document.querySelector('#detail h3').textContent"))
        .endsWith(" by " + stop.replaceAll(" fd.*", ""));
    assertThat(
            browser
                .eval(
                    "document.querySelector('.grid .open').offsetTop - document.querySelector('.grid').scrollTop")
                .asInt())
        .isBetween(0, 480);
  }

  @Test
  void theAddressIsAllOfAView() throws Exception {
    browser.open(desktop, "");
    String pair = browser.text("document.querySelectorAll('.edge')[2].dataset.edge");
    browser.eval("document.querySelectorAll('.edge')[2].dispatchEvent(new MouseEvent('click'))");
    browser.eval("document.getElementById('expression').value = 'count == 1 and kind == memfd'");
    browser.eval("document.getElementById('narrow').requestSubmit()");
    browser.eval("document.querySelector('canvas').focus()");
    browser.press("+");
    browser.eval("document.querySelector('.buttons button:last-child').click()");
    browser.eval("document.querySelectorAll('.head button')[6].click()");
    browser.eval("document.querySelectorAll('.head button')[6].click()");
    browser.eval("document.querySelector('.grid .body [aria-rowindex=\"4\"]').click()");
    String view =
        "[document.querySelector('#rows').textContent, document.getElementById('expression').value,"
            + " document.getElementById('said').textContent, document.getElementById('fault').textContent,"
            + " document.querySelector('.edge[aria-pressed=true]').dataset.edge].join()";
    String before = browser.text(view);
    String address = browser.text("location.hash");
    assertThat(address).contains("filter=", "pair=", "time=", "sort=-in_flight_ns", "row=");
    browser.open(desktop, address);
    assertThat(browser.text(view)).isEqualTo(before).contains(pair);
    click("#clear");
    browser.eval("history.back()");
    browser.await("location.hash !== '' && !!document.querySelector('.edge[aria-pressed=true]')");
    assertThat(browser.text(view)).isEqualTo(before);
  }

  /** The kernel gives the file_id of a file that is closed to the next one. */
  @Test
  void aTrailIsOfOneFile() throws Exception {
    Path demo = folder.resolve("trails.html");
    List<FdEvent> events = ReportSamples.desktop(40).stream().map(ReportSamples::ofSameId).toList();
    ReportSamples.write(demo, events, "demo", Map.of());
    browser.open(demo, "");
    long files =
        events.stream().filter(FdEvent::isInstalled).map(e -> e.file().inode()).distinct().count();
    assertThat(count("#files > .scroll:first-child tbody tr")).isEqualTo((int) files);
  }

  @Test
  void aNarrowScreenShowsAllWithoutScrollingSideways() throws Exception {
    browser.size(320, 640);
    browser.open(desktop, "#row=7");
    assertThat(browser.eval("document.documentElement.scrollWidth").asInt())
        .isLessThanOrEqualTo(320);
    // Both sides of the picture are in sight.
    assertThat(browser.eval("document.querySelector('svg').getBoundingClientRect().right").asInt())
        .isLessThanOrEqualTo(320);
    browser.size(1280, 900);
    browser.await("document.querySelector('svg').getBoundingClientRect().right > 1000");
  }

  @Test
  void aLongNameBreaksNothing() throws Exception {
    Path page = folder.resolve("long.html");
    String name = "/" + "x".repeat(4095);
    Process process = new Process(7, 7, 0, 0, RawText.of("w".repeat(15)), 0, false);
    ReportSamples.write(
        page,
        List.of(Samples.send(process, Samples.named(RawText.of(name), false), 3)),
        name,
        Map.of());
    browser.size(320, 640);
    browser.open(page, "#row=0");
    assertThat(browser.eval("document.documentElement.scrollWidth").asInt())
        .isLessThanOrEqualTo(320);
    assertThat(browser.text("document.querySelector('#detail').textContent")).contains(name);
    browser.size(1280, 900);
  }

  @Test
  void itIsPrinted() throws Exception {
    browser.open(desktop, "");
    browser.eval("document.querySelector('.grid').scrollTop = 50000");
    byte[] pdf = browser.print();
    assertThat(new String(pdf, 0, 5, StandardCharsets.US_ASCII)).isEqualTo("%PDF-");
    Files.write(folder.resolve("desktop.pdf"), pdf);
    String text = new String(pdf, StandardCharsets.ISO_8859_1);
    assertThat(text.split("/Type /Page\\b", -1).length - 1).isBetween(4, 40);
    // Some of the rows, and that it is some.
    browser.eval("dispatchEvent(new Event('beforeprint'))");
    assertThat(count(".grid .body [role=row]")).isEqualTo(300);
    assertThat(browser.text(ROWS)).isEqualTo("4,000 rows, of which the first 300 are printed");
    browser.size(800, 1000);
    browser.call("Emulation.setEmulatedMedia", JSON.createObjectNode().put("media", "print"));
    assertThat(
            browser
                .eval(
                    "[...document.querySelectorAll('.head button, .grid .c-reason, svg')]"
                        + ".every(e => e.offsetParent !== null || e.getBoundingClientRect().width > 0)")
                .asBoolean())
        .isTrue();
    assertThat(browser.eval("document.documentElement.scrollWidth").asInt())
        .isLessThanOrEqualTo(800);
    browser.dark(false);
    browser.call("Emulation.setEmulatedMedia", JSON.createObjectNode().put("media", ""));
    browser.size(1280, 900);
    browser.eval("dispatchEvent(new Event('afterprint'))");
    assertThat(count(".grid .body [role=row]")).isLessThan(60);
  }
}
