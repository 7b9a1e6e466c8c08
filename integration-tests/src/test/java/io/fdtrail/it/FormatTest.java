package io.fdtrail.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * C and scripts are formatted as {@code .clang-format} and {@code .editorconfig} say, and
 * clang-tidy and shellcheck have nothing to say.
 */
class FormatTest {
  /** Ours, and not the kernel's types as bpftool prints them. */
  private static final Pattern C = Pattern.compile(".*(?<!/vmlinux)\\.[ch]");

  @Test
  void c() throws IOException, InterruptedException {
    assertThat(
            said(
                List.of("clang-format", "--dry-run"),
                files(file -> C.matcher(file.toString()).matches())))
        .isEmpty();
  }

  /** The launcher and the natives, as {@code .clang-tidy} says. */
  @Test
  void tidy() throws IOException, InterruptedException {
    Path java = Path.of(System.getProperty("java.home"), "include");
    List<String> command = new ArrayList<>(List.of("clang-tidy", "--quiet"));
    for (Path headers :
        List.of(
            Layout.ROOT.resolve("bpf/src/main/bpf"),
            Layout.ROOT.resolve("bpf/target/native"),
            java,
            java.resolve("linux"))) {
      command.add("--extra-arg=-I" + headers);
    }
    List<String> sources =
        new ArrayList<>(
            files(file -> file.toString().matches(".*/src/main/(c|jni(/os)?)/[^/]*\\.c")));
    sources.add("--");
    assertThat(
            said(command, sources).lines().filter(line -> line.matches(".*: (warning|error): .*")))
        .isEmpty();
  }

  @Test
  void scripts() throws IOException, InterruptedException {
    List<String> scripts = files(file -> isScript(file) || isPart(file));
    assertThat(said(List.of("shfmt", "-d", "-i", "2", "-ci"), scripts)).isEmpty();
  }

  @Test
  void shellcheck() throws IOException, InterruptedException {
    assertThat(said(List.of("shellcheck", "-f", "gcc"), files(FormatTest::isScript))).isEmpty();
    assertThat(
            said(
                List.of("shellcheck", "-f", "gcc", "-s", "dash"),
                files(file -> isPart(file) && isOfGuest(file))))
        .isEmpty();
    assertThat(
            said(
                List.of("shellcheck", "-f", "gcc", "-s", "bash"),
                files(file -> isPart(file) && !isOfGuest(file))))
        .isEmpty();
  }

  /** What another script reads. */
  private static boolean isPart(Path file) {
    return file.toString().endsWith(".sh");
  }

  private static boolean isOfGuest(Path file) {
    return file.startsWith(Layout.KERNELS);
  }

  private static boolean isScript(Path file) {
    try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
      String first = reader.readLine();
      return first != null && first.matches("#!/bin/(ba|busybox )?sh.*");
    } catch (IOException e) {
      throw new IllegalStateException(file.toString(), e);
    }
  }

  private static List<String> files(Predicate<Path> which) throws IOException {
    List<String> found = Checkout.files().stream().filter(which).map(Path::toString).toList();
    assertThat(found).hasSizeGreaterThan(10);
    return found;
  }

  private static String said(List<String> command, List<String> files)
      throws IOException, InterruptedException {
    String program = command.get(0);
    boolean isThere =
        Stream.of(System.getenv("PATH").split(":"))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    assumeTrue(isThere, "no " + program + ": apt install " + program);
    List<String> line = new ArrayList<>(command);
    line.addAll(files);
    Process process =
        new ProcessBuilder(line).directory(Layout.ROOT.toFile()).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor() == 0 || !said.isEmpty()).as(program).isTrue();
    return said;
  }
}
