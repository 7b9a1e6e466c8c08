package io.fdtrail.scm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SocketNameTest {
  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  @Test
  void aPathEndsWithANulWhereThereIsRoom() throws PassingException {
    assertThat(text(SocketName.of("/run/x", false).address())).isEqualTo("\1\0/run/x\0");
    String longest = "/" + "x".repeat(107);
    assertThat(text(SocketName.of(longest, false).address())).isEqualTo("\1\0" + longest);
  }

  @Test
  void anAbstractNameBeginsWithANul() throws PassingException {
    assertThat(text(SocketName.of("a/b", true).address())).isEqualTo("\1\0\0a/b");
    assertThat(SocketName.of("a/b", true)).hasToString("@a/b");
  }

  @Test
  void theDirectoryOfAPath() throws PassingException {
    assertThat(text(SocketName.of("/x", false).directory())).isEqualTo("/");
    assertThat(text(SocketName.of("./x", false).directory())).isEqualTo(".");
    assertThat(text(SocketName.of("/run/a/x", false).directory())).isEqualTo("/run/a");
  }

  @Test
  void whatCannotBeASocket() {
    for (String spec : new String[] {"", ".", "..", "/" + "x".repeat(108)}) {
      assertThatThrownBy(() -> SocketName.of(spec, false))
          .isInstanceOfSatisfying(
              PassingException.class,
              e -> assertThat(e.reason()).isEqualTo(PassingException.Cause.USAGE));
    }
    assertThatThrownBy(() -> SocketName.of("x".repeat(108), true))
        .isInstanceOf(PassingException.class);
  }
}
