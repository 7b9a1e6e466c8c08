package io.fdtrail.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileKindsTest {
  private static final int EXT4 = 0xef53;

  private final FileKinds kinds = new FileKinds();

  private String kind(int magic, int mode, boolean dynamic, String dentry) {
    return kinds.of(magic, mode, dynamic, dentry.getBytes(StandardCharsets.ISO_8859_1)).word();
  }

  @ParameterizedTest
  @CsvSource({
    "0100644,reg",
    "0040755,dir",
    "0120777,lnk",
    "0020666,chr",
    "0060660,blk",
    "0010600,fifo",
    "0140755,sock",
    "0,other"
  })
  void byMode(String mode, String kind) {
    assertThat(kind(EXT4, Integer.parseInt(mode, 8), false, "x\0")).isEqualTo(kind);
  }

  @Test
  void pipesAreFifos() {
    assertThat(kind(FileMagic.PIPEFS, 0010600, true, "")).isEqualTo("fifo");
  }

  @ParameterizedTest
  @CsvSource({
    "[eventfd],anon:eventfd",
    "[eventpoll],anon:eventpoll",
    "bpf-map,anon:bpf-map",
    "[io_uring],anon:io_uring",
    "[pidfd],pidfd",
    "[],anon:[]",
    "'',anon:"
  })
  void anonymousInodes(String dentry, String kind) {
    assertThat(kind(FileMagic.ANON_INODE, 0600, true, dentry)).isEqualTo(kind);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[a\u001b[2J]", "a\n", "\u009b", "\u00ff", "a\"", "a\\"})
  void aKindIsPrintedAsItIs(String dentry) {
    assertThat(kind(FileMagic.ANON_INODE, 0600, true, dentry)).isEqualTo("other");
    assertThat(kind(FileMagic.NSFS, 0444, true, dentry)).isEqualTo("other");
    assertThat(kind(FileMagic.ANON_INODE, 0600, true, "seccomp notify"))
        .isEqualTo("anon:seccomp notify");
  }

  @Test
  void filesOfTheirOwnFilesystems() {
    assertThat(kind(FileMagic.PIDFS, 0, true, "")).isEqualTo("pidfd");
    assertThat(kind(FileMagic.DMABUF, 0100600, true, "gem")).isEqualTo("dmabuf");
    assertThat(kind(FileMagic.NSFS, 0100444, true, "net")).isEqualTo("ns:net");
  }

  @ParameterizedTest
  @CsvSource({"memfd:x,memfd", "memfd:,memfd", "memfd,reg", "SYSV00000000,shm", "dev/zero,reg"})
  void sharedMemoryHasNoPath(String dentry, String kind) {
    assertThat(kind(FileMagic.TMPFS, 0100600, true, dentry)).isEqualTo(kind);
    assertThat(kind(FileMagic.HUGETLBFS, 0100600, true, dentry)).isEqualTo(kind);
  }

  @Test
  void aPathThatBeginsLikeAMemfdIsNone() {
    assertThat(kind(FileMagic.TMPFS, 0100600, false, "memfd:x\0tmp\0")).isEqualTo("reg");
  }

  @ParameterizedTest
  @CsvSource({
    "1,1,0,sock:unix", "2,1,6,sock:tcp", "10,1,6,sock:tcp", "2,2,17,sock:udp", "10,2,17,sock:udp",
        "2,3,1,sock:raw",
    "10,3,58,sock:raw", "2,2,1,sock:icmp", "10,2,58,sock:icmp", "2,1,132,sock:sctp",
        "2,1,262,sock:mptcp", "2,1,99,sock:inet",
    "16,3,0,sock:netlink", "17,3,768,sock:packet", "38,5,0,sock:alg", "40,1,0,sock:vsock",
        "44,3,0,sock:xdp", "99,1,0,sock:99"
  })
  void sockets(int family, int type, int protocol, String kind) {
    assertThat(kinds.ofSocket(family, type, protocol).word()).isEqualTo(kind);
  }

  @Test
  void aKindIsMadeOnceAndNotForEver() {
    assertThat(kinds.ofSocket(1, 1, 0)).isSameAs(kinds.ofSocket(1, 2, 0));
    for (int name = 0; name < 5000; name++) {
      assertThat(kind(FileMagic.ANON_INODE, 0600, true, "[" + name + "]"))
          .isEqualTo("anon:" + name);
    }
  }
}
