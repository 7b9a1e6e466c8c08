package io.fdtrail.fuzz;

import static io.fdtrail.fuzz.Contract.require;

import io.fdtrail.decode.Records;
import io.fdtrail.event.Action;
import io.fdtrail.event.Cgroup;
import io.fdtrail.event.Container;
import io.fdtrail.event.DropReason;
import io.fdtrail.event.FdEvent;
import io.fdtrail.event.FileKind;
import io.fdtrail.event.OpenFile;
import io.fdtrail.event.Process;
import io.fdtrail.event.RawText;
import io.fdtrail.event.Sender;
import io.fdtrail.event.Sock;
import io.fdtrail.event.Unit;
import io.fdtrail.resolve.ForeignText;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Any bytes as what others have named: comm, file name, socket path, endpoints, comm of the sender
 * and cgroup, with a NUL between each; and as the addresses of a socket.
 */
public final class TextFuzz {
  private static final int MAX_LENGTH = 4096;

  private TextFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) {
    byte[] text = Arrays.copyOf(input, Math.min(input.length, MAX_LENGTH));
    String[] names = Arrays.copyOf(new String(text, StandardCharsets.ISO_8859_1).split("\0", 6), 6);
    show(
        raw(names[0]),
        raw(names[1]),
        raw(names[2]),
        raw(names[3]),
        raw(names[4]),
        raw(names[5]).toString());
    if (text.length >= 36) {
      inet(text, 4);
      inet(text, 16);
    }
  }

  private static RawText raw(String name) {
    return name == null ? RawText.EMPTY : RawText.of(name.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static void show(
      RawText comm,
      RawText name,
      RawText path,
      RawText endpoints,
      RawText senderComm,
      String cgroup) {
    Container container = ForeignText.container(cgroup);
    Process receiver =
        new Process(200, 200, 0, 1000, comm, 1, false).in(new Cgroup(true, container, Unit.NONE));
    Process sender = new Process(100, 100, 0, 1000, senderComm, 1, false);
    OpenFile file =
        new OpenFile(
            name,
            name.length() % 2 == 1,
            new FileKind("reg"),
            5,
            4,
            0,
            0100644,
            0,
            false,
            3,
            0,
            endpoints);
    FdEvent there = received(receiver, sender, new Sock(7, 11, 12, 1, path), file);
    Shown.checkJson(Optional.empty(), there);
    Shown.checkTables(there);
    Shown.checkTrail(List.of(there, received(sender, receiver, there.socket(), file)));
  }

  private static FdEvent received(Process by, Process from, Sock socket, OpenFile file) {
    Sender sender = new Sender(from.pid(), from.tid(), from.uid(), from.comm(), 3, false);
    return new FdEvent(
        1000, Action.RECV, DropReason.NONE, 0, by, socket, 1, 0, 1, 3, file, sender, 1);
  }

  /** Two addresses of this size and their ports, as a record has them of a passed socket. */
  private static void inet(byte[] bytes, int size) {
    byte[] ends = Arrays.copyOf(bytes, 4 + 2 * size);
    int local =
        Short.toUnsignedInt(ByteBuffer.wrap(ends).order(ByteOrder.LITTLE_ENDIAN).getShort(0));
    int remote =
        Short.toUnsignedInt(ByteBuffer.wrap(ends).order(ByteOrder.LITTLE_ENDIAN).getShort(2));
    String expected = address(Arrays.copyOfRange(ends, 4, 4 + size)) + ":" + local;
    if (remote != 0) {
      expected += " -> " + address(Arrays.copyOfRange(ends, 4 + size, ends.length)) + ":" + remote;
    }
    require(RawText.of(expected).equals(Records.inet(ends)), "not " + expected, Records.inet(ends));
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
