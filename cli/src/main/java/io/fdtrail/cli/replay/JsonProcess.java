package io.fdtrail.cli.replay;

import io.fdtrail.event.Ancestor;
import io.fdtrail.event.Ancestors;
import io.fdtrail.event.Cgroup;
import io.fdtrail.event.CommandLine;
import io.fdtrail.event.Container;
import io.fdtrail.event.ContainerNames;
import io.fdtrail.event.Identity;
import io.fdtrail.event.Process;
import io.fdtrail.event.Sender;
import io.fdtrail.event.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Who acted, and who sent, as an object reports it. */
final class JsonProcess {
  private JsonProcess() {}

  /**
   * @param offset from the clock of the records to the wall clock
   */
  static Process process(JsonObject row, long offset) throws BadLineException {
    return new Process(
        row.integer("pid", 0),
        row.integer("tid", 0),
        row.integer("ns_pid", 0),
        row.unsignedInteger("uid"),
        row.text("comm"),
        row.id("cgroup_id", 10),
        false,
        identity(row, offset),
        cgroup(row));
  }

  static Sender sender(JsonObject sender, long offset) throws BadLineException {
    if (sender.integer("pid", 0) == 0) {
      return Sender.UNKNOWN;
    }
    return new Sender(
        sender.integer("pid", 0),
        sender.integer("tid", 0),
        sender.unsignedInteger("uid"),
        sender.text("comm"),
        sender.integer("fd", -1),
        false,
        identity(sender, offset),
        cgroup(sender));
  }

  private static Identity identity(JsonObject of, long offset) throws BadLineException {
    List<Ancestor> nearest = new ArrayList<>();
    for (JsonObject ancestor : of.objects("ancestors")) {
      nearest.add(new Ancestor(ancestor.integer("pid", 0), ancestor.text("comm")));
    }
    return new Identity(
        of.text("process"),
        of.text("exe"),
        of.integer("ppid", 0),
        of.has("start") ? JsonTime.nanos(of, "start") - offset : 0,
        0,
        0,
        new CommandLine(of.text("cmdline"), of.isTrue("cmdline_truncated")),
        new Ancestors(nearest, of.isTrue("ancestors_truncated")));
  }

  private static Cgroup cgroup(JsonObject of) throws BadLineException {
    if (Stream.of("container", "unit", "user_unit", "slice").noneMatch(of::has)) {
      return Cgroup.UNKNOWN;
    }
    return new Cgroup(
        true, container(of), new Unit(of.text("unit"), of.text("user_unit"), of.text("slice")));
  }

  private static Container container(JsonObject of) throws BadLineException {
    JsonObject container = of.object("container");
    String runtime = container.word("runtime");
    if (runtime.isEmpty()) {
      return Container.NONE;
    }
    return new Container(runtime, container.text("id"), container.word("pod"))
        .named(
            new ContainerNames(
                of.text("container_name"),
                of.text("image"),
                of.text("pod_name"),
                of.text("pod_namespace")));
  }
}
