package io.fdtrail.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.fdtrail.event.RawText;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SocketAddressesTest {
  /** A character a byte. */
  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static RawText unix(String address) {
    return SocketAddresses.unix(bytes(address));
  }

  private static String inet(String ends) {
    return SocketAddresses.inet(bytes(ends)).toString();
  }

  @Test
  void aPathIsAsItIs() {
    assertThat(unix("/run/bus")).isEqualTo(RawText.of("/run/bus"));
    assertThat(unix("a\n00: 1 /forged\u00ff "))
        .isEqualTo(RawText.of(bytes("a\n00: 1 /forged\u00ff ")));
    assertThat(unix("")).isEqualTo(RawText.EMPTY);
  }

  @Test
  void anAbstractNameHasAnAtInPlaceOfItsFirstNul() {
    assertThat(unix("\0bus")).isEqualTo(RawText.of("@bus"));
    assertThat(unix("\0")).isEqualTo(RawText.of("@"));
    assertThat(unix("\0a\0b\0\0")).isEqualTo(RawText.of(bytes("@a\0b\0\0")));
    assertThat(unix("\0@bus")).isEqualTo(RawText.of("@@bus"));
  }

  @Test
  void noPathReadsAsAnAbstractName() {
    assertThat(unix("@bus")).isEqualTo(RawText.of("./@bus"));
    assertThat(unix("@")).isEqualTo(RawText.of("./@"));
    assertThat(unix("./@bus")).isEqualTo(RawText.of("./@bus"));
  }

  @Test
  void ipv4() {
    assertThat(inet("\u0050\0\u0001\u0002\u007f\0\0\1\u00c0\u00a8\1\u00ff"))
        .isEqualTo("127.0.0.1:80 -> 192.168.1.255:513");
    assertThat(inet("\u00ff\u00ff\0\0\0\0\0\0\0\0\0\0")).isEqualTo("0.0.0.0:65535");
  }

  @Test
  void ipv6() {
    String local = "\u0020\u0001\r\u00b8" + "\0".repeat(11) + "\1";
    String mapped = "\0".repeat(10) + "\u00ff\u00ff\u007f\0\0\1";
    assertThat(inet("\u0050\0\u0051\0" + local + mapped))
        .isEqualTo("[2001:db8:0:0:0:0:0:1]:80 -> [0:0:0:0:0:ffff:7f00:1]:81");
    assertThat(inet("\1\0\0\0" + "\0".repeat(32))).isEqualTo("[0:0:0:0:0:0:0:0]:1");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3, 4, 11, 13, 20, 35, 37, 108})
  void whatIsNoPairOfAddressesIsNone(int size) {
    assertThat(SocketAddresses.inet(new byte[size])).isSameAs(RawText.EMPTY);
  }
}
