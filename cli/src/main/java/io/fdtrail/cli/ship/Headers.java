package io.fdtrail.cli.ship;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Headers of requests, from a file, because a command line can be read by everybody. */
public final class Headers {
  private static final Pattern HEADER =
      Pattern.compile("([A-Za-z0-9!#$%&'*+.^_`|~-]+):[ \\t]*([\\x20-\\x7e]*?)[ \\t]*");

  /** Of the connection and of the body. */
  private static final Set<String> OURS =
      Set.of(
          "connection",
          "content-encoding",
          "content-length",
          "content-type",
          "expect",
          "host",
          "transfer-encoding",
          "upgrade");

  private Headers() {}

  /**
   * Reads {@code Name: value} from each line that is not empty and no comment.
   *
   * @throws IOException if it cannot be read; the message quotes no value
   */
  public static Map<String, String> read(Path path) throws IOException {
    Map<String, String> headers = new LinkedHashMap<>();
    int number = 0;
    for (String line : Files.readAllLines(path, StandardCharsets.ISO_8859_1)) {
      number++;
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      Matcher header = HEADER.matcher(line);
      if (!header.matches()) {
        throw new IOException("line " + number + " of " + path + " is not 'Name: value'");
      }
      String name = header.group(1);
      if (OURS.contains(name.toLowerCase(Locale.ROOT))) {
        throw new IOException(
            "line " + number + " of " + path + " has a header that ship sets itself: " + name);
      }
      headers.put(name, header.group(2));
    }
    return headers;
  }
}
