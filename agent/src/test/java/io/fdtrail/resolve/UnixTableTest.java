package io.fdtrail.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import io.fdtrail.event.RawText;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UnixTableTest {
  private static final String HEADING = "Num       RefCount Protocol Flags    Type St Inode Path\n";

  /** A line as the kernel prints it, without its end. */
  static String line(long inode, String path) {
    return "00000000a1b2c3d4: 00000002 00000000 00010000 0001 01 %5d%s".formatted(inode, path.isEmpty() ? "" : " " + path);
  }

  static String table(String... lines) {
    return HEADING + String.join("\n", lines) + "\n";
  }

  private static Map<Long, RawText> parse(String... lines) {
    return UnixTable.parse(table(lines).getBytes(StandardCharsets.ISO_8859_1));
  }

  private static RawText bytes(String text) {
    return RawText.of(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  @Test
  void addressesByInode() {
    assertThat(parse(line(17, "/run/bus"), line(8_683_452, "@abstract"), line(19, "")))
        .isEqualTo(Map.of(17L, bytes("/run/bus"), 8_683_452L, bytes("@abstract")));
  }

  @Test
  void aPathMayHoldAnyByte() {
    assertThat(parse(line(17, " two  words "), line(18, "/\u001b[2J\u00ff"), line(19, "@")))
        .isEqualTo(Map.of(17L, bytes(" two  words "), 18L, bytes("/\u001b[2J\u00ff"), 19L, bytes("@")));
  }

  @Test
  void aPathMayHoldLineFeeds() {
    assertThat(parse(line(17, "@a\n\nb\n"), line(18, "/x"))).isEqualTo(Map.of(17L, bytes("@a\n\nb\n"), 18L, bytes("/x")));
  }

  @Test
  void aForgedLineIsNotBelieved() {
    assertThat(parse(line(17, "@a\n" + line(18, "/forged")), line(18, "/real"))).containsOnlyKeys(17L);
    assertThat(parse(line(18, "/real"), line(17, "@a\n" + line(18, "/forged")))).containsOnlyKeys(17L);
    assertThat(parse(line(18, "/real"), line(17, "@a\n" + line(18, "")))).containsOnlyKeys(17L);
    assertThat(parse(line(18, "/a"), line(17, "@\n" + line(18, "/b")), line(16, "@\n" + line(18, "/c"))))
        .containsOnlyKeys(16L, 17L);
  }

  @Test
  void whatContinuesAForgedLineIsNotBelievedEither() {
    assertThat(parse(line(18, "/real"), line(17, "@a\n" + line(18, "/forged") + "\nmore"))).containsOnlyKeys(17L);
  }

  @Test
  void nothingIsReadFromNonsense() {
    assertThat(UnixTable.parse(new byte[0])).isEmpty();
    assertThat(parse("", "nonsense", ": :", line(17, "/x").substring(1, 40))).isEmpty();
    assertThat(parse("00000000a1b2c3d4: 00000002 00000000 00010000 0001 01 99999999999999999999 /x")).isEmpty();
    assertThat(UnixTable.parse((HEADING + line(17, "/without end")).getBytes(StandardCharsets.US_ASCII))).isEmpty();
  }
}
