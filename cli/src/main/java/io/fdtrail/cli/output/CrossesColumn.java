package io.fdtrail.cli.output;

import io.fdtrail.event.Boundary;
import io.fdtrail.event.FdEvent;
import java.io.IOException;
import java.util.List;

/** The boundaries that a descriptor crossed: {@code container,user}, an array in JSON. */
final class CrossesColumn extends Value<FdEvent> {
  private static List<String> words(FdEvent event) {
    return Boundary.crossedBy(event).map(Boundary::word).toList();
  }

  @Override
  public void cell(FdEvent event, LineBuffer to) {
    to.put(String.join(",", words(event)));
  }

  @Override
  public boolean isText() {
    return false;
  }

  @Override
  public void member(FdEvent event, JsonKey key, JsonMembers json) throws IOException {
    List<String> words = words(event);
    if (!words.isEmpty()) {
      json.words(key, words);
    }
  }
}
