package io.fdtrail.resolve;

import io.fdtrail.event.Container;
import io.fdtrail.event.RawText;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the container in the path of a cgroup. There is no common rule: each runtime names its
 * cgroups in its own way.
 */
final class ContainerPath {
  private record Rule(String runtime, Pattern pattern) {}

  private static final String ID = "([0-9a-f]{64})";

  private static final Rule[] RULES = {
    new Rule("docker", Pattern.compile("/docker-" + ID + "\\.scope(/|$)")),
    new Rule("docker", Pattern.compile("/docker/" + ID + "(/|$)")),
    new Rule("cri-o", Pattern.compile("/crio-" + ID + "(\\.scope)?(/|$)")),
    new Rule("containerd", Pattern.compile("[/:]cri-containerd[-:]" + ID + "(\\.scope)?(/|$)")),
    new Rule("podman", Pattern.compile("/libpod-" + ID + "(\\.scope)?(/|$)")),
    new Rule("systemd-nspawn", Pattern.compile("/systemd-nspawn@([^/]+)\\.service(/|$)")),
    new Rule("systemd-nspawn", Pattern.compile("/machine\\.slice/machine-([^/]+)\\.scope(/|$)")),
    new Rule("kubernetes", Pattern.compile("/kubepods[^/]*/.*?pod[^/]*/" + ID + "(/|$)")),
    new Rule("containerd", Pattern.compile("^/(?:default|moby|k8s\\.io)/([^/]+)(/|$)")),
  };

  private static final Pattern POD =
      Pattern.compile(
          "/(?:kubepods[^/]*-)?pod([0-9a-f]{8}[-_][0-9a-f]{4}[-_][0-9a-f]{4}[-_][0-9a-f]{4}[-_][0-9a-f]{12})(?:\\.slice)?(?:/|$)");

  private static final Pattern ESCAPED = Pattern.compile("\\\\x([0-9a-f]{2})");

  private ContainerPath() {}

  /**
   * The outermost container: processes in it may choose the names below it.
   *
   * @param path from the root of the hierarchy, as ISO 8859-1
   */
  static Container parse(String path) {
    Container outermost = Container.NONE;
    int begin = path.length();
    for (Rule rule : RULES) {
      Matcher matcher = rule.pattern().matcher(path);
      if (matcher.find() && matcher.start(1) < begin) {
        begin = matcher.start(1);
        outermost =
            new Container(rule.runtime(), id(matcher.group(1)), pod(path.substring(0, begin)));
      }
    }
    return outermost;
  }

  /** systemd writes a byte that is not allowed in a unit's name as {@code \xNN}. */
  private static RawText id(String name) {
    String id =
        ESCAPED
            .matcher(name)
            .replaceAll(escaped -> Matcher.quoteReplacement(character(escaped.group(1))));
    return RawText.of(id.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static String character(String hex) {
    return String.valueOf((char) Integer.parseInt(hex, 16));
  }

  private static String pod(String path) {
    Matcher matcher = POD.matcher(path);
    return matcher.find() ? matcher.group(1).replace('_', '-') : "";
  }
}
