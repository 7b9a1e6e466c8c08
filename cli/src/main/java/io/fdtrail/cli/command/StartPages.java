package io.fdtrail.cli.command;

import io.fdtrail.TraceListener;
import io.fdtrail.os.MappedFiles;
import io.fdtrail.os.SystemException;
import java.io.IOException;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives back the memory of files that only the start needed: half of what is resident then. A trace
 * that is over before does without.
 */
final class StartPages extends ForwardingListener {
  private static final Logger LOG = LoggerFactory.getLogger("fdtrail");
  private static final long START_NS = 1_000_000_000L;

  private final LongSupplier nanoTime;
  private final long begin;
  private boolean released;

  StartPages(TraceListener next, LongSupplier nanoTime) {
    super(next);
    this.nanoTime = nanoTime;
    this.begin = nanoTime.getAsLong();
  }

  @Override
  public void drained() throws IOException {
    super.drained();
    if (!released && nanoTime.getAsLong() - begin >= START_NS) {
      released = true;
      release();
    }
  }

  private static void release() {
    try {
      LOG.info("{} KiB of files, which the start mapped, are unmapped", MappedFiles.release());
    } catch (SystemException e) {
      LOG.info("what the start mapped stays mapped: {}", e.getMessage());
    }
  }
}
