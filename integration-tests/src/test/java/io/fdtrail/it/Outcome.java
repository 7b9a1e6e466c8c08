package io.fdtrail.it;

import java.util.List;

/**
 * How a program ended.
 *
 * @param status exit status, or 128 and the signal's number
 */
record Outcome(int status, String out, String err) {
  List<String> outLines() {
    return out.lines().toList();
  }

  List<String> errLines() {
    return err.lines().toList();
  }
}
