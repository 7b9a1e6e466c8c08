package io.fdtrail.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.fdtrail.bpf.Probe;
import io.fdtrail.event.Action;
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
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the compiler of the BPF programs made of {@code fdtrail.h}, against our constants. */
class LayoutTest {
  private static final String FILE_FLAG = "FDTRAIL_FILE_";
  private static final String RECORD_FLAG = "FDTRAIL_F_";

  /**
   * The values of the header by what {@code print_layout} calls them, such as {@code field pid}.
   */
  private final Map<String, Long> header = new HashMap<>();

  /** Each member's size, and the structure it is in. */
  private final Map<String, Integer> sizes = new HashMap<>();

  private final Map<String, String> parts = new HashMap<>();

  LayoutTest() throws IOException {
    try (InputStream in = Probe.class.getResourceAsStream("layout.txt")) {
      for (String line : new String(in.readAllBytes(), StandardCharsets.US_ASCII).split("\n")) {
        String[] words = line.split(" ");
        header.put(words[0] + " " + words[1], Long.parseLong(words[2]));
        if (words[0].equals("field")) {
          sizes.put(words[1], Integer.parseInt(words[3]));
          parts.put(words[1], words[4]);
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
    return header.keySet().stream()
        .filter(name -> name.startsWith(prefix))
        .map(name -> name.substring(prefix.length()))
        .toList();
  }

  @Test
  void everyConstantIsTheHeaders() throws IllegalAccessException {
    Map<String, Integer> ours = ours();
    assertThat(ours).isNotEmpty();
    ours.forEach((name, value) -> assertThat(inHeader(name)).as(name).isEqualTo((long) value));
  }

  private Long inHeader(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (name.equals("SIZEOF_HEADER")
        || name.equals("SIZE")) { // of a part: print_layout.c asserts it
      return name.equals("SIZE") ? 2L : 4L;
    }
    if (name.equals("TAG")) {
      return 0L;
    }
    if (name.startsWith("SIZEOF_")) {
      return header.get("size fdtrail_" + lower.substring("SIZEOF_".length()));
    }
    if (name.startsWith("PART_")) {
      return header.get("constant FDTRAIL_" + name);
    }
    return name.startsWith("FDTRAIL_")
        ? header.get("constant " + name)
        : header.getOrDefault("field " + lower, header.get("alternative " + lower));
  }

  @Test
  void everyFieldPartAndFlagOfTheHeaderIsOurs() throws IllegalAccessException {
    List<String> wanted = new ArrayList<>();
    Stream.concat(named("field ").stream(), named("alternative ").stream())
        .filter(field -> !field.matches(".*_pad2?"))
        .forEach(field -> wanted.add(field.toUpperCase(Locale.ROOT)));
    named("size fdtrail_").stream()
        .filter(structure -> !structure.equals("counters"))
        .forEach(structure -> wanted.add("SIZEOF_" + structure.toUpperCase(Locale.ROOT)));
    for (String prefix : List.of(FILE_FLAG, RECORD_FLAG, "FDTRAIL_KIND_", "FDTRAIL_PART_")) {
      named("constant " + prefix)
          .forEach(name -> wanted.add(prefix.replace("FDTRAIL_PART_", "PART_") + name));
    }
    assertThat(ours()).containsKeys(wanted.toArray(new String[0]));
  }

  /** So that our offsets say how long each field is. A part has its tag at 0, and its size at 2. */
  @Test
  void everyFieldEndsWhereTheNextBegins() {
    Map<String, TreeMap<Long, String>> byPart = new TreeMap<>();
    parts.forEach(
        (field, part) ->
            byPart
                .computeIfAbsent(part, first -> new TreeMap<>())
                .put(header.get("field " + field), field));
    assertThat(byPart).hasSizeGreaterThan(10);
    byPart.forEach(
        (part, fields) -> {
          long end = 0;
          for (Map.Entry<Long, String> field : fields.entrySet()) {
            boolean isBehindHeader = !part.equals("head") && (end == 0 || end == 2);
            assertThat(field.getKey())
                .as(field.getValue())
                .isEqualTo(isBehindHeader ? (end == 0 ? 1 : 4) : end);
            end = field.getKey() + sizes.get(field.getValue());
          }
          assertThat(Math.max(end, 4))
              .as("size of %s", part)
              .isEqualTo(header.get("size fdtrail_" + part));
        });
    assertThat(sizes)
        .containsEntry("comm", RecordLayout.FDTRAIL_COMM_SIZE)
        .containsEntry("sender_comm", RecordLayout.FDTRAIL_COMM_SIZE);
  }

  @Test
  void actionsAreTheHeaders() {
    for (Action action : Action.values()) {
      assertThat(header)
          .as(action.name())
          .containsEntry("constant FDTRAIL_" + action, (long) action.code());
    }
  }

  /** Every other constant of the header is a limit or a flag. */
  @Test
  void everyActionOfTheHeaderIsOurs() {
    List<String> known =
        new ArrayList<>(
            List.of(
                "MAX_FDS",
                "COMM_SIZE",
                "NAME_SIZE",
                "PATH_SIZE",
                "MAX_TRANSFERS",
                "MAX_PROCESSES",
                "CMDLINE_SIZE",
                "MAX_ANCESTORS",
                "MAX_CHOSEN",
                "STACK_SIZE",
                "RECORD_SIZE",
                "VERSION",
                "PEER_LIVES"));
    for (Action action : Action.values()) {
      known.add(action.name());
    }
    assertThat(named("constant FDTRAIL_"))
        .filteredOn(name -> !name.matches("(F|FILE|KIND|PART|CHOSEN|STACKS)_.*"))
        .isSubsetOf(known);
  }
}
