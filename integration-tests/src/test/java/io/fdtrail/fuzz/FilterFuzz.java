package io.fdtrail.fuzz;

import static io.fdtrail.fuzz.Contract.require;

import io.fdtrail.decode.RecordDecoder;
import io.fdtrail.decode.RecordSeeds;
import io.fdtrail.decode.Records;
import io.fdtrail.event.FdEvent;
import io.fdtrail.filter.EventFilter;
import io.fdtrail.filter.Filter;
import io.fdtrail.filter.FilterSyntaxException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Any bytes as an expression: it chooses among events, or one line says what is wrong, and where.
 */
public final class FilterFuzz {
  private static final List<FdEvent> EVENTS = events();

  private FilterFuzz() {}

  private static List<FdEvent> events() {
    RecordDecoder decoder = new RecordDecoder();
    return RecordSeeds.all().values().stream()
        .flatMap(seed -> Records.decode(decoder, Records.from(seed)).stream())
        .toList();
  }

  public static void fuzzerTestOneInput(byte[] input) {
    String expression = new String(input, StandardCharsets.UTF_8);
    Filter filter;
    try {
      filter = Filter.of(expression);
    } catch (FilterSyntaxException e) {
      require(0 <= e.position() && e.position() <= expression.length(), "no place", e.position());
      require(e.getMessage().indexOf('\n') < 0, "not a line", e.getMessage());
      return;
    }
    List<FdEvent> chosen = chosen(filter);
    try {
      Filter again = Filter.ofAnyLength(filter.toString());
      require(again.toString().equals(filter.toString()), "reads otherwise", filter);
      require(chosen(again).equals(chosen), "chooses otherwise", filter);
    } catch (FilterSyntaxException e) {
      require(e.getMessage().contains("nested deeper"), e.getMessage(), filter); // by our own (...)
    }
  }

  private static List<FdEvent> chosen(Filter filter) {
    EventFilter stage = new EventFilter(filter, time -> time);
    List<FdEvent> chosen = new ArrayList<>();
    try {
      for (FdEvent event : EVENTS) {
        stage.accept(event, chosen::add);
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return chosen;
  }
}
