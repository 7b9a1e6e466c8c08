package io.fdtrail.cli.output;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A line of a table, read from the left by nothing but the rules of docs/output.md#escaping. */
final class ShownLine {
  private static final Pattern OWNER =
      Pattern.compile("(?<comm>.*?)/(?<pid>[0-9]+) fd (?<fd>-|[0-9]+)");
  private static final Pattern ESCAPE = Pattern.compile("\\\\([0-7]{1,3}|.)");
  private static final String LETTERS = "tnvfr\"\\";
  private static final String LETTERS_MEAN = "\t\n\u000b\f\r\"\\";

  private final String line;
  private int at;

  ShownLine(String line) {
    this.line = line;
  }

  /** Up to a blank. */
  String word() {
    String cell = cell(" ");
    skipBlanks();
    return cell;
  }

  /** Up to two blanks, unescaped; empty: unknown. */
  String text() {
    String cell = cell("  ");
    skipBlanks();
    return unescaped(cell);
  }

  /** Likewise; the names of the process and of the thread, or one for both. */
  List<String> thread() {
    List<String> names = Stream.of(cell("  ").split(":", -1)).map(ShownLine::unescaped).toList();
    skipBlanks();
    return names;
  }

  /**
   * Likewise; {@code ...} in front, and whether {@code (deleted)} at the end is the kernel's word.
   * What follows is left.
   */
  List<Object> name() {
    String cell = cell("  ");
    boolean truncated = cell.startsWith("...");
    return List.of(
        truncated, unescaped(truncated ? cell.substring(3) : cell), cell.endsWith(" (deleted)"));
  }

  /** {@code COMM/PID fd N}, one or several, with something between two of them. */
  List<List<String>> owners(String between) {
    List<List<String>> owners = new ArrayList<>();
    while (owners.isEmpty() || skips(between)) {
      Matcher owner = OWNER.matcher(line).region(at, line.length());
      if (!owner.lookingAt()) {
        throw new AssertionError("no owner at " + at + ": " + line);
      }
      owners.add(List.of(unescaped(owner.group("comm")), owner.group("pid"), owner.group("fd")));
      at = owner.end();
    }
    return owners;
  }

  boolean skips(String text) {
    boolean isThere = line.startsWith(text, at);
    at += isThere ? text.length() : 0;
    return isThere;
  }

  void skipBlanks() {
    while (skips(" ")) {
      // to the next cell
    }
  }

  String rest() {
    return line.substring(at);
  }

  private String cell(String end) {
    int to = line.indexOf(end, at);
    String cell = line.substring(at, to < 0 ? line.length() : to);
    at += cell.length();
    return cell;
  }

  private static String unescaped(String shown) {
    if (shown.equals("-")) {
      return "";
    }
    return ESCAPE
        .matcher(shown)
        .replaceAll(escape -> Matcher.quoteReplacement(meaning(escape.group(1))));
  }

  private static String meaning(String escape) {
    int letter = LETTERS.indexOf(escape);
    return String.valueOf(
        letter >= 0 ? LETTERS_MEAN.charAt(letter) : (char) Integer.parseInt(escape, 8));
  }
}
