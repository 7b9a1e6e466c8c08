package io.fdtrail.oracle;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes one of what strace cuts in two, as another thread had something to say meanwhile. */
final class StraceLines {
  private static final Pattern OF_THREAD = Pattern.compile("(\\d+) +(.*)", Pattern.DOTALL);
  private static final Pattern RESUMED =
      Pattern.compile("<\\.\\.\\. \\w+ resumed>(.*)", Pattern.DOTALL);
  private static final String UNFINISHED = " <unfinished ...>";
  private static final String DIED = UNFINISHED + ") = ?";

  private final Map<Integer, Line> begun = new HashMap<>();
  private final List<Line> whole = new ArrayList<>();

  private StraceLines() {}

  /**
   * A system call's text.
   *
   * @param begin the line on which it stands, or stands first
   * @param end the line on which it ended
   */
  record Line(int tid, String text, int begin, int end) {}

  /** The calls in the order of their ends; signals and exits are left out. */
  static List<Line> join(List<String> lines) {
    StraceLines join = new StraceLines();
    for (int i = 0; i < lines.size(); i++) {
      Matcher line = OF_THREAD.matcher(lines.get(i));
      if (line.matches()) {
        join.add(Integer.parseInt(line.group(1)), line.group(2), i);
      }
    }
    // A thread that was killed has not reported how its call ended.
    join.begun
        .values()
        .forEach(
            left ->
                join.whole.add(new Line(left.tid, left.text + ") = ?", left.begin, lines.size())));
    return join.whole;
  }

  private void add(int tid, String text, int number) {
    Matcher resumed = RESUMED.matcher(text);
    if (resumed.matches()) {
      Line first = begun.remove(tid);
      if (first != null) {
        finish(tid, first.text, resumed.group(1), first.begin, number);
      }
    } else if (!text.startsWith("+++") && !text.startsWith("---")) {
      finish(tid, "", text, number, number);
    }
  }

  private void finish(int tid, String before, String text, int begin, int end) {
    if (text.endsWith(UNFINISHED)) {
      begun.put(
          tid,
          new Line(
              tid, before + text.substring(0, text.length() - UNFINISHED.length()), begin, end));
    } else if (text.endsWith(DIED)) {
      whole.add(
          new Line(
              tid,
              before + text.substring(0, text.length() - DIED.length()) + ") = ?",
              begin,
              end));
    } else {
      whole.add(new Line(tid, before + text, begin, end));
    }
  }
}
