package io.fdtrail.cli.output;

import io.fdtrail.event.Cgroup;
import io.fdtrail.event.ContainerNames;
import io.fdtrail.event.FdEvent;
import io.fdtrail.event.Identity;
import io.fdtrail.event.RawText;
import io.fdtrail.event.Sender;
import io.fdtrail.event.Unit;
import java.io.IOException;
import java.util.Map;

/** The column of the sender: {@code client/1296790 fd 3} in the table, an object in JSON. */
final class SenderColumn extends Value<FdEvent> {
  private static final JsonKey PID = new JsonKey("pid");
  private static final JsonKey TID = new JsonKey("tid");
  private static final JsonKey COMM = new JsonKey("comm");
  private static final JsonKey PROCESS = new JsonKey("process");
  private static final JsonKey EXE = new JsonKey("exe");
  private static final JsonKey PPID = new JsonKey("ppid");
  private static final JsonKey CONTAINER = new JsonKey("container");
  private static final JsonKey CONTAINER_NAME = new JsonKey("container_name");
  private static final JsonKey IMAGE = new JsonKey("image");
  private static final JsonKey POD_NAME = new JsonKey("pod_name");
  private static final JsonKey POD_NAMESPACE = new JsonKey("pod_namespace");
  private static final JsonKey UNIT = new JsonKey("unit");
  private static final JsonKey USER_UNIT = new JsonKey("user_unit");
  private static final JsonKey SLICE = new JsonKey("slice");
  private static final JsonKey UID = new JsonKey("uid");
  private static final JsonKey FD = new JsonKey("fd");

  private final ContainerColumn container = new ContainerColumn();
  private final Map<JsonKey, Value<Identity>> details;

  /**
   * @param details what else the object has about it
   */
  SenderColumn(Map<JsonKey, Value<Identity>> details) {
    this.details = details;
  }

  @Override
  public void cell(FdEvent event, LineBuffer to) {
    if (event.sender().isKnown()) {
      print(event.sender(), to);
    }
  }

  static void print(Sender sender, LineBuffer to) {
    print(sender.comm(), sender.pid(), sender.fd(), to);
  }

  /**
   * @param fd -1 unknown
   */
  static void print(RawText comm, int pid, int fd, LineBuffer to) {
    owner(comm, pid, to).put(" fd ");
    if (fd < 0) {
      to.put('-');
    } else {
      to.decimal(fd);
    }
  }

  /** {@code COMM/PID}. */
  static LineBuffer owner(RawText comm, int pid, LineBuffer to) {
    Escaper.owner(comm, to);
    return to.put('/').decimal(pid);
  }

  @Override
  public boolean isText() {
    return true;
  }

  @Override
  public void member(FdEvent event, JsonKey key, JsonMembers json) throws IOException {
    Sender sender = event.sender();
    if (!sender.isKnown()) {
      return;
    }
    json.beginObject(key);
    json.number(PID, sender.pid());
    if (sender.isThreadKnown()) {
      json.number(TID, sender.tid());
    }
    json.text(COMM, sender.comm());
    identity(sender.identity(), json);
    cgroup(sender.cgroup(), json);
    json.number(UID, Integer.toUnsignedLong(sender.uid()));
    if (sender.fd() >= 0) {
      json.number(FD, sender.fd());
    }
    json.endObject();
  }

  private void cgroup(Cgroup cgroup, JsonMembers json) throws IOException {
    container.member(cgroup.container(), CONTAINER, json);
    ContainerNames names = cgroup.container().names();
    text(CONTAINER_NAME, names.name(), json);
    text(IMAGE, names.image(), json);
    text(POD_NAME, names.podName(), json);
    text(POD_NAMESPACE, names.podNamespace(), json);
    Unit unit = cgroup.unit();
    text(UNIT, unit.name(), json);
    text(USER_UNIT, unit.userName(), json);
    text(SLICE, unit.slice(), json);
  }

  private static void text(JsonKey key, RawText text, JsonMembers json) throws IOException {
    if (!text.isEmpty()) {
      json.text(key, text);
    }
  }

  private void identity(Identity identity, JsonMembers json) throws IOException {
    text(PROCESS, identity.process(), json);
    text(EXE, identity.exe(), json);
    if (identity.ppid() != 0) {
      json.number(PPID, identity.ppid());
    }
    for (Map.Entry<JsonKey, Value<Identity>> detail : details.entrySet()) {
      detail.getValue().member(identity, detail.getKey(), json);
    }
  }
}
