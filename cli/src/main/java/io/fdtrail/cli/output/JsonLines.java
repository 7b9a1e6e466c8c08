package io.fdtrail.cli.output;

import java.io.IOException;
import java.util.function.LongSupplier;

/** Our own objects, each a line that begins with its type and the time. */
final class JsonLines {
  private static final byte[] TIME = JsonWriter.key("time");

  private final EventOutput output;
  private final LineBuffer line;
  private final LongSupplier now;
  private final Timestamp timestamp = new Timestamp();

  /**
   * @param now ns since 1970
   */
  JsonLines(EventOutput output, LongSupplier now) {
    this.output = output;
    this.line = output.line();
    this.now = now;
  }

  /**
   * @param type as {@link JsonWriter#type} makes it
   */
  void begin(byte[] type) {
    line.put(type).put(TIME).put('"');
    timestamp.print(now.getAsLong(), line);
    line.put('"');
  }

  void end() throws IOException {
    line.put('}');
    output.endLine();
  }
}
