package io.fdtrail.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import io.fdtrail.event.RawText;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnixAddressesTest {
  private static final String LINE = "0000000000000000: 00000002 00000000 00010000 0001 01 ";

  @TempDir Path root;

  @Test
  void ofAllNamespaces() throws IOException {
    ProcFs proc =
        new FakeProc(root)
            .process(1, "net:[1]")
            .process(2, "net:[2]")
            .table(1, "unix", "heading\n" + LINE + "10 /run/one\n")
            .table(2, "unix", "heading\n" + LINE + "20 @two\n" + LINE + "30\n")
            .files();

    UnixAddresses addresses = UnixAddresses.read(proc);

    assertThat(addresses.of(10)).isEqualTo(RawText.of("/run/one"));
    assertThat(addresses.of(20)).isEqualTo(RawText.of("@two"));
    assertThat(addresses.of(30)).isEqualTo(RawText.EMPTY);
    assertThat(addresses.of(0)).isEqualTo(RawText.EMPTY);
  }
}
