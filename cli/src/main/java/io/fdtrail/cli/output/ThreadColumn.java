package io.fdtrail.cli.output;

import io.fdtrail.event.FdEvent;
import io.fdtrail.event.RawText;
import java.io.IOException;

/**
 * A thread's name. In the table its process's comes before it where they differ: {@code
 * chromium:Chrome_ChildIOT}.
 */
final class ThreadColumn extends Value<FdEvent> {
  private final Value<FdEvent> inJson = Values.text(event -> event.process().comm());

  @Override
  public void cell(FdEvent event, LineBuffer to) {
    RawText process = event.process().identity().process();
    RawText thread = event.process().comm();
    if (!process.isEmpty() && !process.equals(thread)) {
      Escaper.joined(process, to);
      to.put(':');
    }
    Escaper.joined(thread, to);
  }

  @Override
  public boolean isText() {
    return true;
  }

  @Override
  public void member(FdEvent event, JsonKey key, JsonMembers json) throws IOException {
    inJson.member(event, key, json);
  }
}
