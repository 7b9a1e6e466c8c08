package io.fdtrail.cli.output;

import java.io.IOException;
import java.util.LinkedHashMap;
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
    write(read, renamed(read), json);
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

  private Map<String, Object> renamed(ReadLine line) {
    Map<String, Object> renamed = new LinkedHashMap<>();
    line.members()
        .forEach(
            (member, value) -> {
              if (member.equals("type")) {
                return;
              }
              if (line.type().equals("event") || Columns.OF_CONVENTIONS.contains(member)) {
                renamed.put(convention.name(line, member), convention.value(member, value));
              } else {
                renamed.put(Convention.OWN + line.type() + "." + member, value);
              }
            });
    return renamed;
  }
}
