package io.fdtrail.cli.output;

import io.fdtrail.event.FdEvent;
import io.fdtrail.event.Identity;
import io.fdtrail.event.RawText;
import io.fdtrail.event.Sender;
import java.io.IOException;
import java.util.Map;

/** The column of the sender: {@code client/1296790 fd 3} in the table, an object in JSON. */
final class SenderColumn implements Column.Value<FdEvent> {
  private static final JsonKey PID = new JsonKey("pid");
  private static final JsonKey TID = new JsonKey("tid");
  private static final JsonKey COMM = new JsonKey("comm");
  private static final JsonKey PROCESS = new JsonKey("process");
  private static final JsonKey EXE = new JsonKey("exe");
  private static final JsonKey PPID = new JsonKey("ppid");
  private static final JsonKey UID = new JsonKey("uid");
  private static final JsonKey FD = new JsonKey("fd");

  private final Map<JsonKey, Column.Value<Identity>> details;

  /**
   * @param details what else the object tells of it
   */
  SenderColumn(Map<JsonKey, Column.Value<Identity>> details) {
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
    Escaper.owner(comm, to);
    to.put('/').decimal(pid).put(" fd ");
    if (fd < 0) {
      to.put('-');
    } else {
      to.decimal(fd);
    }
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
    json.number(UID, Integer.toUnsignedLong(sender.uid()));
    if (sender.fd() >= 0) {
      json.number(FD, sender.fd());
    }
    json.endObject();
  }

  private void identity(Identity identity, JsonMembers json) throws IOException {
    if (!identity.process().isEmpty()) {
      json.text(PROCESS, identity.process());
    }
    if (!identity.exe().isEmpty()) {
      json.text(EXE, identity.exe());
    }
    if (identity.ppid() != 0) {
      json.number(PPID, identity.ppid());
    }
    for (Map.Entry<JsonKey, Column.Value<Identity>> detail : details.entrySet()) {
      detail.getValue().member(identity, detail.getKey(), json);
    }
  }
}
