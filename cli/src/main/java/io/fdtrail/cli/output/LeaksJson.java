package io.fdtrail.cli.output;

import io.fdtrail.event.RawText;
import io.fdtrail.leaks.Leak;
import io.fdtrail.leaks.Numbers;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;

/** An object for descriptors of the same kind, and a summary. */
public final class LeaksJson implements LeaksRenderer {
  private static final byte[] LEAK = JsonWriter.type("leak");
  private static final byte[] SUMMARY = JsonWriter.type("summary");
  private static final byte[] SENDER = JsonWriter.key("sender_comm");
  private static final byte[] SENDER_BASE64 = JsonWriter.key("sender_comm_base64");
  private static final byte[] RECEIVER = JsonWriter.key("receiver_comm");
  private static final byte[] RECEIVER_BASE64 = JsonWriter.key("receiver_comm_base64");
  private static final byte[] KIND = JsonWriter.key("kind");
  private static final byte[] NAME = JsonWriter.key("name");
  private static final byte[] NAME_BASE64 = JsonWriter.key("name_base64");
  private static final byte[] NAME_TRUNCATED = JsonWriter.key("name_truncated");
  private static final byte[] ENDPOINTS = JsonWriter.key("endpoints");
  private static final byte[] ENDPOINTS_BASE64 = JsonWriter.key("endpoints_base64");
  private static final byte[] RECEIVED = JsonWriter.key("received");
  private static final byte[] OPEN = JsonWriter.key("open");
  private static final byte[] HELD = JsonWriter.key("held");
  private static final byte[] OPEN_IN = JsonWriter.key("open_in");
  private static final byte[] HELD_BY = JsonWriter.key("held_by");
  private static final byte[] PID = Ascii.bytes("{\"pid\":");
  private static final byte[] FDS = JsonWriter.key("fds");
  private static final byte[] INCOMPLETE = JsonWriter.key("incomplete");
  private static final byte[] INCOMPLETE_BASE64 = JsonWriter.key("incomplete_base64");

  private final EventOutput output;
  private final LineBuffer line;
  private final JsonWriter json;
  private final JsonLines lines;

  /**
   * @param now ns since 1970
   */
  public LeaksJson(EventOutput output, long now) {
    this.output = output;
    this.line = output.line();
    this.json = new JsonWriter(line);
    this.lines = new JsonLines(output, () -> now);
  }

  @Override
  public void show(List<Leak> leaks, long received, List<String> gaps) throws IOException {
    for (Leak leak : leaks) {
      leak(leak);
    }
    lines.begin(SUMMARY);
    json.number(RECEIVED, received);
    json.number(OPEN, LeaksRenderer.count(leaks, true));
    json.number(HELD, LeaksRenderer.count(leaks, false));
    if (!gaps.isEmpty()) {
      json.text(INCOMPLETE, INCOMPLETE_BASE64, RawText.of(String.join("; ", gaps)));
    }
    lines.end();
    output.flush();
  }

  private void leak(Leak leak) throws IOException {
    lines.begin(LEAK);
    if (!leak.sender().isEmpty()) {
      json.text(SENDER, SENDER_BASE64, leak.sender());
    }
    json.text(RECEIVER, RECEIVER_BASE64, leak.receiver());
    json.word(KIND, leak.file().kind().word());
    json.text(NAME, NAME_BASE64, leak.file().name());
    if (leak.file().nameTruncated()) {
      json.yes(NAME_TRUNCATED);
    }
    if (!leak.file().endpoints().isEmpty()) {
      json.text(ENDPOINTS, ENDPOINTS_BASE64, leak.file().endpoints());
    }
    json.number(RECEIVED, leak.received());
    json.number(OPEN, leak.open().count());
    json.number(HELD, leak.held().count());
    numbers(OPEN_IN, leak.open());
    numbers(HELD_BY, leak.held());
    lines.end();
  }

  private void numbers(byte[] key, Numbers numbers) {
    line.put(key).put('[');
    String comma = "";
    for (Map.Entry<Integer, SortedSet<Integer>> process : numbers.byProcess().entrySet()) {
      line.put(comma);
      json.number(PID, process.getKey());
      line.put(FDS).put('[');
      String inner = "";
      for (int fd : process.getValue()) {
        line.put(inner).decimal(fd);
        inner = ",";
      }
      line.put("]}");
      comma = ",";
    }
    line.put(']');
  }
}
