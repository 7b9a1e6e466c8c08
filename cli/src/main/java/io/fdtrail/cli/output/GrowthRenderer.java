package io.fdtrail.cli.output;

import io.fdtrail.leaks.Growing;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Shows what processes have of what they received, look after look. */
public interface GrowthRenderer {
  /**
   * One look.
   *
   * @param elapsed since the beginning of the trace
   * @param gaps why something may be missing, a sentence each
   */
  void show(Duration elapsed, List<Growing> rows, List<String> gaps) throws IOException;
}
