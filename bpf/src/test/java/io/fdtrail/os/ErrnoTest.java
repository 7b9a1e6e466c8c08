package io.fdtrail.os;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ErrnoTest {
  @ParameterizedTest
  @CsvSource({
    "1,EPERM",
    "2,ENOENT",
    "9,EBADF",
    "11,EAGAIN",
    "13,EACCES",
    "22,EINVAL",
    "24,EMFILE",
    "32,EPIPE",
    "35,EDEADLK",
    "40,ELOOP",
    "42,ENOMSG",
    "57,EBADSLT",
    "59,EBFONT",
    "71,EPROTO",
    "88,ENOTSOCK",
    "95,EOPNOTSUPP",
    "104,ECONNRESET",
    "109,ETOOMANYREFS",
    "111,ECONNREFUSED",
    "133,EHWPOISON",
    "524,ENOTSUPP"
  })
  void symbolOfANumber(int errno, String symbol) {
    assertThat(Errno.name(errno)).isEqualTo(symbol);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 41, 58, 134, 523, Integer.MAX_VALUE, Integer.MIN_VALUE})
  void numberWithoutASymbolIsItself(int errno) {
    assertThat(Errno.name(errno)).isEqualTo(Integer.toString(errno));
  }

  @Test
  void noSymbolTwice() {
    assertThat(IntStream.range(1, 134).mapToObj(Errno::name)).doesNotHaveDuplicates();
  }
}
