package io.fdtrail.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class StraceTraceTest {
  private static final String RIGHTS =
      "msg_control=[{cmsg_len=20, cmsg_level=SOL_SOCKET, cmsg_type=SCM_RIGHTS, cmsg_data=[5]}]";

  private static List<Act> acts(String... lines) {
    StraceTrace trace = StraceTrace.parse(List.of(lines));
    assertThat(trace.faults()).isEmpty();
    return trace.acts();
  }

  @Test
  void threadsBelongToProcesses() {
    List<Act> acts =
        acts(
            "12    sendmsg(3, {" + RIGHTS + "}, 0) = 1",
            "11    clone3({flags=CLONE_VM|CLONE_THREAD, parent_tid=0x7f} => {parent_tid=[12]}, 88) = 12",
            "13    sendmsg(3, {" + RIGHTS + "}, 0) = 1",
            "12    clone(child_stack=NULL, flags=SIGCHLD) = 13",
            "10    clone(child_stack=NULL, flags=SIGCHLD) = 11",
            "99    sendmsg(3, {" + RIGHTS + "}, 0) = 1");
    assertThat(acts).extracting(Act::pid).containsExactly(11, 13, 0);
  }

  @Test
  void allControlMessagesCount() {
    String two =
        "msg_control=[{cmsg_type=SCM_RIGHTS, cmsg_data=[5, 6]}, {cmsg_type=SCM_CREDENTIALS, cmsg_data={pid=1, uid=0}}, "
            + "{cmsg_type=SCM_RIGHTS, cmsg_data=[7]}]";
    assertThat(acts("10    sendmsg(3, {" + two + "}, 0) = 1"))
        .extracting(Act::key)
        .containsExactly("SEND [5, 6, 7]");
  }

  @Test
  void aRefusedSendHasItsErrno() {
    Act act = acts("10    sendmsg(3, {" + RIGHTS + "}, 0) = -1 EPIPE (Broken pipe)").get(0);
    assertThat(act.key()).isEqualTo("FAIL [5]");
    assertThat(act.errno()).isEqualTo("EPIPE");
    assertThat(act.isCertain()).isTrue();
  }

  @Test
  void whatWasInterruptedOrOfNoBytesIsNotCertain() {
    assertThat(
            acts(
                "10    sendmsg(3, {"
                    + RIGHTS
                    + "}, 0) = ? ERESTARTSYS (To be restarted if SA_RESTART is set)",
                "10    sendmsg(3, {" + RIGHTS + "}, 0) = 0",
                "10    sendmsg(3, {" + RIGHTS + "}, 0 <unfinished ...>) = ?"))
        .extracting(Act::isCertain)
        .containsExactly(false, false, false);
  }

  @Test
  void whatStraceLeavesOutIsNotCertain() {
    String cut = RIGHTS.replace("[5]", "[5, ...]");
    assertThat(acts("10    recvmsg(3, {" + cut + "}, 0) = 1").get(0).isCertain()).isFalse();
  }

  @Test
  void receivesSayWhatDidNotFit() {
    List<Act> acts =
        acts(
            "10    recvmsg(3, {"
                + RIGHTS
                + ", msg_flags=MSG_CTRUNC|MSG_CMSG_CLOEXEC}, MSG_CMSG_CLOEXEC) = 1",
            "10    recvmsg(3, {msg_controllen=0, msg_flags=MSG_CTRUNC}, 0) = 1",
            "10    recvmsg(3, {" + RIGHTS + ", msg_flags=0}, MSG_PEEK) = 1",
            "10    recvmsg(3, {msg_controllen=0, msg_flags=0}, 0) = 1",
            "10    recvmsg(3, {msg_namelen=0}, 0) = -1 EAGAIN (Resource temporarily unavailable)");
    assertThat(acts).extracting(Act::key).containsExactly("RECV [5]", "RECV []", "PEEK [5]");
    assertThat(acts).extracting(Act::isCut).containsExactly(true, true, false);
    assertThat(acts).extracting(Act::isCertain).containsExactly(true, false, true);
    assertThat(acts).extracting(Act::isClosedOnExec).containsExactly(true, false, false);
  }

  @Test
  void ofSeveralMessagesTheReturnedNumberCounts() {
    String vector =
        "[{msg_hdr={" + RIGHTS + "}, msg_len=1}, {msg_hdr={" + RIGHTS + "}, msg_len=1}]";
    String send = "10    sendmmsg(3, " + vector + ", 2, 0) = ";
    assertThat(acts(send + "2")).extracting(Act::isCertain).containsExactly(true, true);
    assertThat(acts(send + "1")).extracting(Act::isCertain).containsExactly(true, false);
    assertThat(acts("10    recvmmsg(3, " + vector + ", 2, 0, NULL) = 1"))
        .extracting(Act::key)
        .containsExactly("RECV [5]");
    assertThat(acts(send + "-1 EPIPE (Broken pipe)"))
        .extracting(Act::key)
        .containsExactly("FAIL [5]", "SEND [5]");
  }

  @Test
  void whatIsNotUnderstoodIsReported() {
    assertThat(StraceTrace.parse(List.of("10    sendmsg(3, {msg_name=NULL) = 1")).faults())
        .hasSize(1);
  }
}
