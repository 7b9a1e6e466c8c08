package io.fdtrail.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.fdtrail.event.RawText;
import io.fdtrail.files.FileMagic;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileNamesTest {
  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  @Test
  void componentsComeLeafFirst() {
    assertThat(FileNames.path(bytes("log\0my app\0var\0"), false))
        .isEqualTo(RawText.of("/var/my app/log"));
    assertThat(FileNames.path(bytes("etc\0"), false)).isEqualTo(RawText.of("/etc"));
    assertThat(FileNames.path(bytes(""), false)).isEqualTo(RawText.of("/"));
  }

  @Test
  void aDeletedPathSaysSo() {
    assertThat(FileNames.path(bytes("x\0tmp\0"), true)).isEqualTo(RawText.of("/tmp/x (deleted)"));
  }

  @Test
  void aComponentMayHoldAnyByte() {
    assertThat(FileNames.path(bytes("\u001b[2J\n\u00ff\0tmp\0"), false).toString())
        .isEqualTo("/tmp/\u001b[2J\n\u00ff");
  }

  @ParameterizedTest
  @CsvSource({
    "0x50495045,'',123,pipe:[123]",
    "0x534f434b,'',456,socket:[456]",
    "0x09041934,[eventfd],15,anon_inode:[eventfd]",
    "0x09041934,bpf-map,15,anon_inode:bpf-map",
    "0x50494446,/,77,anon_inode:[pidfd]",
    "0x6e736673,net,4026531840,net:[4026531840]",
    "0x444d4142,gem,9,/dmabuf:gem",
    "0x01021994,memfd:x,9,/memfd:x (deleted)",
    "0x01021994,SYSV00000000,9,/SYSV00000000 (deleted)"
  })
  void filesWithoutAPath(String magic, String dentry, long inode, String name) {
    assertThat(FileNames.dynamic(Long.decode(magic).intValue(), bytes(dentry), inode))
        .isEqualTo(RawText.of(name));
  }

  @Test
  void aMemfdMayBeCalledAnything() {
    assertThat(FileNames.dynamic(FileMagic.TMPFS, bytes("memfd:\u00fe\n"), 1).toString())
        .isEqualTo("/memfd:\u00fe\n (deleted)");
  }

  @Test
  void inodesAreUnsigned() {
    assertThat(FileNames.dynamic(FileMagic.PIPEFS, bytes(""), -1))
        .isEqualTo(RawText.of("pipe:[18446744073709551615]"));
  }
}
