package io.fdtrail.decode;

import static io.fdtrail.decode.RecordLayout.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.fdtrail.event.FdEvent;
import io.fdtrail.event.RawText;
import io.fdtrail.event.Stack;
import io.fdtrail.event.StackFrame;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class StacksTest {
  private static final long NUMBER = 1L << 48 | 7;
  private static final int SMALLEST = SIZEOF_HEAD + SIZEOF_STACK;

  private String answer = "";
  private byte[] asked = {};

  private final RecordDecoder decoder =
      new RecordDecoder(
          new Stacks(
              record -> {
                asked = record;
                return answer.getBytes(StandardCharsets.ISO_8859_1);
              }));

  private static ByteBuffer record(int length) {
    ByteBuffer record = ByteBuffer.allocate(64 + length).order(ByteOrder.LITTLE_ENDIAN);
    record.putShort(64 + RECORD_SIZE, (short) length);
    record.put(64 + VERSION, (byte) FDTRAIL_VERSION);
    record.put(64 + KIND, (byte) FDTRAIL_KIND_STACK);
    record.putLong(64 + SIZEOF_HEAD + STACK_NUMBER, NUMBER);
    return record;
  }

  private FdEvent act(long number) {
    return new RecordBuilder()
        .u64(PART_CALLER, CALLER_STACK, number)
        .decodedBy(decoder)
        .orElseThrow();
  }

  @Test
  void whatIsMappedIsPassedOn() {
    int length = SIZEOF_HEAD + SIZEOF_MAPPINGS + 48;
    ByteBuffer mappings = record(length);
    mappings.put(64 + KIND, (byte) FDTRAIL_KIND_MAPPINGS);
    answer = "\0"; // what it answers to mappings

    assertThat(decoder.learn(mappings, 64, length)).isTrue();

    assertThat(asked).hasSize(length);
    assertThat(act(NUMBER).stack()).isSameAs(Stack.LOST);
    assertThat(decoder.learn(mappings, 64, SIZEOF_HEAD + SIZEOF_MAPPINGS - 1)).isFalse();
  }

  @Test
  void beforeTheTraceNoneIsUnwound() {
    int length = SIZEOF_HEAD + SIZEOF_MAPPINGS + 48;
    ByteBuffer mappings = record(length);
    mappings.put(64 + KIND, (byte) FDTRAIL_KIND_MAPPINGS);
    answer = "\0";

    assertThat(decoder.skipStack(record(SMALLEST), 64, SMALLEST)).isTrue();
    assertThat(asked).isEmpty();
    assertThat(decoder.skipStack(mappings, 64, length)).isTrue();
    assertThat(asked).hasSize(length);
    mappings.put(64 + KIND, (byte) FDTRAIL_KIND_PROCESS);
    assertThat(decoder.skipStack(mappings, 64, length)).isFalse();
  }

  @Test
  void anActHasTheStackOfItsNumber() {
    answer = "\0/lib/libc.so.6\0ab12\0ff\0sendmsg\0" + "10\0" + "\0\0" + "7f00\0\0\0";

    assertThat(decoder.learn(record(SMALLEST + 100), 64, SMALLEST + 100)).isTrue();

    assertThat(asked).hasSize(SMALLEST + 100);
    assertThat(act(NUMBER).stack().error()).isEmpty();
    assertThat(act(NUMBER).stack().frames())
        .containsExactly(
            new StackFrame(RawText.of("/lib/libc.so.6"), "ab12", 0xff, RawText.of("sendmsg"), 0x10),
            new StackFrame(RawText.EMPTY, "", 0x7f00, RawText.EMPTY, 0));
  }

  @Test
  void anActWithoutANumberHasNone() {
    assertThat(new RecordBuilder().decodedBy(decoder).orElseThrow().stack()).isSameAs(Stack.NONE);
  }

  @Test
  void aStackThatDidNotArriveIsLost() {
    assertThat(act(NUMBER).stack()).isSameAs(Stack.LOST);
  }

  @Test
  void aReasonAloneIsAStackWithoutFrames() {
    for (String form : new String[] {"the process had ended", "the process had ended\0"}) {
      answer = form;
      assertThat(decoder.learn(record(SMALLEST), 64, SMALLEST)).isTrue();
      assertThat(act(NUMBER).stack().error()).isEqualTo("the process had ended");
      assertThat(act(NUMBER).stack().frames()).isEmpty();
    }
  }

  @Test
  void aRecordOfAnotherLengthOrVersionIsNone() {
    int tooLong = SMALLEST + FDTRAIL_STACK_SIZE;
    assertThat(decoder.learn(record(tooLong), 64, tooLong)).isFalse();
    assertThat(decoder.learn(record(SMALLEST), 64, SMALLEST - 1)).isFalse();
    ByteBuffer newer = record(SMALLEST);
    newer.put(64 + VERSION, (byte) (FDTRAIL_VERSION + 1));
    assertThat(decoder.learn(newer, 64, SMALLEST)).isFalse();
    assertThat(asked).isEmpty();
  }
}
