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
  void c() throws IOException {
    assertThat(
            said(
                List.of("clang-format", "--dry-run"),
                files(file -> C.matcher(file.toString()).matches())))
        .isEmpty();
  }

  /** The launcher and the natives, as {@code .clang-tidy} says. */
  @Test
  void tidy() throws IOException {
    Path java = Path.of(System.getProperty("java.home"), "include");
    Path bpf = Layout.ROOT.resolve("bpf");
    List<String> headers =
        Stream.of(
                bpf.resolve("src/main/bpf"),
                bpf.resolve("target/native"),
                java,
                java.resolve("linux"))
            .map(folder -> "-I" + folder)
            .toList();
    assertTidy(".*/src/main/(c|jni(/os|/unwind)?)/[^/]*\\.c", headers);
  }

  @Test
  void tidyBpf() throws IOException {
    String machine = System.getProperty("os.arch");
    List<String> options =
        List.of(
            "-target",
            "bpf",
            "-fms-extensions",
            "-Wno-microsoft-anon-tag",
            "-D__TARGET_ARCH_" + (machine.equals("amd64") ? "x86" : "arm64"),
            "-idirafter/usr/include/"
                + (machine.equals("amd64") ? "x86_64" : machine)
                + "-linux-gnu");
    assertTidy(".*\\.bpf\\.c", options);
  }

  /** Each by a process of its own: a program for the kernel takes half a minute. */
  private static void assertTidy(String sources, List<String> options) throws IOException {
    List<String> findings =
        files(file -> file.toString().matches(sources)).parallelStream()
            .map(source -> Stream.concat(Stream.of(source, "--"), options.stream()).toList())
            .flatMap(arguments -> said(List.of("clang-tidy", "--quiet"), arguments).lines())
            .filter(line -> line.matches(".*: (warning|error): .*"))
            .toList();
    assertThat(findings).isEmpty();
  }

  @Test
  void scripts() throws IOException {
    List<String> scripts = files(file -> isScript(file) || isPart(file));
    assertThat(said(List.of("shfmt", "-d", "-i", "2", "-ci"), scripts)).isEmpty();
  }

  @Test
  void shellcheck() throws IOException {
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
    assertThat(found).hasSizeGreaterThan(4);
    return found;
  }

  private static String said(List<String> command, List<String> files) {
    String program = command.get(0);
    boolean isThere =
        Stream.of(System.getenv("PATH").split(":"))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    assumeTrue(isThere, "no " + program + ": apt install " + program);
    List<String> line = new ArrayList<>(command);
    line.addAll(files);
    ProcessBuilder builder =
        new ProcessBuilder(line).directory(Layout.ROOT.toFile()).redirectErrorStream(true);
    try {
      Process process = builder.start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as(said).isZero();
      return said;
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(program, e);
    }
  }
}
