package io.fdtrail.cli.command;

import io.fdtrail.TraceListener;
import io.fdtrail.cli.output.StandardError;
import io.fdtrail.event.FdEvent;
import io.fdtrail.kernel.LossReason;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.LongSupplier;

/** Shows a person at a terminal how much of large files is read. */
final class Progress {
  private static final long PATIENCE_NS = 1_000_000_000;
  private static final long INTERVAL_NS = 200_000_000;
  private static final long MEGABYTE = 1_000_000;

  /** A message that follows writes over it. */
  private static final String ERASE_REST = "\033[K\r";

  private final OutputStream terminal;
  private final LongSupplier nanoTime;
  private long next;
  private long total;
  private long read;
  private boolean isUnknown;
  private boolean isShown;

  /**
   * @param terminal takes bytes as they are, unlike what prints messages
   */
  Progress(OutputStream terminal, LongSupplier nanoTime) {
    this.terminal = terminal;
    this.nanoTime = nanoTime;
    this.next = nanoTime.getAsLong() + PATIENCE_NS;
  }

  static Progress standard() {
    return new Progress(StandardError.stream(), System::nanoTime);
  }

  /** Makes room for each row, and is there again once none has come for as long as at first. */
  TraceListener besideRows(TraceListener rows) {
    return new ForwardingListener(rows) {
      @Override
      public void event(FdEvent event) throws IOException {
        giveWay();
        super.event(event);
      }

      @Override
      public void lost(LossReason reason, long count, long total) throws IOException {
        giveWay();
        super.lost(reason, count, total);
      }
    };
  }

  private void giveWay() throws IOException {
    end();
    next = nanoTime.getAsLong() + PATIENCE_NS;
  }

  /**
   * Counts what is read of a file.
   *
   * @param size 0: not known
   */
  InputStream of(InputStream file, long size) {
    total += size;
    isUnknown |= size == 0;
    return new FilterInputStream(file) {
      @Override
      public int read() throws IOException {
        int octet = super.read();
        add(octet < 0 ? -1 : 1);
        return octet;
      }

      @Override
      public int read(byte[] to, int from, int length) throws IOException {
        int count = super.read(to, from, length);
        add(count);
        return count;
      }
    };
  }

  private void add(int count) throws IOException {
    if (count < 0) {
      end(); // what follows is not about reading
      return;
    }
    read += count;
    long now = nanoTime.getAsLong();
    if (now - next < 0) {
      return;
    }
    next = now + INTERVAL_NS;
    isShown = true;
    String share =
        isUnknown ? "" : Math.min(100, 100 * read / total) + "% of " + total / MEGABYTE + " MB, ";
    print("fdtrail: " + share + read / MEGABYTE + " MB read" + ERASE_REST);
  }

  /** Nothing of it is left to see. */
  void end() throws IOException {
    if (isShown) {
      isShown = false;
      print(ERASE_REST);
    }
  }

  private void print(String text) throws IOException {
    terminal.write(text.getBytes(StandardCharsets.US_ASCII));
  }
}
