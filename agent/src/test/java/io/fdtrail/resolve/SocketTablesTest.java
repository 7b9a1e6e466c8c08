package io.fdtrail.resolve;

import static io.fdtrail.resolve.UnixTableTest.line;
import static io.fdtrail.resolve.UnixTableTest.table;
import static org.assertj.core.api.Assertions.assertThat;

import io.fdtrail.event.RawText;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SocketTablesTest {
  private static final int HOST = 42;
  private static final int CONTAINER = 43;
  private static final int GONE = 44;

  @TempDir Path root;
  private FakeProc proc;
  private SocketTables tables;
  private long now;

  @BeforeEach
  void twoNamespaces() throws IOException {
    proc = new FakeProc(root).process(HOST, "net:[1]").process(CONTAINER, "net:[2]").ownTable("unix", table());
    tables = new SocketTables(proc.files(), () -> now);
  }

  private void later() {
    now += 250_000_000;
  }

  @Test
  void theAddressOfASocket() throws IOException {
    proc.table(HOST, "unix", table(line(17, "/run/bus"), line(18, "")));

    assertThat(tables.unixAddress(HOST, 17)).contains(RawText.of("/run/bus"));
    later();
    assertThat(tables.unixAddress(HOST, 18)).contains(RawText.EMPTY);
    later();
    assertThat(tables.unixAddress(HOST, 99)).contains(RawText.EMPTY);
  }

  @Test
  void aSocketThatIsNotKnownHasNone() {
    assertThat(tables.unixAddress(GONE, 0)).contains(RawText.EMPTY);
  }

  @Test
  void aTableIsReadOnlySoOften() throws IOException {
    proc.table(HOST, "unix", table(line(17, "/a")));
    assertThat(tables.unixAddress(HOST, 17)).contains(RawText.of("/a"));

    proc.table(HOST, "unix", table(line(17, "/a"), line(18, "/b")));
    assertThat(tables.unixAddress(HOST, 18)).isEmpty();
    assertThat(tables.unixAddress(HOST, 17)).contains(RawText.of("/a"));
    later();

    assertThat(tables.unixAddress(HOST, 18)).contains(RawText.of("/b"));
  }

  @Test
  void oneTableDoesNotWaitForAnother() throws IOException {
    proc.table(HOST, "tcp", InetTableTest.table(InetTableTest.line("0100007F:0050", "0100007F:0051", 20)));

    tables.unixAddress(HOST, 17);

    assertThat(tables.inetAddresses(HOST, 20, "tcp")).contains(RawText.of("127.0.0.1:80 -> 127.0.0.1:81"));
  }

  /** Who lives in one namespace cannot speak for the sockets of another. */
  @Test
  void whatOneNamespaceSaysIsNotAnothers() throws IOException {
    proc.table(CONTAINER, "unix", table(line(16, "@a\n" + line(17, "/forged"))));
    proc.table(HOST, "unix", table(line(17, "/real")));
    assertThat(tables.unixAddress(CONTAINER, 16)).isPresent();
    later();

    assertThat(tables.unixAddress(HOST, 17)).contains(RawText.of("/real"));
  }

  @Test
  void aProcessMayMoveToAnotherNamespace() throws IOException {
    assertThat(tables.unixAddress(HOST, 17)).contains(RawText.EMPTY);
    proc.moveTo(HOST, "net:[2]").table(HOST, "unix", table(line(17, "/there")));
    later();

    assertThat(tables.unixAddress(HOST, 17)).contains(RawText.of("/there"));
  }

  @Test
  void ofAProcessThatIsGoneOursIsRead() throws IOException {
    proc.ownTable("unix", table(line(17, "/run/bus")));

    assertThat(tables.unixAddress(GONE, 17)).contains(RawText.of("/run/bus"));
    assertThat(tables.unixAddress(GONE, 17)).contains(RawText.of("/run/bus"));
  }

  @Test
  void whatOursDoesNotSayStaysUnknown() throws IOException {
    assertThat(tables.unixAddress(GONE, 17)).isEmpty();
    assertThat(tables.unixAddress(GONE, 17)).isEmpty();
    proc.ownTable("unix", table(line(17, "/run/bus")));
    later();

    assertThat(tables.unixAddress(GONE, 17)).contains(RawText.of("/run/bus"));
  }

  @Test
  void aProcessMayGoAfterItsNamespaceWasRead() throws IOException {
    proc.table(CONTAINER, "unix", table(line(16, "/theirs")));
    assertThat(tables.unixAddress(CONTAINER, 16)).isPresent();
    proc.kill(CONTAINER).ownTable("tcp", InetTableTest.table(InetTableTest.line("0100007F:0050", "0100007F:0051", 20)));

    assertThat(tables.inetAddresses(CONTAINER, 20, "tcp")).isPresent();
    assertThat(tables.inetAddresses(CONTAINER, 20, "tcp")).isPresent();
  }

  @Test
  void oursIsNotReadForTheLiving() throws IOException {
    proc.ownTable("unix", table(line(17, "/ours")));

    assertThat(tables.unixAddress(CONTAINER, 17)).contains(RawText.EMPTY);
  }

  @Test
  void neitherTableCanBeRead() {
    assertThat(tables.inetAddresses(GONE, 17, "tcp6")).isEmpty();
  }

  @Test
  void aTableMayBeLongerThanWhatIsKept() throws IOException {
    String[] lines = LongStream.rangeClosed(1, 20_000).mapToObj(inode -> line(inode, "/" + inode)).toArray(String[]::new);
    proc.table(HOST, "unix", table(lines));

    for (long inode = 1; inode <= 20_000; inode += 1999) {
      assertThat(tables.unixAddress(HOST, inode)).contains(RawText.of("/" + inode));
      later();
    }
  }
}
