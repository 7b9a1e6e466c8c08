package io.fdtrail.cli.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class ListenAddressTest {
  private final ListenAddress converter = new ListenAddress();

  @ParameterizedTest
  @ValueSource(strings = {"9432", ":9432", "localhost:9432", "127.0.0.1:9432"})
  void thisMachineUnlessGiven(String text) {
    InetSocketAddress address = converter.convert(text);
    assertThat(address.getAddress().isLoopbackAddress()).isTrue();
    assertThat(address.getPort()).isEqualTo(9432);
  }

  @ParameterizedTest
  @CsvSource({
    "0.0.0.0:1, 0.0.0.0",
    "[::]:1, 0:0:0:0:0:0:0:0",
    "[::1]:1, 0:0:0:0:0:0:0:1",
    "192.0.2.7:1, 192.0.2.7"
  })
  void anyAddress(String text, String address) {
    assertThat(converter.convert(text).getAddress().getHostAddress()).isEqualTo(address);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":",
        "x",
        "-1",
        "+1",
        "65536",
        "1:",
        "::1:9432",
        "host:9432",
        "300.1.1.1:1",
        "[1]:1",
        "[::x]:1",
        "1.2.3:4"
      })
  void nothingElse(String text) {
    assertThatThrownBy(() -> converter.convert(text))
        .isInstanceOf(TypeConversionException.class)
        .hasMessageContaining("'" + text + "'");
  }

  @Test
  void noNameIsLookedUp() {
    assertThatThrownBy(() -> converter.convert("a.invalid:80"))
        .isInstanceOf(TypeConversionException.class);
  }
}
