package io.fdtrail.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.fdtrail.bpf.Probe;
import io.fdtrail.event.Action;
import io.fdtrail.event.DropReason;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What the compiler of the BPF programs made of {@code fdtrail.h}, against our constants. */
class LayoutTest {
  private static final String FILE_FLAG = "FDTRAIL_FILE_";
  private static final String RECORD_FLAG = "FDTRAIL_F_";

  /** The values of the header by what {@code print_layout} calls them, such as {@code field pid}. */
  private final Map<String, Long> header = new HashMap<>();

  private final Map<String, Integer> sizes = new HashMap<>();

  LayoutTest() throws IOException {
    try (InputStream in = Probe.class.getResourceAsStream("layout.txt")) {
      for (String line : new String(in.readAllBytes(), StandardCharsets.US_ASCII).split("\n")) {
        String[] words = line.split(" ");
        header.put(words[0] + " " + words[1], Long.parseLong(words[2]));
        if (words[0].equals("field")) {
          sizes.put(words[1], Integer.parseInt(words[3]));
        }
      }
    }
  }

  private static Map<String, Integer> ours() throws IllegalAccessException {
    Map<String, Integer> constants = new HashMap<>();
    for (Field field : RecordLayout.class.getDeclaredFields()) {
      if (field.getType() == int.class) {
        constants.put(field.getName(), field.getInt(null));
      }
    }
    return constants;
  }

  private List<String> named(String prefix) {
    return header.keySet().stream().filter(name -> name.startsWith(prefix)).map(name -> name.substring(prefix.length())).toList();
  }

  @Test
  void everyConstantIsTheHeaders() throws IllegalAccessException {
    Map<String, Integer> ours = ours();
    assertThat(ours).isNotEmpty();
    ours.forEach((name, value) -> assertThat(inHeader(name)).as(name).isEqualTo((long) value));
  }

  private Long inHeader(String name) {
    if (name.equals("FDTRAIL_RECORD")) {
      return header.get("size fdtrail_record");
    }
    return header.get(name.startsWith("FDTRAIL_") ? "constant " + name : "field " + name.toLowerCase(Locale.ROOT));
  }

  @Test
  void everyFieldAndFlagOfTheHeaderIsOurs() throws IllegalAccessException {
    List<String> wanted = new ArrayList<>();
    named("field ").forEach(field -> wanted.add(field.toUpperCase(Locale.ROOT)));
    named("constant ").stream().filter(name -> name.startsWith(FILE_FLAG) || name.startsWith(RECORD_FLAG)).forEach(wanted::add);
    assertThat(ours()).containsKeys(wanted.toArray(new String[0]));
  }

  @Test
  void soAreThoseOfAQueue() throws IllegalAccessException {
    assertThat(header.get("constant FDTRAIL_QUEUE_TAG")).isEqualTo(QueueLayout.FDTRAIL_QUEUE_TAG);
    assertThat(header.get("constant FDTRAIL_PEER_LIVES")).isEqualTo(QueueLayout.FDTRAIL_PEER_LIVES);
    assertThat(header.get("size fdtrail_queue")).isEqualTo(QueueLayout.FDTRAIL_QUEUE);
    Map<String, Long> offsets = new HashMap<>();
    for (Field field : QueueLayout.class.getDeclaredFields()) {
      if (!field.getName().startsWith("FDTRAIL_") && field.getType() == int.class) {
        offsets.put(field.getName().toLowerCase(Locale.ROOT), (long) field.getInt(null));
      }
    }
    Map<String, Long> wanted = new HashMap<>();
    named("queue-field ").forEach(field -> wanted.put(field, header.get("queue-field " + field)));
    assertThat(offsets).isEqualTo(wanted);
  }

  /** So that our offsets say how long each field is. */
  @Test
  void everyFieldEndsWhereTheNextBegins() throws IllegalAccessException {
    TreeMap<Integer, String> byOffset = new TreeMap<>(Map.of(RecordLayout.FDTRAIL_RECORD, "the name"));
    ours().forEach((name, value) -> {
      if (!name.startsWith("FDTRAIL_")) {
        byOffset.put(value, name.toLowerCase(Locale.ROOT));
      }
    });

    assertThat(byOffset).hasSize(sizes.size() + 1).containsKey(0);
    byOffset.headMap(RecordLayout.FDTRAIL_RECORD).forEach((offset, field) ->
        assertThat(offset + sizes.get(field)).as("end of %s", field).isEqualTo(byOffset.higherKey(offset)));
    assertThat(sizes)
        .containsEntry("comm", RecordLayout.FDTRAIL_COMM_SIZE)
        .containsEntry("sender_comm", RecordLayout.FDTRAIL_COMM_SIZE);
  }

  /** The decoder compares whole words to tell a process, a socket, a sender or a file that it knows. */
  @Test
  void partsAreWholeWordsAndKeepNothingElse() {
    assertPart(RecordLayout.CGROUP_ID, RecordLayout.SOCKET_INODE, "cgroup_id", "pid", "tid", "uid", "ns_pid", "comm");
    assertPart(RecordLayout.SOCKET_INODE, RecordLayout.SENDER_PID, "socket_inode", "peer_inode", "socket_fd", "socket_type");
    assertPart(RecordLayout.SENDER_PID, RecordLayout.INODE, "sender_pid", "sender_tid", "sender_uid", "sender_fd", "sender_comm");
    assertPart(
        RecordLayout.INODE, RecordLayout.FDTRAIL_RECORD, "inode", "file_id", "dev", "rdev", "open_flags", "fs_magic",
        "target_pid", "mode", "file_family", "file_type", "file_protocol", "file_flags", "file_pad");
  }

  private void assertPart(int from, int to, String... fields) {
    assertThat(from % Long.BYTES).isZero();
    assertThat(to % Long.BYTES).isZero();
    assertThat(named("field "))
        .filteredOn(field -> header.get("field " + field) >= from && header.get("field " + field) < to)
        .containsExactlyInAnyOrder(fields);
  }

  @Test
  void actionsAreTheHeaders() {
    for (Action action : Action.values()) {
      assertThat(header).as(action.name()).containsEntry("constant FDTRAIL_" + action, (long) action.code());
    }
  }

  @Test
  void reasonsAreTheHeadersAndInTheirOrder() {
    for (DropReason reason : DropReason.values()) {
      String name = reason == DropReason.NONE ? "REASON_NONE" : reason.name();
      assertThat(header).as(name).containsEntry("constant FDTRAIL_" + name, (long) reason.code());
      assertThat(reason.ordinal()).isEqualTo(reason.code());
    }
  }

  /** Every other constant of the header is a limit or a flag. */
  @Test
  void everyActionAndReasonOfTheHeaderIsOurs() {
    List<String> known = new ArrayList<>(List.of("REASON_NONE", "MAX_FDS", "COMM_SIZE", "NAME_SIZE", "PATH_SIZE", "MAX_TRANSFERS", "QUEUE_TAG", "PEER_LIVES"));
    for (Action action : Action.values()) {
      known.add(action.name());
    }
    for (DropReason reason : DropReason.values()) {
      known.add(reason.name());
    }
    assertThat(named("constant FDTRAIL_"))
        .filteredOn(name -> !name.startsWith("F_") && !name.startsWith("FILE_"))
        .isSubsetOf(known);
  }
}
