package io.fdtrail.cli.output;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;

/**
 * The page around the data of a report. Its policy lets nothing run or load but the script and the
 * style that are in it, by their hashes. The data is base64: no name of a process or a file is ever
 * part of the markup.
 */
final class ReportPage {
  private static final String DATA = "{{data}}";
  private static final List<String> SCRIPTS =
      List.of(
          "data.js",
          "pattern.js",
          "filter.js",
          "dom.js",
          "model.js",
          "problems.js",
          "graph.js",
          "queues.js",
          "timeline.js",
          "rows.js",
          "files.js",
          "page.js");

  private final String page;

  /** Reads what surrounds the data, which must be done before a fence: Java's hashes read files. */
  ReportPage() {
    StringBuilder scripts = new StringBuilder("(function () {\n'use strict';\n");
    SCRIPTS.forEach(name -> scripts.append(read(name)));
    String script = scripts.append("})();\n").toString();
    String style = read("page.css");
    page =
        read("page.html")
            .replace("{{script-hash}}", hash(script))
            .replace("{{style-hash}}", hash(style))
            .replace("{{style}}", style)
            .replace("{{script}}", script);
  }

  byte[] around(byte[] data) {
    return page.replace(DATA, Base64.getEncoder().encodeToString(data))
        .getBytes(StandardCharsets.UTF_8);
  }

  private static String read(String name) {
    try (InputStream in = ReportPage.class.getResourceAsStream("report/" + name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String hash(String text) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      byte[] digest = sha256.digest(text.getBytes(StandardCharsets.UTF_8));
      return "sha256-" + Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }
}
