package io.fdtrail.decode;

import static io.fdtrail.decode.RecordLayout.*;

import io.fdtrail.event.Action;
import io.fdtrail.event.DropReason;
import io.fdtrail.files.FileMagic;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * Records for the fuzzer to begin with: one of each action, reason, sort of file and awkward name.
 */
public final class RecordSeeds {
  private final Map<String, byte[]> seeds = new TreeMap<>();

  private RecordSeeds() {
    for (Action action : Action.values()) {
      add("action-" + action, device().action(action.code()));
    }
    for (DropReason reason : DropReason.values()) {
      SeedRecord drop =
          device()
              .action(Action.DROP.code())
              .refused(reason.code(), reason == DropReason.LSM ? 13 : 0);
      drop.at(PART_ACT).putInt(FD, -1);
      add("reason-" + reason, drop);
    }
    addKinds();
    addNames();
    addAddresses();
    addParts();
    add("large-numbers", large());
    add("large-numbers-next-fd", large().differs(PART_ACT, FD));
    for (int tag : new int[] {PART_ACT, PART_PROCESS, PART_SOCKET, PART_SENDER, PART_FILE}) {
      add("differs-in-" + tag, device().differs(tag, 4));
    }
    add("differs-in-name", device().differs(PART_FILE, SIZEOF_FILE));
    seeds.put("short", Arrays.copyOf(device().bytes(), SIZEOF_HEAD - 1));
  }

  /** By name of the file. */
  public static Map<String, byte[]> all() {
    return new RecordSeeds().seeds;
  }

  private static SeedRecord device() {
    return new SeedRecord("null\0dev\0");
  }

  private void addParts() {
    add("unknown-sender", device().without(PART_SENDER));
    add("unknown-file", device().without(PART_FILE).refused(0, 9));
    add("unknown-socket", device().without(PART_SOCKET));
    add("unknown-process", device().without(PART_PROCESS));
    SeedRecord unpaired = device().without(PART_SENDER);
    unpaired.part(PART_PAIRING, SIZEOF_PAIRING).putLong(PAIRING, -3);
    add("unpaired", unpaired);
    SeedRecord sent = device().without(PART_SENDER);
    sent.part(PART_PEER, SIZEOF_PEER).putInt(OTHER_PID, 812);
    add("peer", sent.text(PART_PEER, OTHER_COMM, "broker"));
    SeedRecord extended = device();
    extended.part(200, 9);
    extended.part(255, 250);
    add("unknown-parts", extended);
    SeedRecord version = device();
    version.head().put(VERSION, (byte) 2);
    add("another-version", version);
    SeedRecord kind = device();
    kind.head().put(KIND, (byte) 9);
    add("another-kind", kind);
    SeedRecord process = device().without(PART_ACT).without(PART_SENDER);
    process.head().put(KIND, (byte) FDTRAIL_KIND_PROCESS);
    process.at(PART_PROCESS).putLong(PROCESS_NUMBER, 4);
    process.part(PART_IDENTITY, SIZEOF_IDENTITY).putInt(PARENT_PID, 1).putLong(STARTED_NS, 5);
    add("process", process);
    SeedRecord detailed = device().without(PART_ACT).without(PART_SENDER);
    detailed.head().put(KIND, (byte) FDTRAIL_KIND_PROCESS);
    detailed.at(PART_PROCESS).putLong(PROCESS_NUMBER, 4);
    detailed.part(PART_IDENTITY, SIZEOF_IDENTITY).putInt(PARENT_PID, 1).putLong(STARTED_NS, 5);
    byte[] arguments = "sh\0-c\0\033[2J".getBytes(StandardCharsets.ISO_8859_1);
    detailed.part(PART_CMDLINE, SIZEOF_CMDLINE + arguments.length).put(SIZEOF_CMDLINE, arguments);
    detailed.part(PART_ANCESTORS, SIZEOF_ANCESTORS + SIZEOF_ANCESTOR).putInt(SIZEOF_ANCESTORS, 1);
    add("process-detailed", detailed);
    SeedRecord lie = device();
    lie.head().put(Records.AS_IT_IS, (byte) 1);
    lie.at(PART_SENDER).putShort(SIZE, (short) 64);
    add("wrong-size", lie);
  }

  private void addKinds() {
    dynamic("anon", FileMagic.ANON_INODE, "[eventfd]");
    dynamic("anon-hostile", FileMagic.ANON_INODE, "[a\033[2J\"\\ \377\n]");
    dynamic("pidfd", FileMagic.PIDFS, "");
    dynamic("pipe", FileMagic.PIPEFS, "");
    dynamic("namespace", FileMagic.NSFS, "net");
    dynamic("dmabuf", FileMagic.DMABUF, "gem\033]0;x\007");
    dynamic("memfd", FileMagic.TMPFS, "memfd:\233\t\"\\");
    dynamic("shm", FileMagic.HUGETLBFS, "SYSV00000000");
    for (int family : new int[] {1, 2, 10, 16, 40, 99}) {
      add("socket-" + family, passed(family, ""));
    }
    for (int type : new int[] {1, 4, 6, 8, 10}) {
      add("mode-" + type, new SeedRecord("x\0").sort(0xef53, type << 12 | 0640));
    }
  }

