package io.fdtrail.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import io.fdtrail.event.FdEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The queues that grow, in the timeline of a report. */
class ReportQueuesTest {
  private static final int LANE = 48;
  private static final String LIST =
      "[...document.querySelectorAll('#growing li')].map(e => e.textContent).join('\\n')";

  /**
   * Below its label, for each of so many parts of the width: how high the queue is, from 0 to 10.
   */
  private static final String HEIGHTS =
      """
      {
        const canvas = document.querySelector('canvas');
        const ink = canvas.getContext('2d');
        const paint = document.createElement('canvas').getContext('2d');
        paint.fillStyle = getComputedStyle(document.documentElement).getPropertyValue('--soft');
        paint.fillRect(0, 0, 1, 1);
        const soft = [...paint.getImageData(0, 0, 1, 1).data].join();
        const bottom = canvas.height - 34 - 48 * (LANES - 1 - NUMBER);
        Array.from({length: 20}, (unused, i) => {
          const x = 150 + Math.round((canvas.width - 150) * (i + 0.5) / 20);
          const column = Array.from({length: 38}, (same, y) => [...ink.getImageData(x, bottom - y - 1, 1, 1).data].join());
          return Math.round(column.filter(each => each === soft).length / 3.8);
        })
      }""";

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

  private static void open(List<FdEvent> events, String subject) throws Exception {
    Path page = folder.resolve("queues.html");
    browser.open(ReportSamples.write(page, events, subject, Map.of()), "");
  }

  private static int height() throws Exception {
    return browser.eval("document.querySelector('canvas').clientHeight").asInt();
  }

  private static List<Integer> heights(int lanes, int number) throws Exception {
    List<Integer> heights = new ArrayList<>();
    browser
        .eval(HEIGHTS.replace("LANES", "" + lanes).replace("NUMBER", "" + number))
        .forEach(height -> heights.add(height.asInt()));
    return heights;
  }

  @Test
  void queuesThatGrowAreNamedTheMostFirst() throws Exception {
    open(ReportSamples.backlog(), "");
    assertThat(browser.text(LIST).lines())
        .containsExactly(
            "slow/1002 [802]: at most 20 descriptors waited at once, 20 at the end",
            "renderer/1002 [801]: at most 7 descriptors waited at once");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void aQueueHasALaneThatShowsWhenItGrew() throws Exception {
    open(ReportSamples.backlog().stream().filter(event -> !isOf(event, 1, 2)).toList(), "");
    assertThat(browser.text(LIST)).isEmpty();
    int without = height();
    open(ReportSamples.backlog(), "");
    assertThat(height()).isEqualTo(without + 2 * LANE);
    List<Integer> ofUnread = heights(3, 1);
    assertThat(ofUnread).isSorted().endsWith(10);
    assertThat(ofUnread.get(1)).isBetween(0, 3);
    List<Integer> ofSlow = heights(3, 2);
    assertThat(ofSlow.subList(0, 12)).isSorted();
    assertThat(ofSlow).contains(10).endsWith(0);
  }

  private static boolean isOf(FdEvent event, int... sockets) {
    for (int socket : sockets) {
      if (event.socket().inode() % 100 == socket) {
        return true;
      }
    }
    return false;
  }

  /** What a lane shows is what waited then, and not what had waited before. */
  @Test
  void aLaterTimeDoesNotShowWhatWaitedBefore() throws Exception {
    open(ReportSamples.backlog().stream().filter(event -> !isOf(event, 2)).toList(), "");
    assertThat(heights(2, 1)).contains(10);
    browser.eval("document.querySelector('canvas').focus()");
    String before = browser.text("document.getElementById('said').textContent");
    for (int i = 0; i < 6; i++) {
      browser.press("ArrowRight");
    }
    browser.await("document.getElementById('said').textContent !== '" + before + "'");
    browser.await("document.getElementById('said').textContent.includes(': 0 rows')");
    assertThat(heights(2, 1)).containsOnly(0);
  }

  @Test
  void aQueueLeadsToItsRows() throws Exception {
    open(ReportSamples.backlog(), "");
    browser.eval("document.querySelectorAll('#growing button')[1].click()");
    assertThat(browser.text("document.querySelector('#rows [role=status]').textContent"))
        .startsWith("40 of ");
    assertThat(browser.text(LIST)).startsWith("renderer/1002 [801]").doesNotContain("802");
  }

  /** Another part of the machine may have received what the trace shows no end of. */
  @Test
  void whatATraceOfAPartDoesNotShowDoesNotWait() throws Exception {
    open(ReportSamples.backlog(), "demo");
    assertThat(browser.text(LIST)).startsWith("renderer/1002 [801]").doesNotContain("802");
  }

  @Test
  void aFewOfManyAreShown() throws Exception {
    open(ReportSamples.desktop(4000), "");
    assertThat(browser.text(LIST).lines())
        .hasSize(4)
        .allMatch(
            line ->
                line.matches("[a-z-]+/\\d+ \\[\\d+\\]: at most \\d+ descriptors waited at once"));
    browser.eval("document.getElementById('expression').value = 'action == FAIL'");
    browser.eval("document.getElementById('narrow').requestSubmit()");
    assertThat(browser.text(LIST)).isEmpty();
  }
}
