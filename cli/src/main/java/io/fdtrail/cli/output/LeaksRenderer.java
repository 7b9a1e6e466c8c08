package io.fdtrail.cli.output;

import io.fdtrail.leaks.Leak;
import java.io.IOException;
import java.util.List;

/** Shows what was received and is still somewhere. */
public interface LeaksRenderer {
  /**
   * All of it; what may be missing is reported last.
   *
   * @param received descriptors in the window
   * @param gaps why something may be missing, a sentence each
   */
  void show(List<Leak> leaks, long received, List<String> gaps) throws IOException;
}
