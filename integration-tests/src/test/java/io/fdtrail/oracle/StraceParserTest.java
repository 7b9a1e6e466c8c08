package io.fdtrail.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StraceParserTest {
  @Test
  void readsStructuresWithinArrays() {
    StraceParser.Call call =
        StraceParser.call(
            "sendmsg(3<UNIX-STREAM:[1->2]>, "
                + "{msg_name=NULL, msg_control=[{cmsg_type=SCM_RIGHTS, cmsg_data=[4, 5]}]}, 0) = 1");
    assertThat(call.name()).isEqualTo("sendmsg");
    assertThat(call.argument(0).text()).isEqualTo("3<UNIX-STREAM:[1->2]>");
    StraceValue data = call.argument(1).field("msg_control").element(0).field("cmsg_data");
    assertThat(data.elements()).containsExactly(StraceValue.of("4"), StraceValue.of("5"));
    assertThat(call.argument(2).text()).isEqualTo("0");
    assertThat(call.returned()).isEqualTo(1);
  }

  @Test
  void whatBecameOfAValueTakesItsPlace() {
    String text = "recvmsg(3, {msg_namelen=110 => 14, msg_control=0x7f => [{cmsg_len=20}]}, 0) = 1";
    StraceValue header = StraceParser.call(text).argument(1);
    assertThat(header.field("msg_namelen").text()).isEqualTo("14");
    assertThat(header.field("msg_control").element(0).field("cmsg_len").text()).isEqualTo("20");
  }

  @Test
  void dataMayLookLikeTheNotation() {
    String text =
        "sendmsg(3, {msg_iov=[{iov_base=\"}], \\\"x\\\\\", iov_len=9}], msg_flags=MSG_CTRUNC|MSG_EOR}) = 9";
    StraceValue header = StraceParser.call(text).argument(1);
    assertThat(header.field("msg_iov").element(0).field("iov_base").text())
        .isEqualTo("\"}], \\\"x\\\\\"");
    assertThat(header.field("msg_flags").has("MSG_CTRUNC")).isTrue();
    assertThat(header.field("msg_flags").has("MSG_C")).isFalse();
  }

  @Test
  void decorationsAreNested() {
    String text =
        "sendmsg(4<UNIX:[7,\"/a >, b\"]>, [5</dev/null<char 1:3>>, 6</x, y\\76>(deleted), ...], 0) = -1 EPIPE (Broken)";
    StraceParser.Call call = StraceParser.call(text);
    assertThat(call.argument(0).text()).isEqualTo("4<UNIX:[7,\"/a >, b\"]>");
    assertThat(call.argument(1).element(0).text()).isEqualTo("5</dev/null<char 1:3>>");
    assertThat(call.argument(1).element(1).text()).isEqualTo("6</x, y\\76>(deleted)");
    assertThat(call.argument(1).isCut()).isTrue();
    assertThat(call.argument(2).text()).isEqualTo("0");
    assertThat(call.returned()).isEqualTo(-1);
  }

  @Test
  void addressesAndCallsAreValues() {
    String text =
        "f({sa_family=AF_INET, sin_port=htons(80), sin_addr=inet_addr(\"1.2.3.4\")}, 1 /* x */, 2) = ?";
    StraceParser.Call call = StraceParser.call(text);
    assertThat(call.argument(0).field("sin_port").text()).isEqualTo("htons(80)");
    assertThat(call.argument(2).text()).isEqualTo("2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sendmsg(3",
        "sendmsg(3, {msg_name=",
        "sendmsg(3, [1, 2) = 1",
        "sendmsg(3) 1",
        "3) = 1",
        ""
      })
  void whatIsNoCallIsRefused(String text) {
    assertThatThrownBy(() -> StraceParser.call(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
