package io.fdtrail.cli.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostNamesTest {
  private final HostNames names = new HostNames(List.of("DB1", "a.example.org."));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "127.0.0.1:9432",
        "192.0.2.255:1",
        "0.0.0.0",
        "[::1]",
        "[::1]:9432",
        "[2001:db8::7]:80",
        "[::ffff:127.0.0.1]:80",
        "[::]",
        "localhost",
        "LocalHost:9432",
        "localhost.",
        "localhost:",
        "db1",
        "Db1.:9432",
        "a.example.org",
        "A.example.ORG.:80"
      })
  void ours(String host) {
    assertThat(names.contain(host)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":80",
        ".",
        "evil.example",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        "1.2.3",
        "256.1.1.1",
        "01.2.3.4",
        "1.2.3.4:x",
        "2130706433",
        "0x7f.0.0.1",
        "::1",
        "[::1",
        "[::1]x",
        "[evil:.example]",
        "[]",
        "[:]",
        "db1,evil.example",
        "db1 ",
        "db2",
        "xdb1",
        "b.a.example.org",
        "evil@127.0.0.1",
        "127.0.0.1:80:80",
        "127.0.0.1:123456",
        "[::1]:80]",
        "[fe80::1%eth0]",
        "\u0661.2.3.4",
        "l\u00f6calhost"
      })
  void others(String host) {
    assertThat(names.contain(host)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {":", "[:", "1.", "a"})
  void lengthCostsNothing(String part) {
    assertThat(names.contain(part.repeat(4000))).isFalse();
  }
}
