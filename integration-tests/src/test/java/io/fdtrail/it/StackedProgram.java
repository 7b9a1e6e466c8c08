package io.fdtrail.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;

/** A program that {@code --stack} traces, and that stays until it is killed. */
final class StackedProgram {
  private StackedProgram() {}

  /** Its events; it is killed at the first one of this action. */
  static List<JsonNode> untilKilled(String ends, String action, String command)
      throws IOException, InterruptedException {
    String script =
        "%s --stack %s -o json -- %s | while read -r line; do echo \"$line\";"
            + " case $line in *'\"%s\"'*) pid=${line#*\\\"pid\\\":}; kill \"${pid%%%%,*}\";; esac; done";
    Outcome outcome = Program.shell(script.formatted(Layout.FDTRAIL, ends, command, action));
    assertThat(outcome.err()).isEmpty();
    return outcome.outLines().stream()
        .map(Json::parse)
        .filter(line -> line.path("type").asText().equals("event"))
        .toList();
  }
}
