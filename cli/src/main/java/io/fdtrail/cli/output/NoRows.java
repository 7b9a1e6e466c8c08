package io.fdtrail.cli.output;

import io.fdtrail.event.FdEvent;
import java.io.PrintStream;

/** For a trace that shows no rows: what was lost, and the summary, go to the standard error. */
public final class NoRows implements Renderer {
  private final PrintStream messages;

  public NoRows(PrintStream messages) {
    this.messages = messages;
  }

  @Override
  public void begin() {}

  @Override
  public boolean event(FdEvent event) {
    return true;
  }

  @Override
  public void lost(String reason, String advice, long count, long total) {
    messages.println(Summary.loss(reason, advice, count));
  }

  @Override
  public void summary(Totals totals, String backend) {
    messages.println(Summary.text(totals));
  }
}
