package io.fdtrail.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import io.fdtrail.event.RawText;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InetTableTest {
  private static final String HEADING =
      "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n";

  /** As a little-endian machine prints it: {@code 0100007F:0050} is 127.0.0.1:80. */
  static String line(String local, String remote, long inode) {
    return "   0: %s %s 0A 00000000:00000000 00:00000000 00000000  1000        0 %d 1 00000000f50f6432 100 0 0 10 0     \n"
        .formatted(local, remote, inode);
  }

  static String table(String... lines) {
    return HEADING + String.join("", lines);
  }

  private static Map<Long, RawText> parse(String... lines) {
    return InetTable.parse(table(lines).getBytes(StandardCharsets.US_ASCII));
  }

  @Test
  void internetAddresses() {
    assertThat(parse(line("0100007F:0050", "0101A8C0:FFFF", 1153), line("00000000:07E8", "00000000:0000", 1154)))
        .containsOnly(
            Map.entry(1153L, RawText.of("127.0.0.1:80 -> 192.168.1.1:65535")),
            Map.entry(1154L, RawText.of("0.0.0.0:2024 -> 0.0.0.0:0")));
  }

  @Test
  void version6Addresses() {
    String loopback = "00000000000000000000000001000000:1F90";
    String documentation = "B80D01200000000067452301EFCDAB89:0016";

    assertThat(parse(line(loopback, documentation, 77)))
        .isEqualTo(Map.of(77L, RawText.of("[0:0:0:0:0:0:0:1]:8080 -> [2001:db8:0:0:123:4567:89ab:cdef]:22")));
  }

  @Test
  void nothingIsReadFromNothing() {
    assertThat(InetTable.parse(new byte[0])).isEmpty();
    assertThat(parse()).isEmpty();
    assertThat(parse("   0: 0100007F:0050 0100007F:0050 0A\n")).isEmpty();
  }

  @Test
  void nothingIsReadFromNonsense() {
    String right = line("0100007F:0050", "0101A8C0:FFFF", 1153);

    for (String wrong : new String[] {"x", "-1", "99999999999999999999"}) {
      assertThat(parse(right.replace("1153", wrong))).isEmpty();
    }
    assertThat(parse(right.replace(":0050", ""), right.replace(":0050", ":x"))).isEmpty();
    assertThat(parse(right.replace("0100007F", "01"))).isEmpty();
  }
}
