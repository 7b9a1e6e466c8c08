package io.fdtrail.cli.output;

import io.fdtrail.event.Container;
import io.fdtrail.event.RawText;
import java.io.IOException;
import java.util.Arrays;

/** A container: {@code docker/0123456789ab} in the table, an object in JSON. */
final class ContainerColumn extends Value<Container> {
  private static final int SHORT_ID = 12;
  private static final int LONG_ID = 64;

  private static final JsonKey RUNTIME = new JsonKey("runtime");
  private static final JsonKey ID = new JsonKey("id");
  private static final JsonKey POD = new JsonKey("pod");

  @Override
  public void cell(Container container, LineBuffer to) {
    if (container.isKnown()) {
      to.put(container.runtime()).put('/');
      Escaper.text(shortened(container.id()), to);
    }
  }

  /** As the runtimes' own commands show it. */
  private static RawText shortened(RawText id) {
    return id.length() == LONG_ID ? RawText.of(Arrays.copyOf(id.toBytes(), SHORT_ID)) : id;
  }

  @Override
  public boolean isText() {
    return true;
  }

  @Override
  public void member(Container container, JsonKey key, JsonMembers json) throws IOException {
    if (!container.isKnown()) {
      return;
    }
    json.beginObject(key);
    json.word(RUNTIME, container.runtime());
    json.text(ID, container.id());
    if (!container.pod().isEmpty()) {
      json.word(POD, container.pod());
    }
    json.endObject();
  }
}
