package io.fdtrail.bpf;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.fdtrail.kernel.Backend;
import io.fdtrail.os.NativeLibrary;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HooksTest {
  private static final KernelTypes V5_10 = kernel(Map.of("__receive_fd", 4, "unix_attach_fds", 2));
  private static final KernelTypes V6_1 =
      kernel(Map.of("__receive_fd", 3, "receive_fd", 2, "unix_add_edges", 2));
  private static final KernelTypes V6_12 = kernel(Map.of("receive_fd", 3, "unix_add_edges", 2));
  private static final KernelTypes BOTH_COLLECTORS =
      kernel(Map.of("receive_fd", 3, "unix_add_edges", 2, "unix_attach_fds", 2));

  private static KernelTypes kernel(Map<String, Integer> functions) {
    return function -> functions.getOrDefault(function, -1);
  }

  private static List<String> programs(Backend backend, KernelTypes kernel, boolean follow) {
    return Hooks.of(backend, kernel, new Knobs(4096, follow)).stream().map(Hook::program).toList();
  }

  @Test
  void eachKernelGetsItsShapeOfReceiveAndQueue() {
    assertThat(programs(Backend.FENTRY, V5_10, false))
        .containsExactly(
            "scm_destroy",
            "receive_fd_v510",
            "scm_detach_fds",
            "unix_attach_fds",
            "scm_fp_dup",
            "scm_send");
    assertThat(programs(Backend.FENTRY, V6_1, false))
        .containsExactly(
            "scm_destroy",
            "receive_fd_v512",
            "install_fd_v512",
            "scm_detach_fds",
            "unix_add_edges",
            "scm_fp_dup",
            "scm_send");
    assertThat(programs(Backend.FENTRY, V6_12, false))
        .containsExactly(
            "scm_destroy",
            "receive_fd_v68",
            "scm_detach_fds",
            "unix_add_edges",
            "scm_fp_dup",
            "scm_send");
    assertThat(programs(Backend.FENTRY, BOTH_COLLECTORS, false))
        .contains("unix_add_edges")
        .doesNotContain("unix_attach_fds");
  }

  @Test
  void whatNeedsNoSocketIsSeenWhereTheKernelHasIt() {
    KernelTypes kernel =
        kernel(
            Map.of(
                "receive_fd",
                3,
                "receive_fd_replace",
                3,
                "seccomp_notify_ioctl",
                3,
                "pidfd_getfd",
                2));

    assertThat(programs(Backend.FENTRY, kernel, false))
        .contains("receive_fd_replace", "supervise", "pidfd_getfd");
  }

  @Test
  void aKprobeTakesOnlyTheNameOfWhatIsNotDescribed() {
    KernelTypes kernel =
        new KernelTypes() {
          @Override
          public int parametersOf(String function) {
            return V5_10.parametersOf(function);
          }

          @Override
          public boolean hasUndescribed(String function) {
            return true;
          }
        };
    assertThat(programs(Backend.KPROBE, kernel, false))
        .contains("supervise", "unix_seqpacket_sendmsg", "receive_fd_v510")
        .doesNotContain("receive_fd_v512", "receive_fd_v68", "unix_find_other", "pidfd_prepare");
    assertThat(programs(Backend.FENTRY, kernel, false))
        .isEqualTo(programs(Backend.FENTRY, V5_10, false));
  }

  @Test
  void grabsAreSeenByTheSystemCallWhereItIsOfArm64() {
    KernelTypes kernel =
        kernel(Map.of("receive_fd", 3, "pidfd_getfd", 2, "__arm64_sys_pidfd_getfd", 1));

    assertThat(programs(Backend.FENTRY, kernel, false))
        .contains("pidfd_getfd_call")
        .doesNotContain("pidfd_getfd");
    assertThat(programs(Backend.KPROBE, kernel, false))
        .contains("pidfd_getfd_call", "pidfd_getfd_call_entry")
        .doesNotContain("pidfd_getfd", "pidfd_getfd_entry");
  }

  @Test
  void kprobesHaveAnEntryForEachReturn() {
    for (KernelTypes kernel : List.of(V5_10, V6_1, V6_12)) {
      List<String> programs = programs(Backend.KPROBE, kernel, false);
      for (String program : programs) {
        String function = program.replace("_entry", "");
        assertThat(programs).contains(function);
        assertThat(programs.indexOf(function)).isLessThanOrEqualTo(programs.indexOf(program));
      }
      assertThat(programs.stream().filter(program -> !program.endsWith("_entry")))
          .containsExactlyElementsOf(programs(Backend.FENTRY, kernel, false));
    }
  }

  @ParameterizedTest
  @EnumSource
  void descendantsAreFollowedOnlyWhenAsked(Backend backend) {
    List<String> without = programs(backend, V6_12, false);

    assertThat(programs(backend, V6_12, true))
        .startsWith("follow_free", "follow_fork")
        .endsWith(without.toArray(new String[0]))
        .hasSize(without.size() + 2);
  }

  @ParameterizedTest
  @EnumSource
  void exitsAreSeenOnlyWhenAsked(Backend backend) {
    List<Hook> hooks = Hooks.of(backend, V6_12, new Knobs(4096, true, true));

    assertThat(hooks).extracting(Hook::program).startsWith("follow_free", "look_at_exit");
    assertThat(programs(backend, V6_12, true))
        .hasSize(hooks.size() - 1)
        .doesNotContain("look_at_exit");
  }

  @ParameterizedTest
  @EnumSource
  void sendIsAttachedLast(Backend backend) {
    List<String> programs = programs(backend, V6_12, true);

    assertThat(programs.get(programs.size() - 1))
        .isIn("scm_send", "scm_send_entry", "sk_data_ready");
  }

  @ParameterizedTest
  @EnumSource
  void programsAndTheirRowsAreTheSame(Backend backend) throws IOException {
    List<String> rows =
        Hooks.of(backend).stream().map(hook -> last(hook.target()) + " " + hook.program()).toList();

    assertThat(Hooks.of(backend)).extracting(Hook::program).doesNotHaveDuplicates();
    for (Variant variant : Variant.values()) {
      assertThat(programsOf(variant.object(backend.word())))
          .containsExactlyInAnyOrderElementsOf(rows);
    }
  }

  private static String last(String path) {
    return path.substring(path.indexOf('/') + 1);
  }

  /**
   * "target program" of its global functions, but for those that programs call: they are in .text.
   */
  private static Set<String> programsOf(String object) throws IOException {
    Path path = Path.of(System.getProperty(NativeLibrary.PROPERTY), object);
    Process objdump =
        new ProcessBuilder("llvm-objdump", "--syms", path.toString())
            .redirectErrorStream(true)
            .start();
    Set<String> programs = new TreeSet<>();
    for (String line : new String(objdump.getInputStream().readAllBytes(), UTF_8).split("\n")) {
      String[] words = line.split("\\s+");
      if (words.length == 6
          && words[1].equals("g")
          && words[2].equals("F")
          && !words[3].equals(".text")) {
        programs.add(last(words[3]) + " " + words[5]);
      }
    }
    return programs;
  }

  @Test
  void trampolinesComeFirstWhereNothingOnThemIsSkipped() {
    assertThat(Backend.bestFirst(false))
        .containsExactly(Backend.FENTRY, Backend.KPROBE, Backend.TRACEPOINT);
    assertThat(Backend.bestFirst(true))
        .containsExactly(Backend.KPROBE, Backend.FENTRY, Backend.TRACEPOINT);
  }

  @Test
  void words() {
    assertThat(Backend.values())
        .extracting(Backend::word)
        .containsExactly("fentry", "kprobe", "tracepoint");
  }
}
