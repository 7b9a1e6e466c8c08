package io.fdtrail.fuzz;

import static io.fdtrail.fuzz.Contract.require;

import io.fdtrail.event.Action;
import io.fdtrail.event.Container;
import io.fdtrail.event.DropReason;
import io.fdtrail.event.FdEvent;
import io.fdtrail.event.FileKind;
import io.fdtrail.event.OpenFile;
import io.fdtrail.event.Process;
import io.fdtrail.event.RawText;
import io.fdtrail.event.Sender;
import io.fdtrail.event.Sock;
import io.fdtrail.resolve.ForeignText;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Any bytes as what others have named: comm, file name, socket path, endpoints, comm of the sender and cgroup, with a
 * NUL between each; and as the tables in /proc.
 */
public final class TextFuzz {
  private static final int MAX_LENGTH = 4096;
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private TextFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) {
    byte[] text = Arrays.copyOf(input, Math.min(input.length, MAX_LENGTH));
    String[] names = Arrays.copyOf(new String(text, StandardCharsets.ISO_8859_1).split("\0", 6), 6);
    show(raw(names[0]), raw(names[1]), raw(names[2]), raw(names[3]), raw(names[4]), raw(names[5]).toString());
    unixTable(raw(names[2]).toString());
    ForeignText.unix(text);
    ForeignText.inet(text);
    if (text.length >= 36) {
      inetTable(text, 4);
      inetTable(text, 16);
    }
  }

  private static RawText raw(String name) {
    return name == null ? RawText.EMPTY : RawText.of(name.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static void show(
      RawText comm, RawText name, RawText path, RawText endpoints, RawText senderComm, String cgroup) {
    Container container = ForeignText.container(cgroup);
    Process receiver = new Process(200, 200, 0, 1000, comm, 1, false).in(container);
    Process sender = new Process(100, 100, 0, 1000, senderComm, 1, false);
    OpenFile file =
        new OpenFile(name, name.length() % 2 == 1, new FileKind("reg"), 5, 4, 0, 0100644, 0, false, 3, 0, endpoints);
    FdEvent there = received(receiver, sender, new Sock(7, 11, 12, 1, path), file);
    Shown.checkJson(Optional.empty(), there);
    Shown.checkTables(there);
    Shown.checkTrail(List.of(there, received(sender, receiver, there.socket(), file)));
  }

  private static FdEvent received(Process by, Process from, Sock socket, OpenFile file) {
    Sender sender = new Sender(from.pid(), from.tid(), from.uid(), from.comm(), 3, false);
    return new FdEvent(1000, Action.RECV, DropReason.NONE, 0, by, socket, 1, 0, 1, 3, file, sender, 1);
  }

  /** A path can hide its own socket, and others, but give none of them a false address. */
  private static void unixTable(String path) {
    String line = "0000000000000000: 00000002 00000000 00010000 0001 01 ";
    String table = "Num\n" + line + "17" + (path.isEmpty() ? "" : " " + path) + "\n" + line + "18 /real\n";
    Map<Long, RawText> found = ForeignText.unix(table.getBytes(StandardCharsets.ISO_8859_1));
    RawText own = found.getOrDefault(17L, RawText.EMPTY);
    RawText other = found.getOrDefault(18L, RawText.EMPTY);
    if (path.indexOf('\n') < 0) {
      require(own.equals(raw(path)) && other.equals(RawText.of("/real")), "not as the kernel says", table);
    } else {
      require(path.startsWith(own.toString()), "a false path", table);
      require(other.isEmpty() || other.equals(RawText.of("/real")), "a forged path", table);
    }
  }

  /** Two addresses of this size and their ports, as a little-endian kernel prints them. */
  private static void inetTable(byte[] bytes, int size) {
    byte[] local = Arrays.copyOf(bytes, size);
    byte[] remote = Arrays.copyOfRange(bytes, size, 2 * size);
    int port = Short.toUnsignedInt(ByteBuffer.wrap(bytes).getShort(2 * size));
    String hexPort = ":" + HEX.toHexDigits((short) port) + " ";
    String line =
        "   0: " + words(local) + hexPort + words(remote) + hexPort
            + "0A 00000000:00000000 00:00000000 00000000  1000        0 77 1 0 100 0 0 10 0     \n";
    RawText found = ForeignText.inet(("  sl\n" + line).getBytes(StandardCharsets.US_ASCII)).get(77L);
    String expected = address(local) + ":" + port + " -> " + address(remote) + ":" + port;
    require(RawText.of(expected).equals(found), "not " + expected, found);
  }

  private static String words(byte[] address) {
    StringBuilder words = new StringBuilder();
    for (int at = 0; at < address.length; at += Integer.BYTES) {
      words.append(HEX.toHexDigits(Integer.reverseBytes(ByteBuffer.wrap(address).getInt(at))));
    }
    return words.toString();
  }

  private static String address(byte[] bytes) {
    try {
      return bytes.length == 4
          ? InetAddress.getByAddress(bytes).getHostAddress()
          : "[" + Inet6Address.getByAddress(null, bytes, -1).getHostAddress() + "]";
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }
}
