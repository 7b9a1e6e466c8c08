package io.fdtrail.fleet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Locale;

/** Prints lines as {@code fdtrail -o json --fields +host,+boot_id,+seq,+tracer,+crosses} does. */
final class JsonLine {
  private final StringBuilder text = new StringBuilder(1500);

  void write(Line line, Appendable to) {
    try {
      to.append(print(line));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The text is valid until the next call. */
  CharSequence print(Line line) {
    text.setLength(0);
    text.append("{\"type\":\"").append(line.type()).append('"');
    string("time", time(line.timeNanos()));
    switch (line.type()) {
      case "event" -> {
        event(line);
        origin(line);
      }
      case "lost" -> {
        origin(line);
        string("reason", line.reason());
        number("count", line.count());
        number("total", line.count());
      }
      default -> {
        origin(line);
        text.append(
            ",\"events\":271,\"lost\":0,\"receives_without_sender\":0,"
                + "\"drops_without_sender\":0,\"backend\":\"fentry\"");
      }
    }
    return text.append("}\n");
  }

  private static String time(long nanos) {
    String micros = Instant.ofEpochSecond(nanos / 1_000_000_000, nanos % 1_000_000_000).toString();
    String point = micros.contains(".") ? micros : micros.replace("Z", ".Z");
    return point.substring(0, point.length() - 1) + "0".repeat(30 - point.length()) + "Z";
  }

  private void event(Line line) {
    number("boot_ns", line.timeNanos() - 1_790_000_000_000_000_000L);
    string("action", line.action());
    string("reason", line.reason());
    string("errno", line.errno());
    long pid = line.who().pid(line.host());
    number("pid", pid);
    number("tid", pid);
    process(line.who(), line.host());
    number("uid", line.who().uid());
    string("cgroup_id", Long.toString(4000 + pid % 900));
    place(line.who(), line.host());
    if (!line.is("GRAB")) {
      number("socket_fd", 4);
      number("socket_inode", 9_389_074 + line.host());
      string("socket_type", "stream");
      string("socket_path", line.passed().socketPath());
      number("peer_inode", 9_389_075 + line.host());
      string("message", Long.toString(281_474_976_710_755L + line.seq()));
      number("index", 0);
      number("count", 1);
    }
    if (line.fd() != null) {
      number("fd", line.fd());
    }
    if (line.cloexec() != null) {
      text.append(line.cloexec() ? ",\"fd_flags\":[\"FD_CLOEXEC\"]" : ",\"fd_flags\":[]");
    }
    passed(line);
    if (line.sender() != null) {
      sender(line);
    }
    if (line.inFlight() != null) {
      number("in_flight_ns", line.inFlight());
    }
  }

  private void passed(Line line) {
    string("name", line.passed().name());
    string("kind", line.passed().kind());
    string("dev", "0:6");
    number("inode", 1_098_619 + line.host());
    string("mode", "0644");
    text.append(",\"flags\":[\"").append(line.passed().access()).append("\"]");
    string("file_id", String.format(Locale.ROOT, "%016x", line.seq() * 0x9e3779b97f4a7c15L));
    string("endpoints", line.passed().endpoints());
  }

  private void sender(Line line) {
    long pid = line.sender().pid(line.host());
    text.append(",\"sender\":{\"pid\":").append(pid);
    number("tid", pid);
    process(line.sender(), line.host());
    place(line.sender(), line.host());
    number("uid", line.sender().uid());
    number("fd", 9);
    text.append('}');
    if (line.crossesContainer()) {
      text.append(",\"crosses\":[\"container\",\"unit\"]");
    } else {
      text.append(",\"crosses\":[\"unit\"]");
    }
  }

  private void process(Party party, int host) {
    string("comm", party.process());
    string("process", party.process());
    string("exe", party.exe());
    number("ppid", 1 + host % 3);
  }

  private void place(Party party, int host) {
    if (party.container() != null) {
      String id = String.format(Locale.ROOT, "%016x", party.container().hashCode() * 31L + host);
      text.append(",\"container\":{\"runtime\":\"docker\",\"id\":\"").append(id.repeat(4));
      text.append("\"}");
    }
    string("container_name", party.container());
    string("image", party.image());
    string("unit", party.unit());
    string("user_unit", party.userUnit());
    if (party.unit() != null) {
      string("slice", "system.slice");
    }
  }

  private void origin(Line line) {
    string("host", Line.hostName(line.host()));
    string("boot_id", Line.bootId(line.host()).toString());
    number("seq", line.seq());
    string("tracer", line.tracer());
  }

  private void string(String key, String value) {
    if (value != null) {
      text.append(",\"").append(key).append("\":\"").append(value).append('"');
    }
  }

  private void number(String key, long value) {
    text.append(",\"").append(key).append("\":").append(value);
  }
}
