package io.fdtrail.cli.output;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What collectors call the members of our lines. A member that a convention has no name for is
 * {@code fdtrail.MEMBER}.
 */
enum Convention {
  /** The semantic conventions of OpenTelemetry, 1.44. */
  OTEL(Name::otel, Set.of("inode")),
  /** The Elastic Common Schema, 8.17. */
  ECS(Name::ecs, Set.of("inode", "uid"));

  /** Before the names of members that a convention does not know. */
  static final String OWN = "fdtrail.";

  /** A path on a file system; other names of files are not. */
  private static final String PATH = "file.path";

  private final Map<String, String> names;
  private final Set<String> texts;

  /**
   * @param member of ours; in an object, after the object's name and a dot
   */
  record Name(String member, String otel, String ecs) {
    private static Name both(String member, String name) {
      return new Name(member, name, name);
    }
  }

  Convention(Function<Name, String> name, Set<String> texts) {
    this.names = names().stream().collect(Collectors.toMap(Name::member, name));
    this.texts = texts;
  }

  private static List<Name> names() {
    return List.of(
        new Name("time", "timeUnixNano", "@timestamp"),
        new Name("action", "fdtrail.action", "event.action"),
        new Name("reason", "fdtrail.reason", "event.reason"),
        new Name("errno", "error.type", "error.code"),
        Name.both("pid", "process.pid"),
        new Name("tid", "thread.id", "process.thread.id"),
        new Name("comm", "thread.name", "process.thread.name"),
        new Name("process", "process.title", "process.name"),
        new Name("exe", "process.executable.path", "process.executable"),
        new Name("ppid", "process.parent_pid", "process.parent.pid"),
        Name.both("cmdline", "process.command_line"),
        new Name("start", "process.creation.time", "process.start"),
        new Name("uid", "process.user.id", "user.id"),
        new Name("ns_pid", "process.vpid", "fdtrail.ns_pid"),
        Name.both("container.id", "container.id"),
        new Name("container.runtime", "container.runtime.name", "container.runtime"),
        Name.both("container_name", "container.name"),
        Name.both("image", "container.image.name"),
        new Name("pod_name", "k8s.pod.name", "orchestrator.resource.name"),
        new Name("pod_namespace", "k8s.namespace.name", "orchestrator.namespace"),
        Name.both("name", PATH),
        Name.both("inode", "file.inode"),
        Name.both("mode", "file.mode"),
        new Name("host", "host.name", "host.hostname"),
        new Name("boot_id", "fdtrail.boot_id", "host.boot.id"),
        new Name("seq", "fdtrail.seq", "event.sequence"),
        new Name("tracer", "scope.version", "agent.version"));
  }

  /** The name of a member of the event. */
  String name(ReadLine line, String member) {
    if (member.equals("name") && !line.hasPath()) {
      return OWN + member;
    }
    return names.getOrDefault(member, OWN + member);
  }

  /** The value, which for some members is a text although it is a number for us. */
  Object value(String member, Object value) {
    return texts.contains(member) ? value.toString() : value;
  }

  /** The members by the names of the convention, without the type. */
  Map<String, Object> rename(ReadLine line) {
    Map<String, Object> renamed = new LinkedHashMap<>();
    line.members()
        .forEach(
            (member, value) -> {
              if (member.equals("type")) {
                return;
              }
              if (line.type().equals("event") || Columns.OF_CONVENTIONS.contains(member)) {
                renamed.put(name(line, member), value(member, value));
              } else {
                renamed.put(OWN + line.type() + "." + member, value);
              }
            });
    return renamed;
  }

  /** The table of all members for the documentation. */
  static String markdown(Iterable<String> members) {
    StringBuilder table = new StringBuilder("| field | OpenTelemetry | ECS |\n|---|---|---|\n");
    for (String member : members) {
      table.append("| `").append(member).append("` | `");
      table.append(OTEL.names.getOrDefault(member, OWN + member)).append("` | `");
      table.append(ECS.names.getOrDefault(member, OWN + member)).append("` |\n");
    }
    return table.toString();
  }
}
