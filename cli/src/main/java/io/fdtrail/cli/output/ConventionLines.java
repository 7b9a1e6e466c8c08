package io.fdtrail.cli.output;

import java.io.IOException;
import java.util.Map;

/** Writes lines of a trace in the shape of a convention: reads them again, and names them anew. */
abstract class ConventionLines implements Destination {
  private final Convention convention;
  private final EventOutput output;
  private final JsonLine json;

  ConventionLines(Convention convention, EventOutput output) {
    this.convention = convention;
    this.output = output;
    this.json = new JsonLine(output);
  }

  @Override
  public boolean isByLine() {
    return true;
  }

  @Override
  public boolean hasReader() {
    return output.hasReader();
  }

  /**
   * @return 0: what the output did not take, the output counts
   */
  @Override
  public long write(byte[] line, int length) throws IOException {
    ReadLine read = ReadLine.of(line, length);
    write(read, convention.rename(read), json);
    json.endLine();
    return 0;
  }

  /**
   * Writes an object.
   *
   * @param line by our names
   * @param members the same, but the type, by those of the convention
   */
  abstract void write(ReadLine line, Map<String, Object> members, JsonLine to) throws IOException;
}
