package io.fdtrail.decode;

import static io.fdtrail.decode.RecordLayout.*;

import io.fdtrail.event.Action;
import io.fdtrail.event.DropReason;
import io.fdtrail.event.FileMagic;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** Records for the fuzzer to begin with: one of each action, reason, sort of file and awkward name. */
public final class RecordSeeds {
  private static final int ANY_SENDER = FDTRAIL_F_SENDER | FDTRAIL_F_FOLLOWED | FDTRAIL_F_SENDER_FOLLOWED;

  private final Map<String, byte[]> seeds = new TreeMap<>();

  private RecordSeeds() {
    for (Action action : Action.values()) {
      add("action-" + action, record("null\0dev\0").put(ACTION, (byte) action.code()));
    }
    for (DropReason reason : DropReason.values()) {
      ByteBuffer drop = record("null\0dev\0").put(ACTION, (byte) Action.DROP.code()).put(REASON, (byte) reason.code());
      add("reason-" + reason, drop.putInt(FD, -1).putShort(ERROR, (short) (reason == DropReason.LSM ? 13 : 0)));
    }
    addKinds();
    addNames();
    addAddresses();
    add("unknown-sender", record("null\0dev\0").put(FLAGS, (byte) 0));
    add("unknown-file", record("").put(FILE_FLAGS, (byte) 0).putInt(FD, -1).putShort(ERROR, (short) 9));
    add("unknown-socket", record("null\0dev\0").putInt(SOCKET_FD, -1).putLong(SOCKET_INODE, 0).putLong(PEER_INODE, 0));
    add("large-numbers", large(record("null\0dev\0")));
    add("large-numbers-next-fd", large(record("null\0dev\0")).putShort(FILE_PAD + 1, (short) (Byte.SIZE * FD)));
    for (int offset : new int[] {CGROUP_ID, SOCKET_INODE, SENDER_PID, INODE, FDTRAIL_RECORD}) {
      add("differs-at-" + offset, record("null\0dev\0").putShort(FILE_PAD + 1, (short) (Byte.SIZE * offset)));
    }
    add("wrong-size", record("null\0dev\0").put(FILE_PAD, (byte) 1).putShort(NAME_SIZE, (short) 1));
    add("short", ByteBuffer.wrap(new byte[FDTRAIL_RECORD - 1]));
  }

