package io.fdtrail.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The numbers of fcntl.h on both machines: a recording may come from the other one. */
class FlagSymbolsTest {
  private static final int APPENDING_BOTH_WAYS = 02002;

  @ParameterizedTest
  @CsvSource({
    "amd64, 040000, O_DIRECT",
    "amd64, 0100000, ",
    "amd64, 0200000, O_DIRECTORY",
    "amd64, 0400000, O_NOFOLLOW",
    "aarch64, 040000, O_DIRECTORY",
    "aarch64, 0100000, O_NOFOLLOW",
    "aarch64, 0200000, O_DIRECT",
    "aarch64, 0400000, ",
    "mips, 0, "
  })
  void aFlagHasTheSymbolOfItsMachine(String machine, String octal, String symbol) {
    int flags =
        FlagSymbols.ofMachine(machine).applyAsInt(Integer.parseInt(octal, 8) | APPENDING_BOTH_WAYS);

    assertThat(FlagSymbols.of(flags))
        .isEqualTo(
            symbol == null ? List.of("O_RDWR", "O_APPEND") : List.of("O_RDWR", "O_APPEND", symbol));
  }

  @Test
  void thoseOfThisMachineStay() {
    String here = System.getProperty("os.arch");
    assertThat(FlagSymbols.ofMachine(here).applyAsInt(APPENDING_BOTH_WAYS | 0740000))
        .isEqualTo(APPENDING_BOTH_WAYS | 0740000);
  }
}
