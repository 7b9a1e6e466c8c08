package io.fdtrail.recording;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fdtrail.kernel.Backend;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is known before the first record: words by their names.
 *
 * @param facts nobody has checked those of a file
 */
public record RecordingHeader(Map<String, String> facts) {
  private static final String TRACE = "trace";
  private static final String PART = "part";
  private static final String BACKEND = "backend";
  private static final String FOLLOWS = "follows";
  private static final String MACHINE = "machine";
  private static final String BOOT_NS = "boot_ns";
  private static final String OFFSET = "wall_offset_ns";

  /**
   * Of a trace on this machine.
   *
   * @param trace names it: another trace has another
   * @param follows whether the descendants of a command are marked
   * @param further facts
   * @param proc usually {@code /proc}
   */
  public static RecordingHeader of(
      String trace, Backend backend, boolean follows, Map<String, String> further, Path proc) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put(TRACE, trace);
    facts.put(BACKEND, backend.word());
    facts.put(FOLLOWS, Boolean.toString(follows));
    facts.put(MACHINE, System.getProperty("os.arch"));
    facts.put("byte_order", "little"); // of all records, on all machines
    facts.put("host", firstLine(proc.resolve("sys/kernel/hostname")));
    facts.put("kernel", firstLine(proc.resolve("sys/kernel/osrelease")));
    facts.put("boot_id", firstLine(proc.resolve("sys/kernel/random/boot_id")));
    facts.putAll(further);
    return new RecordingHeader(facts);
  }

  private static String firstLine(Path file) {
    try {
      return Files.readString(file, UTF_8).lines().findFirst().orElse("");
    } catch (IOException e) {
      return "";
    }
  }

  /** The header of a later part of the same recording. */
  RecordingHeader at(int part, long bootNs, long offset) {
    Map<String, String> later = new LinkedHashMap<>(facts);
    later.put(PART, Integer.toString(part));
    later.put(BOOT_NS, Long.toString(bootNs));
    later.put(OFFSET, Long.toString(offset));
    return new RecordingHeader(later);
  }

  static RecordingHeader parse(byte[] bytes) throws RecordingException {
    Map<String, String> facts = new LinkedHashMap<>();
    new String(bytes, UTF_8)
        .lines()
        .forEach(
            line -> {
              int space = line.indexOf(' ');
              if (space > 0) {
                facts.put(line.substring(0, space), line.substring(space + 1));
              }
            });
    RecordingHeader header = new RecordingHeader(facts);
    header.backend();
    header.number(PART);
    header.number(BOOT_NS);
    header.number(OFFSET);
    return header;
  }

  byte[] bytes() {
    StringBuilder lines = new StringBuilder();
    facts.forEach((name, word) -> lines.append(name).append(' ').append(word).append('\n'));
    return lines.toString().getBytes(UTF_8);
  }

  /**
   * The way into the kernel.
   *
   * @throws RecordingException if it is unknown to us
   */
  public Backend backend() throws RecordingException {
    return Backend.of(facts.get(BACKEND))
        .orElseThrow(() -> new RecordingException("its header names no backend"));
  }

  /** The machine, as Java calls it; empty if it is not named. */
  public String machine() {
    return facts.getOrDefault(MACHINE, "");
  }

  /** Whether it was a trace of a command and its descendants. */
  public boolean follows() {
    return Boolean.parseBoolean(facts.get(FOLLOWS));
  }

  /** Whether both are parts of the same trace. */
  public boolean isOfTrace(RecordingHeader other) {
    return facts.getOrDefault(TRACE, "").equals(other.facts.getOrDefault(TRACE, ""));
  }

  /** Its place among the files of the trace, from 0. */
  public long part() throws RecordingException {
    return number(PART);
  }

  /** The time of the records' clock when this file was begun. */
  public long bootNs() throws RecordingException {
    return number(BOOT_NS);
  }

  /** From the clock of the records to the wall clock at that time, ns. */
  public long offset() throws RecordingException {
    return number(OFFSET);
  }

  private long number(String name) throws RecordingException {
    try {
      return Long.parseLong(facts.getOrDefault(name, ""));
    } catch (NumberFormatException e) {
      throw new RecordingException("its header has no number " + name);
    }
  }
}
