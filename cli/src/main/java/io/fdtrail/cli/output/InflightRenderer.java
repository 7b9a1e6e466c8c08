package io.fdtrail.cli.output;

import io.fdtrail.inflight.Snapshot;
import java.io.IOException;

/** Shows what is in flight. */
public interface InflightRenderer {
  /** All of it; what may be missing is reported last. */
  void show(Snapshot snapshot) throws IOException;
}
