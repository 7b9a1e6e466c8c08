package io.fdtrail.bpf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fdtrail.kernel.Backend;
import io.fdtrail.os.Capabilities;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelFeaturesTest {
  @TempDir Path sys;

  private KernelFeatures features(Map<String, Integer> parameters) {
    return new KernelFeatures(sys, true, parameters);
  }

  @Test
  void lockdownIsTheChosenWord() throws Exception {
    assertThat(features(Map.of()).lockdown()).isEqualTo("none");
    Files.createDirectories(sys.resolve("kernel/security"));
    Files.writeString(
        sys.resolve("kernel/security/lockdown"), "none integrity [confidentiality]\n");
    assertThat(features(Map.of()).lockdown()).isEqualTo("confidentiality");
  }

  @Test
  void tracefsIsThereWhenMounted() throws Exception {
    Files.createDirectories(sys.resolve("kernel/tracing"));
    assertThat(features(Map.of()).hasTracefs()).isFalse();
    Files.createDirectory(sys.resolve("kernel/tracing/events"));
    assertThat(features(Map.of()).hasTracefs()).isTrue();
  }

  @Test
  void functionsAndTracepoints() {
    KernelFeatures features =
        features(Map.of("receive_fd", 3, "sock/sk_data_ready", 0, "__receive_fd", -1));

    assertThat(features.parametersOf("receive_fd")).isEqualTo(3);
    assertThat(features.parametersOf("__receive_fd")).isEqualTo(-1);
    assertThat(features.parametersOf("unheard_of")).isEqualTo(-1);
    assertThat(features.hasTracepoint("sock/sk_data_ready")).isTrue();
    assertThat(features.hasTracepoint("skb/kfree_skb")).isFalse();
  }

  @Test
  void refusalNamesWhatIsMissing() throws Exception {
    assumeTrue(
        Capabilities.read(Path.of("/proc/self/status")).missing().isEmpty(),
        "only root is not refused at once");
    Map<String, Integer> all = new HashMap<>();
    for (Backend backend : Backend.values()) {
      Hooks.of(backend).forEach(hook -> all.put(hook.target(), 3));
    }

    assertThat(new KernelFeatures(sys, false, all).refusal(Backend.TRACEPOINT))
        .isEqualTo("the kernel does not describe its types (no /sys/kernel/btf/vmlinux)");
    assertThat(features(all).refusal(Backend.FENTRY)).isEmpty();
    assertThat(features(all).refusal(Backend.KPROBE)).isEqualTo("the kernel has no kprobes");
    Files.createDirectories(sys.resolve("bus/event_source/devices/kprobe"));
    assertThat(features(all).refusal(Backend.KPROBE)).isEmpty();
    all.put("sock/sk_data_ready", -1);
    assertThat(features(all).refusal(Backend.TRACEPOINT))
        .isEqualTo("the kernel has no sock/sk_data_ready");
  }

  @Test
  void thisKernelIsReadOnce() throws Exception {
    KernelFeatures features = KernelFeatures.get();

    assertThat(KernelFeatures.get()).isSameAs(features);
    assertThat(features.hasBtf()).isEqualTo(Files.isReadable(Path.of(KernelFeatures.BTF)));
    if (features.hasBtf()) {
      assertThat(features.parametersOf("__scm_send")).isEqualTo(3);
    }
  }
}
