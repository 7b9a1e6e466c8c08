package io.fdtrail.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DescriptorTest {
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '\'',
      value = {
        "5</tmp/a b>, 5, /tmp/a b",
        "5</tmp/a\\74b\\76\\n\\\"\\303\\251>(deleted), 5, '/tmp/a<b>\n\"é (deleted)'",
        "'15</dev/null<char 1:3>>', 15, /dev/null",
        "'7</dev/pts/ptmx<char 5:2 @/dev/pts/0>>', 7, /dev/pts/ptmx",
        "9<pipe:[6688714]>, 9, pipe:[6688714]",
        "13<anon_inode:[eventfd]>, 13, anon_inode:[eventfd]",
        "'47<{eventfd-count=0, eventfd-id=54, eventfd-semaphore=0}>', 47, anon_inode:[eventfd]",
        "18<UDP:[6725490]>, 18, ''",
        "17<pid:608>, 17, ''",
        "4<UNIX-STREAM:[7->8]>, 4, socket:[7]",
        "12</memfd:hello>(deleted), 12, /memfd:hello (deleted)",
        "3, 3, ''",
        "0x7fff, -1, ''",
      })
  void numberAndName(String text, int number, String name) {
    Descriptor descriptor = Descriptor.parse(text);
    assertThat(descriptor.number()).isEqualTo(number);
    assertThat(descriptor.name()).isEqualTo(name);
  }

  @Test
  void aSocketsEnds() {
    Descriptor connected = Descriptor.parse("4<UNIX-SEQPACKET:[7->8,@\"x\\0\"]>");
    assertThat(connected.inode()).isEqualTo(7);
    assertThat(connected.peer()).isEqualTo(8);
    assertThat(connected.isUnix()).isTrue();
    Descriptor listening = Descriptor.parse("8<UNIX:[6688713,\"/tmp/pf/x y\"]>");
    assertThat(listening.inode()).isEqualTo(6688713);
    assertThat(listening.peer()).isZero();
    assertThat(Descriptor.parse("8<socket:[12]>").inode()).isEqualTo(12);
    Descriptor other = Descriptor.parse("6<TCPv6:[[::1]:80->[::1]:5000]>");
    assertThat(other.protocol()).isEqualTo("TCPv6");
    assertThat(other.address()).isEqualTo("[::1]:80->[::1]:5000");
    assertThat(other.inode()).isZero();
  }
}
