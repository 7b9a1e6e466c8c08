package io.fdtrail.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A recording of another machine, opened by somebody without rights: views.sh. */
final class ViewChecks {
  private static final Path RECORDING = Layout.ROOT.resolve("docs/examples/chromium-start");

  private ViewChecks() {}

  /** The bytes of each view are those that this machine prints. */
  static void check(String run, GuestResults results) throws IOException, InterruptedException {
    assertThat(results.status(run)).as(results.text(run, "log")).isZero();
    assertThat(results.text(run, "user"))
        .contains("Uid:\t65534\t65534", "CapEff:\t0000000000000000", "CapBnd:\t0000000000000000");
    List<String> views = views();
    assertThat(views).hasSize(6);
    for (String view : views) {
      check(view, run, results);
    }
  }

  private static List<String> views() throws IOException {
    return Files.readAllLines(Layout.KERNELS.resolve("scenarios/views.sh")).stream()
        .filter(line -> line.startsWith("view "))
        .map(line -> line.substring("view ".length()))
        .toList();
  }

  private static void check(String view, String run, GuestResults results)
      throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(List.of(view.split(" ")));
    String name = words.remove(0);
    Path file = Files.createTempFile("view", "");
    Files.delete(file);
    words.replaceAll(word -> word.endsWith(".file") ? file.toString() : word);
    words.addAll(List.of("-r", RECORDING.toString()));
    Outcome here = Fdtrail.run(words.toArray(String[]::new));

    assertThat(here.status()).as(here.err()).isZero();
    assertThat(results.text(run, name + ".status")).as(view).isEqualTo("0\n");
    assertThat(results.text(run, name + ".err")).as(view).isEqualTo(here.err());
    assertThat(results.text(run, name + ".out")).as(view).isEqualTo(here.out());
    if (Files.exists(file)) {
      byte[] bytes = Files.readAllBytes(file);
      Files.delete(file);
      assertThat(bytes).hasSizeGreaterThan(10_000);
      assertThat(Arrays.equals(results.bytes(run, name + ".file"), bytes)).as(view).isTrue();
    } else {
      assertThat(here.out()).as(view).hasSizeGreaterThan(60);
    }
  }
}
