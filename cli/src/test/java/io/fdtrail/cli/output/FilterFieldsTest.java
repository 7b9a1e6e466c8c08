package io.fdtrail.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import io.fdtrail.event.DropReason;
import io.fdtrail.event.FdEvent;
import io.fdtrail.filter.EventFilter;
import io.fdtrail.filter.Filter;
import io.fdtrail.filter.FilterSyntaxException;
import io.fdtrail.os.Errno;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** An expression says of a field what a row shows of it. */
class FilterFieldsTest {
  /** Of several values: the cell shows all of them. */
  private static final Set<String> GROUPS =
      Set.of("sender", "socket", "container", "ancestors", "stack");

  private static final Set<String> FLAGS = Set.of("deleted", "name_truncated");

  /** What the garbage collector drops is its sender's act. */
  private static final Collection<FdEvent> EVENTS =
      Samples.all().values().stream().filter(event -> event.reason() != DropReason.GC).toList();

  private final Columns columns = new Columns(bootNs -> bootNs, Errno::name);

  private static List<String> keys() {
    List<String> keys = new ArrayList<>(Columns.meanings().keySet());
    // of the rows, not of the events
    keys.removeAll(List.of("elapsed_s", "host", "boot_id", "seq", "tracer"));
    return keys;
  }

  private String cell(String key, FdEvent event) {
    LineBuffer cell = new LineBuffer(100);
    columns.select(List.of(key)).get(0).cell(event, cell);
    return cell.toString();
  }

  private static boolean passes(String expression, FdEvent event)
      throws FilterSyntaxException, IOException {
    List<FdEvent> passed = new ArrayList<>();
    new EventFilter(Filter.of(expression), bootNs -> bootNs).accept(event, passed::add);
    return !passed.isEmpty();
  }

  @Test
  void whatIsShownIsThere() throws FilterSyntaxException, IOException {
    for (String key : keys()) {
      for (FdEvent event : EVENTS) {
        assertThat(passes("has " + key, event))
            .as("%s of %s", key, event)
            .isEqualTo(!cell(key, event).isEmpty());
      }
    }
  }

  @Test
  void whatIsShownIsWhatItIsComparedWith() throws FilterSyntaxException, IOException {
    int comparisons = 0;
    for (String key : keys()) {
      for (FdEvent event : EVENTS) {
        String cell = cell(key, event);
        boolean isEscaped = cell.indexOf('\\') >= 0 || cell.startsWith("...");
        if (!cell.isEmpty() && !isEscaped && !GROUPS.contains(key)) {
          boolean isQuoted = !cell.matches("[0-9]+") && !FLAGS.contains(key);
          // of a process and its thread COMM shows both
          String compared = key.equals("comm") ? cell.substring(cell.indexOf(':') + 1) : cell;
          String value = isQuoted ? Filter.quoted(compared) : compared;
          assertThat(passes(key + " == " + value, event)).as("%s == %s", key, value).isTrue();
          assertThat(passes(key + " != " + value, event)).as("%s != %s", key, value).isFalse();
          comparisons++;
        }
      }
    }
    assertThat(comparisons).isGreaterThan(20 * keys().size());
  }

  @Test
  void thePartsOfTheSenderAreThoseInJson() throws FilterSyntaxException, IOException {
    for (FdEvent event : EVENTS) {
      String all =
          "sender.pid == %d and sender.uid == %d"
              .formatted(event.sender().pid(), Integer.toUnsignedLong(event.sender().uid()));
      assertThat(passes(all, event)).isEqualTo(event.sender().isKnown());
      assertThat(passes("sender.tid", event)).isEqualTo(event.sender().isThreadKnown());
      assertThat(passes("sender.fd >= 0", event)).isEqualTo(event.sender().fd() >= 0);
    }
  }
}
