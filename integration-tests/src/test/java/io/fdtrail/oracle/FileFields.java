package io.fdtrail.oracle;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What both say of a file. */
final class FileFields {
  private static final Map<String, String> KINDS =
      Map.of(
          "TCP",
          "sock:tcp",
          "TCPv6",
          "sock:tcp",
          "UDP",
          "sock:udp",
          "UDPv6",
          "sock:udp",
          "NETLINK",
          "sock:netlink");
  private static final Pattern PID = Pattern.compile("pid:(\\d+)");
  private static final Pattern PORT = Pattern.compile(":(\\d+)(?= ?->|$)");

  private FileFields() {}

  static void compare(Descriptor descriptor, JsonNode row, Verdict verdict) {
    Matcher pid = PID.matcher(descriptor.what());
    if (!descriptor.name().isEmpty()) {
      verdict.compare("name", descriptor.name(), row.path("name"), row);
    } else if (!descriptor.protocol().isEmpty()) {
      compareSocket(descriptor, row, verdict);
    } else if (pid.matches()) {
      verdict.compare("target_pid", pid.group(1), row.path("target_pid"), row);
    } else {
      verdict.leave("the file in words of its own", 1);
    }
    if (descriptor.device().startsWith("char ")) {
      verdict.compare("kind", "chr", row.path("kind"), row);
      verdict.compare(
          "rdev", descriptor.device().substring("char ".length()), row.path("rdev"), row);
    } else if (descriptor.isUnix()) {
      verdict.compare("kind", "sock:unix", row.path("kind"), row);
      verdict.compare("inode", descriptor.inode(), row.path("inode"), row);
    }
  }

  private static void compareSocket(Descriptor descriptor, JsonNode row, Verdict verdict) {
    if (!KINDS.containsKey(descriptor.protocol())) {
      verdict.leave("a socket of " + descriptor.protocol(), 1);
      return;
    }
    verdict.compare("kind", KINDS.get(descriptor.protocol()), row.path("kind"), row);
    // An address of IPv6 has many spellings, a port one.
    String ports = ports(descriptor.address());
    if (!ports.isEmpty() && row.has("endpoints")) {
      String shown = ports(row.path("endpoints").asText());
      verdict.check("ports of endpoints", ports.equals(shown), ports, shown, row);
    } else if (!ports.isEmpty()) {
      verdict.compare("endpoints", ports, row.path("endpoints"), row);
    }
  }

  private static String ports(String addresses) {
    return String.join(",", PORT.matcher(addresses).results().map(port -> port.group(1)).toList());
  }
}
