package io.fdtrail.cli.metrics;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The names that a client may use for this host: an address, localhost, or a name that was given. A
 * page of a web site whose name is made to resolve to our address would use its own name (DNS
 * rebinding), and could read the answer.
 */
final class HostNames {
  private static final String OCTET = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
  private static final Pattern ADDRESS =
      Pattern.compile(
          OCTET + "(?:\\." + OCTET + "){3}|\\[[0-9a-fA-F]{0,4}(?::[0-9a-fA-F.]{0,15}){2,8}]");
  private static final Pattern HOST = Pattern.compile("(\\[[^\\]]*]|[^:]*)(?::\\d{0,5})?");

  private final Set<String> names;

  HostNames(List<String> given) {
    names = given.stream().map(HostNames::plain).collect(Collectors.toSet());
  }

  /**
   * @param host of a request, with or without a port
   */
  boolean contain(String host) {
    Matcher matcher = HOST.matcher(host);
    if (!matcher.matches()) {
      return false;
    }
    String name = plain(matcher.group(1));
    return name.equals("localhost") || ADDRESS.matcher(name).matches() || names.contains(name);
  }

  /** Without the dot that ends a full name, and in lower case. */
  private static String plain(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
  }
}
