package io.fdtrail.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import io.fdtrail.event.RawText;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With sockets of our own and the kernel's {@code /proc}. */
class LiveProcTest {
  private static final Path FDS = Path.of("/proc/self/fd");
  private static final Pattern SOCKET = Pattern.compile("socket:\\[([0-9]+)]");

  @TempDir Path directory;
  private final ProcFs proc = new ProcFs(Path.of("/proc"));
  private final int self = (int) ProcessHandle.current().pid();
  private final Set<Long> before = sockets();

  private static Set<Long> sockets() {
    try (Stream<Path> links = Files.list(FDS)) {
      return links.map(LiveProcTest::target).map(SOCKET::matcher).filter(Matcher::matches)
          .map(socket -> Long.valueOf(socket.group(1))).collect(Collectors.toSet());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String target(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException e) {
      return ""; // closed meanwhile
    }
  }

  /** The inodes of the sockets that were opened since the start: of the test, and what the library needs for itself. */
  private Set<Long> opened() {
    Set<Long> now = sockets();
    now.removeAll(before);
    return now;
  }

  private static int dead() throws Exception {
    Process process = new ProcessBuilder("true").start();
    process.waitFor();
    return (int) process.pid();
  }

  private ServerSocketChannel boundTo(String name) throws IOException {
    return ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(directory.resolve(name)));
  }

  /** That may be read at once. */
  private SocketTables tables() {
    return new SocketTables(proc, System::nanoTime);
  }

  @Test
  void theAddressOfAUnixSocket() throws IOException {
    try (ServerSocketChannel server = boundTo("two words")) {
      RawText path = RawText.of(server.getLocalAddress().toString());
      assertThat(opened()).anySatisfy(inode -> assertThat(tables().unixAddress(self, inode)).contains(path));
    }
  }

  @Test
  void alsoWhenItsProcessIsGone() throws Exception {
    int dead = dead();
    try (ServerSocketChannel server = boundTo("survivor")) {
      RawText path = RawText.of(server.getLocalAddress().toString());
      assertThat(opened()).anySatisfy(inode -> assertThat(tables().unixAddress(dead, inode)).contains(path));
      assertThat(tables().unixAddress(dead, Long.MAX_VALUE)).isEmpty();
    }
  }

  @Test
  void theAddressesOfAnInetSocket() throws IOException {
    try (DatagramChannel socket = DatagramChannel.open(StandardProtocolFamily.INET)) {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      int port = ((InetSocketAddress) socket.getLocalAddress()).getPort();
      RawText addresses = RawText.of("127.0.0.1:" + port + " -> 0.0.0.0:0");
      assertThat(opened()).anySatisfy(inode -> assertThat(tables().inetAddresses(self, inode, "udp")).contains(addresses));
    }
  }

  @Test
  void ourOwnNamespace() {
    assertThat(proc.ownNetworkNamespace()).matches("net:\\[[0-9]+]");
    assertThat(proc.networkNamespace(self)).contains(proc.ownNetworkNamespace());
  }
}
