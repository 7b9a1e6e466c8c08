package io.fdtrail.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Programs, maps and links of the kernel, in bpftool's words: {@code prog id 12}. */
final class BpfObjects {
  private static final Pattern ID = Pattern.compile("(?m)^(prog|map|link)_id:\\s*(\\d+)$");
  private static final int ATTEMPTS = 50;

  private BpfObjects() {}

  /** Those that a process holds open. */
  static List<String> of(long pid) throws IOException {
    List<String> objects = new ArrayList<>();
    try (DirectoryStream<Path> descriptors =
        Files.newDirectoryStream(Path.of("/proc/" + pid + "/fdinfo"))) {
      for (Path descriptor : descriptors) {
        Matcher matcher = ID.matcher(information(descriptor));
        while (matcher.find()) {
          objects.add(matcher.group(1) + " id " + matcher.group(2));
        }
      }
    }
    return objects;
  }

  private static String information(Path descriptor) throws IOException {
    try {
      return Files.readString(descriptor);
    } catch (NoSuchFileException e) { // closed since it was listed: not held
      return "";
    }
  }

  /**
   * Fails when one of them stays; the kernel frees them a moment after the last descriptor is
   * closed.
   */
  static void awaitGone(List<String> objects) throws IOException, InterruptedException {
    List<String> left = objects;
    for (int attempt = 0; attempt < ATTEMPTS && !left.isEmpty(); attempt++) {
      List<String> still = new ArrayList<>();
      for (String object : left) {
        if (Program.shell("PATH=$PATH:/usr/sbin bpftool " + object.replaceFirst(" ", " show "))
                .status()
            == 0) {
          still.add(object);
        }
      }
      left = still;
    }
    assertThat(left).isEmpty();
  }
}