  private void addAddresses() {
    String[] addresses = {
      "/\0", "/run/bus\0", "/run/dbus\0", "@run\0", "\0", "\0bus", "\0b\0s", "\0a\n00: 7 /x", "/x"
    };
    for (int i = 0; i < addresses.length; i++) {
      add("path-" + i, device().address(addresses[i]));
      add("passed-" + i, passed(1, addresses[i]));
    }
    SeedRecord longest = new SeedRecord("x".repeat(FDTRAIL_NAME_SIZE - 1) + "\0");
    add("path-longest", longest.address("/" + "\377".repeat(FDTRAIL_PATH_SIZE - 1) + "\0"));
    add("path-too-long", device().address("/" + "p".repeat(FDTRAIL_PATH_SIZE) + "\0"));
    add("passed-inet", passed(2, "\120\0\377\377\177\0\0\1\300\250\1\2"));
    add("passed-inet6", passed(10, "\120\0\0\0" + "\377\0".repeat(16)));
    add("passed-nonsense", passed(10, "\120\0\0\0\1"));
  }

  private static SeedRecord passed(int family, String addresses) {
    SeedRecord socket = new SeedRecord(addresses).sort(FileMagic.SOCKFS, 0140777);
    socket.at(PART_FILE).putShort(FILE_FAMILY, (short) family).putShort(FILE_TYPE, (short) 1);
    socket.at(PART_FILE).putShort(FILE_PROTOCOL, (short) 6);
    return socket.flags(FDTRAIL_FILE_KNOWN | FDTRAIL_FILE_DYNAMIC_NAME);
  }

  private void dynamic(String seed, int magic, String dentry) {
    SeedRecord file = new SeedRecord(dentry).sort(magic, 0100600);
    add(seed, file.flags(FDTRAIL_FILE_KNOWN | FDTRAIL_FILE_DYNAMIC_NAME));
  }

  private void addNames() {
    int deleted = FDTRAIL_FILE_KNOWN | FDTRAIL_FILE_DELETED;
    int truncated = FDTRAIL_FILE_KNOWN | FDTRAIL_FILE_NAME_TRUNCATED;
    add("name-root", new SeedRecord(""));
    add("name-deleted", new SeedRecord("x\0tmp\0").flags(deleted));
    add("name-truncated", new SeedRecord("leaf\0deep\0").flags(truncated));
    add("name-no-end", new SeedRecord("null\0dev"));
    add("name-utf8", new SeedRecord("m\303\274ller\0\360\237\230\200\0home\0"));
    add("name-c1", new SeedRecord("\302\233\302\205\177\0tmp\0"));
    add("name-not-utf8", new SeedRecord("\377\300\200\355\240\200\0tmp\0"));
    add("name-terminal", new SeedRecord("\033[2J\0\033]0;title\007\0\r\n\t\013\f\b\0"));
    add("name-quotes", new SeedRecord("\"},{\"type\":\"event\"\0\\\\u001b\0"));
    add("name-digits", new SeedRecord("\0017\0018\0\033\0607\0"));
    add("name-longest", new SeedRecord("a\n\377\"".repeat(FDTRAIL_NAME_SIZE / 4 - 1) + "abc\0"));
    add("comm-terminal", comms("\033[2J\nx\r", "\233\"\\\177"));
    add("comm-full", comms("0123456789abcdef", "\377".repeat(16)));
  }

  private static SeedRecord comms(String acting, String sending) {
    return device().text(PART_PROCESS, COMM, acting).text(PART_SENDER, SENDER_COMM, sending);
  }

  private void add(String seed, SeedRecord record) {
    seeds.put(seed, record.bytes());
  }

  private static SeedRecord large() {
    SeedRecord record = device().refused(0, -1);
    record.head().putLong(BOOT_NS, Long.MAX_VALUE);
    record.at(PART_ACT).putLong(MESSAGE, -1);
    record.at(PART_BATCH).putShort(INDEX, (short) -1).putShort(COUNT, (short) -1);
    record.at(PART_PROCESS).putInt(UID, -1).putLong(CGROUP_ID, -1);
    record.at(PART_SOCKET).put(SOCKET_TYPE, (byte) -1).putInt(SOCKET_INODE, -1);
    record.at(PART_SENDER).putLong(IN_FLIGHT_NS, -1);
    record.at(PART_FILE).putLong(INODE, -1).putInt(DEV, -1).putInt(RDEV, -1).putInt(OPEN_FLAGS, -1);
    return record;
  }
}
