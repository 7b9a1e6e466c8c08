package io.fdtrail.cli.metrics;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a client asks for (RFC 9112), parsed strictly: what two parsers could read in two ways is
 * refused.
 *
 * @param host the name that the client uses for us; empty if it gives none
 * @param keepsConnection whether another request may follow on the same connection
 */
record HttpRequest(String method, String path, Optional<String> host, boolean keepsConnection) {
  private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
  private static final Pattern REQUEST_LINE =
      Pattern.compile("(" + TOKEN + ") ([\\x21-\\x7e]+) HTTP/(\\d)\\.(\\d)");
  private static final Pattern FIELD =
      Pattern.compile("(" + TOKEN + "):([^\\x00-\\x08\\x0a-\\x1f\\x7f]*)");
  private static final Pattern ABSOLUTE = Pattern.compile("(?i:http)://([^/?#]*)([^?#]*).*");

  /** The request cannot be answered as it stands. */
  static final class Refused extends Exception {
    private static final long serialVersionUID = 1;

    private final int status;

    Refused(int status) {
      super(Integer.toString(status), null, false, false);
      this.status = status;
    }

    int status() {
      return status;
    }
  }

  /** Where the head of a request ends, after its empty line; -1 as long as that has not arrived. */
  static int endOfHead(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] == '\n') {
        int next = i + 1 < to && bytes[i + 1] == '\r' ? i + 2 : i + 1;
        if (next < to && bytes[next] == '\n') {
          return next + 1;
        }
      }
    }
    return -1;
  }

  /**
   * @param bytes a complete head, from its first line to the empty one
   */
  static HttpRequest parse(byte[] bytes, int from, int to) throws Refused {
    String[] lines = new String(bytes, from, to - from, StandardCharsets.ISO_8859_1).split("\r?\n");
    Matcher first = REQUEST_LINE.matcher(lines.length == 0 ? "" : lines[0]);
    if (!first.matches()) {
      throw new Refused(400);
    }
    if (!first.group(3).equals("1")) {
      throw new Refused(505);
    }
    boolean modern = !first.group(4).equals("0");
    Fields fields = new Fields(lines);
    if (modern && fields.host.isEmpty()) {
      throw new Refused(400);
    }
    boolean keeps = !fields.hasBody && !fields.closes && (modern || fields.keepsAlive);
    String target = first.group(2);
    Matcher absolute = ABSOLUTE.matcher(target);
    if (absolute.matches()) {
      return new HttpRequest(
          first.group(1), absolute.group(2), Optional.of(absolute.group(1)), keeps);
    }
    int query = target.indexOf('?');
    return new HttpRequest(
        first.group(1), query < 0 ? target : target.substring(0, query), fields.host, keeps);
  }

  /** Those of the header fields that matter. */
  private static final class Fields {
    private Optional<String> host = Optional.empty();
    private boolean closes;
    private boolean keepsAlive;
    private boolean hasBody;

    Fields(String[] lines) throws Refused {
      for (int i = 1; i < lines.length; i++) {
        Matcher field = FIELD.matcher(lines[i]);
        if (!field.matches()) {
          throw new Refused(400);
        }
        take(field.group(1).toLowerCase(Locale.ROOT), field.group(2).strip());
      }
    }

    private void take(String name, String value) throws Refused {
      switch (name) {
        case "host" -> {
          if (host.isPresent()) {
            throw new Refused(400);
          }
          host = Optional.of(value);
        }
        case "connection" -> {
          for (String option : value.split(",")) {
            closes |= option.strip().equalsIgnoreCase("close");
            keepsAlive |= option.strip().equalsIgnoreCase("keep-alive");
          }
        }
        // A body is not read: what follows cannot be distinguished from it, and is not a request.
        case "transfer-encoding" -> hasBody = true;
        case "content-length" -> hasBody |= !value.equals("0");
        default -> {}
      }
    }
  }
}
