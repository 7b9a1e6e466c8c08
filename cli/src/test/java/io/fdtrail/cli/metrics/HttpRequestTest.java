package io.fdtrail.cli.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fdtrail.cli.metrics.HttpRequest.Refused;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpRequestTest {
  private static HttpRequest parse(String text) throws Refused {
    byte[] bytes = bytes(text);
    assertThat(HttpRequest.endOfHead(bytes, 0, bytes.length)).as(text).isEqualTo(bytes.length);
    return HttpRequest.parse(bytes, 0, bytes.length);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  @Test
  void allOfARequest() throws Refused {
    assertThat(parse("GET /metrics?x=1 HTTP/1.1\r\nHOST:\t a:1 \r\nX-Other: \u00e9\r\n\r\n"))
        .isEqualTo(new HttpRequest("GET", "/metrics", Optional.of("a:1"), true));
  }

  @Test
  void linesMayEndInALineFeedAlone() throws Refused {
    assertThat(parse("GET / HTTP/1.1\nHost: a\n\n").host()).contains("a");
  }

  /** RFC 9112, 3.2.2: the target's authority counts then, and not the field. */
  @Test
  void aTargetCanBeAbsolute() throws Refused {
    assertThat(parse("GET HTTP://evil.example/metrics?y HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"))
        .isEqualTo(new HttpRequest("GET", "/metrics", Optional.of("evil.example"), true));
  }

  @Test
  void whatKeepsTheConnection() throws Refused {
    assertThat(parse("GET / HTTP/1.1\r\nHost: a\r\nConnection: x, Close\r\n\r\n").keepsConnection())
        .isFalse();
    assertThat(parse("GET / HTTP/1.0\r\n\r\n").keepsConnection()).isFalse();
    assertThat(parse("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n").keepsConnection())
        .isTrue();
    assertThat(parse("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n").keepsConnection())
        .isTrue();
  }

  /** What follows would be read as another request. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 5",
        "Transfer-Encoding: chunked",
        "content-length: 0, 5",
        "Content-Length: x"
      })
  void aBodyEndsTheConnection(String field) throws Refused {
    assertThat(parse("POST / HTTP/1.1\r\nHost: a\r\n" + field + "\r\n\r\n").keepsConnection())
        .isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n",
        "GET  / HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.1 \r\nHost: a\r\n\r\n",
        "GET /\r\n\r\n",
        "GET / HTTP/1.x\r\n\r\n",
        "GET / http/1.1\r\nHost: a\r\n\r\n",
        "G ET / HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /\u0000 HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.1\r\nHost : a\r\n\r\n",
        "GET / HTTP/1.1\r\n Host: a\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\n folded\r\n\r\n",
        "GET / HTTP/1.1\r\nHost\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\rX: b\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\u0000\r\n\r\n",
        "\u0016\u0003\u0001\n\n",
        "GET / HTTP/1.1\r\n: a\r\nHost: a\r\n\r\n"
      })
  void whatIsNoRequest(String text) {
    assertThatThrownBy(() -> parse(text))
        .isInstanceOfSatisfying(
            Refused.class, refused -> assertThat(refused.status()).isEqualTo(400));
  }

  @ParameterizedTest
  @ValueSource(strings = {"PRI * HTTP/2.0\r\n\r\n", "GET / HTTP/0.9\r\nHost: a\r\n\r\n"})
  void otherVersions(String text) {
    assertThatThrownBy(() -> parse(text))
        .isInstanceOfSatisfying(
            Refused.class, refused -> assertThat(refused.status()).isEqualTo(505));
  }

  @Test
  void aHeadEndsWithAnEmptyLine() {
    byte[] bytes = bytes("GET / HTTP/1.1\r\nA: b\r\n\r\nrest");
    for (int length = 0; length < bytes.length - 4; length++) {
      assertThat(HttpRequest.endOfHead(bytes, 0, length)).isEqualTo(-1);
    }
    assertThat(HttpRequest.endOfHead(bytes, 0, bytes.length)).isEqualTo(bytes.length - 4);
  }
}
