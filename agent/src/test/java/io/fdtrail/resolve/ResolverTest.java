package io.fdtrail.resolve;

import static io.fdtrail.event.Events.CLIENT;
import static io.fdtrail.event.Events.NULL;
import static io.fdtrail.event.Events.file;
import static io.fdtrail.event.Events.on;
import static io.fdtrail.event.Events.send;
import static io.fdtrail.event.Events.socket;
import static io.fdtrail.resolve.UnixTableTest.line;
import static io.fdtrail.resolve.UnixTableTest.table;
import static org.assertj.core.api.Assertions.assertThat;

import io.fdtrail.event.Events;
import io.fdtrail.event.FdEvent;
import io.fdtrail.event.FileKind;
import io.fdtrail.event.OpenFile;
import io.fdtrail.event.RawText;
import io.fdtrail.event.Sender;
import io.fdtrail.event.Sock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResolverTest {
  private static final int PID = CLIENT.pid();
  private static final int FD = 3; // of every event
  private static final Sock SOCKET = socket(11, 12);

  @TempDir Path root;
  private Path elsewhere;
  private FakeProc proc;
  private Resolver resolver;
  private long now;

  @BeforeEach
  void theClientLives() throws IOException {
    elsewhere = Files.createDirectory(root.resolve("elsewhere"));
    proc = new FakeProc(root).process(PID, "net:[1]");
    resolver = new Resolver(proc.files(), () -> now);
  }

  private FdEvent resolved(Sock socket, OpenFile file) {
    return resolver.resolve(on(send(CLIENT, 1, 0), socket, file));
  }

  private RawText path(Sock socket) {
    return resolved(socket, NULL).socket().path();
  }

  private RawText endpoints(OpenFile file) {
    return resolved(socket(0, 0), file).file().endpoints();
  }

  private static String inet(String local, long inode) {
    return InetTableTest.table(InetTableTest.line(local, "00000000:0000", inode));
  }

  private static OpenFile passed(String kind, long inode) {
    RawText name = RawText.of("socket:[" + inode + "]");
    return new OpenFile(name, false, new FileKind(kind), 8, inode, 0, 0, 2, false, 1, 0, RawText.EMPTY);
  }

  /** That was recorded under this name. */
  private static OpenFile recorded(Path file, String name, boolean truncated) throws IOException {
    long inode = (Long) Files.getAttribute(file, "unix:ino");
    int dev = ProcFsTest.dev(file);
    return new OpenFile(
        RawText.of(name), truncated, new FileKind("reg"), dev, inode, 0, 0, 0, false, 1, 0, RawText.EMPTY);
  }

  @Test
  void nothingToAddIsTheSameEvent() {
    FdEvent event = on(send(CLIENT, 1, 0), SOCKET, NULL);

    assertThat(resolver.resolve(event)).isSameAs(event);
  }

  @Test
  void onlyThePathIsAdded() throws IOException {
    proc.table(PID, "unix", table(line(11, "/run/client"), line(12, "/run/bus")));
    FdEvent event = on(send(CLIENT, 1, 0), SOCKET, NULL);

    assertThat(resolver.resolve(event)).isEqualTo(on(event, new Sock(7, 11, 12, 1, RawText.of("/run/client")), NULL));
  }

  @Test
  void aSocketWithoutAnAddressHasItsPeers() throws IOException {
    proc.table(PID, "unix", table(line(11, ""), line(12, "/run/bus")));

    assertThat(path(SOCKET)).isEqualTo(RawText.of("/run/bus"));
  }

  @Test
  void theSameSocketIsTheSameObject() throws IOException {
    proc.table(PID, "unix", table(line(11, "/run/client")));

    assertThat(resolved(SOCKET, NULL).socket()).isSameAs(resolved(SOCKET, NULL).socket());
  }

  @Test
  void whatIsNotKnownYetIsAskedAgain() throws IOException {
    path(socket(98, 99));
    proc.table(PID, "unix", table(line(11, "/late")));
    assertThat(path(SOCKET).isEmpty()).isTrue();
    now += 250_000_000;

    assertThat(path(SOCKET)).isEqualTo(RawText.of("/late"));
  }

  @Test
  void whenTheClientIsGoneOurTablesMayTell() throws IOException {
    proc.kill(PID).ownTable("unix", table(line(11, "/shared"), line(22, "/passed")));

    assertThat(path(SOCKET)).isEqualTo(RawText.of("/shared"));
    assertThat(endpoints(passed("sock:unix", 22))).isEqualTo(RawText.of("/passed"));
  }

  /** Its own address, which comes first, is not known. */
  @Test
  void whenTheClientIsGoneThePeerDoesNotSpeakForIt() throws IOException {
    proc.kill(PID).ownTable("unix", table(line(12, "/run/bus")));

    assertThat(path(SOCKET).isEmpty()).isTrue();
  }

  @Test
  void whenTheClientIsGoneBothVersionsAreLookedAt() throws IOException {
    proc.kill(PID).ownTable("tcp", inet("0100007F:0050", 20));
    proc.ownTable("tcp6", inet("00000000000000000000000001000000:0050", 21));

    assertThat(endpoints(passed("sock:tcp", 21))).isEqualTo(RawText.of("[0:0:0:0:0:0:0:1]:80 -> 0.0.0.0:0"));
  }

  @Test
  void endpointsOfPassedSockets() throws IOException {
    proc.table(PID, "unix", table(line(20, "@passed"))).table(PID, "tcp", inet("0100007F:0050", 21));
    proc.table(PID, "tcp6", inet("00000000000000000000000001000000:0050", 22)).table(PID, "udp", inet("0100007F:0035", 23));
    proc.table(PID, "udp6", inet("00000000000000000000000001000000:0035", 24));

    assertThat(endpoints(passed("sock:unix", 20))).isEqualTo(RawText.of("@passed"));
    assertThat(endpoints(passed("sock:tcp", 22))).isEqualTo(RawText.of("[0:0:0:0:0:0:0:1]:80 -> 0.0.0.0:0"));
    assertThat(endpoints(passed("sock:tcp", 21))).isEqualTo(RawText.of("127.0.0.1:80 -> 0.0.0.0:0"));
    assertThat(endpoints(passed("sock:udp", 24))).isEqualTo(RawText.of("[0:0:0:0:0:0:0:1]:53 -> 0.0.0.0:0"));
    assertThat(endpoints(passed("sock:udp", 23))).isEqualTo(RawText.of("127.0.0.1:53 -> 0.0.0.0:0"));
    assertThat(endpoints(passed("sock:vsock", 20)).isEmpty()).isTrue();
    assertThat(endpoints(file("/dev/null", "chr")).isEmpty()).isTrue();
  }

  @Test
  void aTruncatedNameBecomesWhole() throws IOException {
    Path whole = Files.createFile(elsewhere.resolve("leaf"));
    proc.link(PID, FD, whole);

    OpenFile file = resolved(SOCKET, recorded(whole, "/leaf", true)).file();

    assertThat(file.name()).isEqualTo(RawText.of(whole.toString()));
    assertThat(file.nameTruncated()).isFalse();
  }

  @Test
  void aNameStaysAsTheKernelSaidIt() throws IOException {
    Path renamed = Files.createFile(elsewhere.resolve("renamed"));
    proc.link(PID, FD, renamed);
    OpenFile end = recorded(renamed, "/leaf", true);
    OpenFile whole = recorded(renamed, "/a/leaf", false);

    assertThat(resolved(SOCKET, end).file()).isSameAs(end);
    assertThat(resolved(SOCKET, whole).file()).isSameAs(whole);
  }

  @Test
  void theReceiverMayStillHaveWhatTheSenderClosed() throws IOException {
    Path whole = Files.createFile(elsewhere.resolve("leaf"));
    proc.process(Events.BUS.pid(), "net:[1]").link(Events.BUS.pid(), FD, whole);
    OpenFile file = recorded(whole, "/leaf", true);
    assertThat(resolved(SOCKET, file).file()).isSameAs(file);

    FdEvent received = resolver.resolve(on(Events.recv(Events.BUS, 1, 0, Sender.UNKNOWN), SOCKET, file));

    assertThat(received.file().name()).isEqualTo(RawText.of(whole.toString()));
  }
}
