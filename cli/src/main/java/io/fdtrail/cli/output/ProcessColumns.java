package io.fdtrail.cli.output;

import static io.fdtrail.cli.output.Values.id;
import static io.fdtrail.cli.output.Values.number;
import static io.fdtrail.cli.output.Values.text;
import static io.fdtrail.cli.output.Values.unless;

import io.fdtrail.event.FdEvent;
import io.fdtrail.event.Identity;
import java.util.List;
import java.util.function.LongUnaryOperator;
import java.util.stream.Stream;

/** The columns of {@link Columns} about the process that acted. */
final class ProcessColumns {
  /**
   * Details of a process that are reported only on demand, and those of the sender in its object.
   */
  static final List<String> DETAILS = List.of("cmdline", "ancestors", "start");

  private ProcessColumns() {}

  /**
   * @param wallClock ns since boot to ns since 1970
   */
  static Value<Identity> detail(String key, LongUnaryOperator wallClock) {
    return switch (key) {
      case "cmdline" -> new CommandLineColumn();
      case "ancestors" -> new AncestorsColumn();
      case "start" -> start(wallClock);
      default -> throw new IllegalArgumentException(key);
    };
  }

  private static Value<Identity> start(LongUnaryOperator wallClock) {
    Timestamp timestamp = new Timestamp();
    return Values.printed(
        identity -> identity.startBootNs() != 0,
        (identity, to) -> timestamp.print(wallClock.applyAsLong(identity.startBootNs()), to));
  }

  static List<Column> all(LongUnaryOperator wallClock) {
    return Stream.of(who(wallClock), ids(), ofCgroup()).flatMap(List::stream).toList();
  }

  private static List<Column> who(LongUnaryOperator wallClock) {
    return List.of(
        column(
            "pid",
            "PID",
            7,
            "process that acted, as the host numbers it",
            number(e -> e.process().pid())),
        column("tid", "TID", 7, "its thread", number(e -> e.process().tid())),
        column("comm", "COMM", 16, "name of the thread", new ThreadColumn()),
        column(
            "process",
            "PROCESS",
            16,
            "name of the process, which is that of its first thread",
            text(e -> e.process().identity().process())),
        column(
            "exe",
            "EXE",
            32,
            "its executable, as `readlink(/proc/PID/exe)` says",
            text(e -> e.process().identity().exe())),
        column(
            "ppid", "PPID", 7, "its parent", number(e -> unless(0, e.process().identity().ppid()))),
        detail("cmdline", "CMDLINE", 32, "its command line, up to 511 bytes", wallClock),
        detail(
            "ancestors", "ANCESTORS", 32, "its parent, and so on to the first process", wallClock),
        detail("start", "START", 30, "when it started, UTC", wallClock),
        column("uid", "UID", 5, "user", number(e -> Integer.toUnsignedLong(e.process().uid()))));
  }

  private static List<Column> ids() {
    return List.of(
        column(
            "cgroup_id",
            "CGROUP_ID",
            10,
            "cgroup v2 id: inode of its directory",
            id(e -> e.process().cgroupId())),
        column(
            "ns_pid",
            "NS_PID",
            7,
            "pid in its own pid namespace, when it has one",
            number(e -> unless(0, e.process().nsPid()))));
  }

  /** What the path of its cgroup shows. */
  static List<Column> ofCgroup() {
    return List.of(
        column(
            "container",
            "CONTAINER",
            24,
            "the container it is in: runtime and id",
            Values.of(e -> e.process().container(), new ContainerColumn())),
        column(
            "container_name",
            "CONTAINER_NAME",
            24,
            "its name, as the runtime recorded it",
            text(e -> e.process().container().names().name())),
        column(
            "image",
            "IMAGE",
            32,
            "the container's image",
            text(e -> e.process().container().names().image())),
        column(
            "pod_name",
            "POD_NAME",
            24,
            "the container's Kubernetes pod",
            text(e -> e.process().container().names().podName())),
        column(
            "pod_namespace",
            "POD_NAMESPACE",
            16,
            "the pod's namespace",
            text(e -> e.process().container().names().podNamespace())),
        column("unit", "UNIT", 24, "its systemd unit", text(e -> e.process().unit().name())),
        column(
            "user_unit",
            "USER_UNIT",
            24,
            "its unit of the user's own systemd",
            text(e -> e.process().unit().userName())),
        column("slice", "SLICE", 16, "the slice of `unit`", text(e -> e.process().unit().slice())));
  }

  private static Column column(
      String key, String header, int width, String sentence, Value<FdEvent> value) {
    return new Column(key, header, width, sentence, value, EventPart.PROCESS);
  }

  private static Column detail(
      String key, String header, int width, String sentence, LongUnaryOperator wallClock) {
    return column(
        key,
        header,
        width,
        sentence,
        Values.of(e -> e.process().identity(), detail(key, wallClock)));
  }
}
