package io.fdtrail.cli.output;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The Elastic Common Schema: a name's parts are objects in objects. */
final class EcsLines extends ConventionLines {
  private static final String ACTION = "event.action";

  EcsLines(EventOutput output) {
    super(Convention.ECS, output);
  }

  @Override
  void write(ReadLine line, Map<String, Object> members, JsonLine to) throws IOException {
    members.put("ecs.version", "8.17");
    members.put("event.kind", line.type().equals("event") ? "event" : "metric");
    members.put("event.module", "fdtrail");
    members.put("event.dataset", Convention.OWN + line.type());
    members.put("agent.type", "fdtrail");
    if (line.type().equals("event")) {
      members.put("event.category", List.of("process"));
      members.put("event.type", List.of(line.isFailure() ? "error" : "info"));
      members.put("event.outcome", line.isFailure() ? "failure" : "success");
    }
    members.computeIfPresent(
        ACTION, (action, word) -> "fd-" + word.toString().toLowerCase(Locale.ROOT));
    Map<String, Object> nested = new LinkedHashMap<>();
    members.forEach((name, value) -> put(nested, name, value));
    to.value(nested);
  }

  private static void put(Map<String, Object> into, String name, Object value) {
    int dot = name.indexOf('.');
    if (dot < 0) {
      into.put(name, value);
      return;
    }
    @SuppressWarnings("unchecked") // no name is the beginning of another one
    Map<String, Object> inner =
        (Map<String, Object>)
            into.computeIfAbsent(name.substring(0, dot), part -> new LinkedHashMap<>());
    put(inner, name.substring(dot + 1), value);
  }
}