  /** By name of the file. */
  public static Map<String, byte[]> all() {
    return new RecordSeeds().seeds;
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
      add("mode-" + type, record("x\0").putShort(MODE, (short) (type << 12 | 0640)));
    }
  }

  private void addAddresses() {
    String[] addresses = {"/", "/run/bus", "/run/dbus", "@run", "\0", "\0bus", "\0b\0s", "\0a\n00: 7 /x"};
    for (int i = 0; i < addresses.length; i++) {
      add("path-" + i, withPath(addresses[i], "null\0dev\0"));
      add("passed-" + i, passed(1, addresses[i]));
    }
    add("path-longest", withPath("/" + "\377".repeat(FDTRAIL_PATH_SIZE - 1), "x".repeat(FDTRAIL_NAME_SIZE - 1) + "\0"));
    add("path-too-long", withPath("/" + "p".repeat(FDTRAIL_PATH_SIZE), ""));
    add("passed-inet", passed(2, "\120\0\377\377\177\0\0\1\300\250\1\2"));
    add("passed-inet6", passed(10, "\120\0\0\0" + "\377\0".repeat(16)));
    add("passed-nonsense", passed(10, "\120\0\0\0\1"));
  }

  /** A record with the address of the socket that was acted on. */
  private static ByteBuffer withPath(String address, String name) {
    String filled = address + "\0".repeat((8 - address.length() % 8) % 8);
    ByteBuffer record = record(filled + name).put(SOCKET_PATH_SIZE, (byte) address.length());
    return record.putShort(NAME_SIZE, (short) name.length());
  }

  private static ByteBuffer passed(int family, String addresses) {
    ByteBuffer socket = record(addresses).putInt(FS_MAGIC, FileMagic.SOCKFS).putShort(MODE, (short) 0140777);
    socket.put(FILE_FLAGS, (byte) (FDTRAIL_FILE_KNOWN | FDTRAIL_FILE_DYNAMIC_NAME)).putInt(RDEV, 0);
    return socket.putShort(FILE_FAMILY, (short) family).putShort(FILE_TYPE, (short) 1).putShort(FILE_PROTOCOL, (short) 6);
  }

  private void dynamic(String seed, int magic, String dentry) {
    byte flags = FDTRAIL_FILE_KNOWN | FDTRAIL_FILE_DYNAMIC_NAME;
    add(seed, record(dentry).putInt(FS_MAGIC, magic).putShort(MODE, (short) 0100600).put(FILE_FLAGS, flags));
  }

  private void addNames() {
    byte deleted = FDTRAIL_FILE_KNOWN | FDTRAIL_FILE_DELETED;
    byte truncated = FDTRAIL_FILE_KNOWN | FDTRAIL_FILE_NAME_TRUNCATED;
    add("name-root", record(""));
    add("name-deleted", record("x\0tmp\0").put(FILE_FLAGS, deleted));
    add("name-truncated", record("leaf\0deep\0").put(FILE_FLAGS, truncated));
    add("name-no-end", record("null\0dev"));
    add("name-utf8", record("m\303\274ller\0\360\237\230\200\0home\0"));
    add("name-c1", record("\302\233\302\205\177\0tmp\0"));
    add("name-not-utf8", record("\377\300\200\355\240\200\0tmp\0"));
    add("name-terminal", record("\033[2J\0\033]0;title\007\0\r\n\t\013\f\b\0"));
    add("name-quotes", record("\"},{\"type\":\"event\"\0\\\\u001b\0"));
    add("name-digits", record("\0017\0018\0\033\0607\0"));
    add("name-longest", record("a\n\377\"".repeat(FDTRAIL_NAME_SIZE / 4 - 1) + "abc\0"));
    add("comm-terminal", text(text(record("null\0dev\0"), COMM, "\033[2J\nx\r"), SENDER_COMM, "\233\"\\\177"));
    add("comm-full", text(text(record("null\0dev\0"), COMM, "0123456789abcdef"), SENDER_COMM, "\377".repeat(16)));
  }

  private void add(String seed, ByteBuffer record) {
    seeds.put(seed, record.array());
  }

  /** Of a receive of a device node, all of it known. */
  private static ByteBuffer record(String name) {
    ByteBuffer record = ByteBuffer.allocate(FDTRAIL_RECORD + name.length()).order(ByteOrder.LITTLE_ENDIAN);
    record.putLong(BOOT_NS, 81_234_567_890L).putLong(MESSAGE, 281_474_976_710_657L).putLong(IN_FLIGHT_NS, 41_000);
    record.putInt(FD, 4).put(FLAGS, (byte) ANY_SENDER).putShort(INDEX, (short) 1).putShort(COUNT, (short) 2);
    record.putShort(NAME_SIZE, (short) name.length()).put(ACTION, (byte) Action.RECV.code());
    record.putLong(CGROUP_ID, 1204).putInt(PID, 5128).putInt(TID, 5129).putInt(UID, 101).putInt(NS_PID, 7);
    record.putLong(SOCKET_INODE, 8_629_627).putLong(PEER_INODE, 8_629_628);
    record.putInt(SOCKET_FD, 107).putInt(SOCKET_TYPE, 1);
    record.putInt(SENDER_PID, 100).putInt(SENDER_TID, 101).putInt(SENDER_UID, 1000).putInt(SENDER_FD, 3);
    record.putLong(INODE, 4).putLong(FILE_ID, -2).putInt(DEV, 5).putInt(RDEV, 1 << 20 | 3).putInt(OPEN_FLAGS, 0100002);
    record.putShort(MODE, (short) 0020666).putInt(FS_MAGIC, 0xef53).put(FILE_FLAGS, (byte) FDTRAIL_FILE_KNOWN);
    return text(text(text(record, FDTRAIL_RECORD, name), COMM, "server"), SENDER_COMM, "client");
  }

  private static ByteBuffer large(ByteBuffer record) {
    record.putLong(BOOT_NS, Long.MAX_VALUE).putLong(MESSAGE, -1).putLong(IN_FLIGHT_NS, -1).putLong(CGROUP_ID, -1);
    record.putShort(INDEX, (short) -1).putShort(COUNT, (short) -1).putShort(ERROR, (short) -1).putInt(TARGET_PID, -1);
    record.putLong(INODE, -1).putInt(DEV, -1).putInt(RDEV, -1).putInt(OPEN_FLAGS, -1);
    return record.putInt(UID, -1).putInt(SOCKET_TYPE, -1);
  }

  /** A character a byte. */
  private static ByteBuffer text(ByteBuffer record, int offset, String text) {
    return record.put(offset, text.getBytes(StandardCharsets.ISO_8859_1));
  }
}
