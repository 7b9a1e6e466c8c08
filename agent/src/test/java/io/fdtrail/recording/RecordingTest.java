package io.fdtrail.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fdtrail.event.Cgroup;
import io.fdtrail.event.Container;
import io.fdtrail.event.RawText;
import io.fdtrail.kernel.Backend;
import io.fdtrail.kernel.LossReason;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordingTest {
  private final Written written = new Written();

  @Test
  void allIsReadAsItWasWritten() throws IOException {
    written.record("one");
    written.writer.turn(17);
    written.writer.ended(4, 18);
    written.writer.tick(20, 1001, reason -> reason == LossReason.RING_FULL ? 3 : 0);
    written.record("two");
    written.writer.turn(Recorder.NEWEST);
    written.writer.end(30, 1002, reason -> 0);
    written.writer.close();

    assertThat(Written.read(written.file(0)))
        .containsExactly(
            "one",
            "turn 17",
            "ended 4 18",
            "tick 20 1001 3",
            "two",
            "turn newest",
            "end 30 1002 3");
  }

  @Test
  void theHeaderSaysWhatTheTraceWas() throws IOException {
    written.record("one");
    written.writer.close();
    try (RecordingReader reader = new RecordingReader(new ByteArrayInputStream(written.file(0)))) {
      RecordingHeader header = reader.header();
      assertThat(header.backend()).isEqualTo(Backend.KPROBE);
      assertThat(header.follows()).isTrue();
      assertThat(header.bootNs()).isEqualTo(5);
      assertThat(header.offset()).isEqualTo(1000);
      assertThat(header.facts()).containsEntry("fdtrail", "1.0").containsKey("machine");
      assertThat(reader.hasEnd()).isFalse();
    }
  }

  @Test
  void itIsARecordingFromTheStart() throws IOException {
    written.writer.begin();
    assertThat(Written.read(written.file(0))).isEmpty();
    written.record("one");
    written.writer.close();
    assertThat(Written.read(written.file(0))).containsExactly("one");
  }

  @Test
  void anAnswerComesBeforeTheStepThatAsked() throws IOException {
    written.record("one");
    written.record("two");
    written.writer.cgroup(40, 7, Written.CGROUP);
    written.writer.cgroup(41, 8, Written.CGROUP);
    written.record("three");
    written.writer.close();

    assertThat(Written.read(written.file(0)))
        .containsExactly("one", "cgroup 40 7", "cgroup 41 8", "two", "three");
  }

  @Test
  void anImageMayHaveALongNameAndNoLongerOne() throws IOException {
    written.record("one");
    written.writer.cgroup(40, 7, Written.ofImage("i".repeat(1024)));
    written.writer.cgroup(41, 8, Written.ofImage("i".repeat(1025)));
    written.writer.close();

    assertThat(Written.read(written.file(0)))
        .containsExactly(
            "cgroup 40 7 " + Written.ofImage("i".repeat(1024)),
            "cgroup 41 8 " + Written.ofImage(""),
            "one");
  }

  /** Views print these words as they are. */
  @ParameterizedTest
  @ValueSource(strings = {"doc\0er", "a\"b", "a\033[2J", "a b"})
  void noRuntimeOrPodIsMoreThanAWord(String word) {
    List<Container> hostile =
        List.of(
            new Container(word, RawText.of("4ea8"), "pod"),
            new Container("docker", RawText.of("4ea8"), word));
    for (Container container : hostile) {
      Written file = new Written();
      file.record("one");
      file.writer.cgroup(40, 7, new Cgroup(true, container, Written.CGROUP.unit()));
      file.writer.close();
      assertThatThrownBy(() -> Written.read(file.file(0))).hasMessageContaining("an entry");
    }
  }

  /** More than a block may hold. */
  @Test
  void oneTurnMayAskForMany() throws IOException {
    written.record("one");
    written.writer.turn(1);
    List<String> expected = new ArrayList<>(List.of("one"));
    for (int i = 0; i < 100_000; i++) {
      written.writer.cgroup(i + 2, i, Written.CGROUP);
      expected.add("cgroup " + (i + 2) + " " + i);
    }
    expected.add("turn 1");
    written.writer.close();

    assertThat(Written.read(written.file(0))).isEqualTo(expected);
  }

  @Test
  void aLaterFileBeginsWithWhatWasReportedBefore() throws IOException {
    written.record("a process");
    written.writer.learned();
    written.record("one");
    written.writer.cgroup(40, 7, Written.CGROUP);
    written.writer.flush();
    written.rotate();
    written.record("two");
    written.writer.close();

    assertThat(Written.read(written.file(1))).containsExactly("a process", "cgroup 40 7", "two");
    try (RecordingReader reader = new RecordingReader(new ByteArrayInputStream(written.file(1)))) {
      assertThat(reader.header().part()).isEqualTo(1);
    }
  }

  @Test
  void whatAFullDiskDidNotTakeIsReported() throws IOException {
    written.record("a process");
    written.writer.learned();
    written.writer.flush();
    written.fill(true);
    written.record("one");
    written.record("two");
    written.writer.flush();
    assertThat(written.writer.unwritten()).isEqualTo(2);
    written.fill(false);
    written.record("three");
    written.writer.close();

    assertThat(Written.read(written.file(0)))
        .containsExactly("a process", "unwritten 2", "a process", "three");
  }

  @Test
  void aFileThatWasCutOffIsReadUpToThere() throws IOException {
    written.record("one");
    written.writer.flush();
    written.record("two");
    written.writer.close();
    byte[] whole = written.file(0);

    int withoutFault = 0;
    for (int length = 0; length < whole.length; length++) {
      Written.Heard heard = new Written.Heard();
      try (RecordingReader reader =
          new RecordingReader(new ByteArrayInputStream(whole, 0, length))) {
        while (reader.next(heard)) {
          // entry by entry
        }
        withoutFault++;
        assertThat(reader.hasEnd()).isFalse();
      } catch (RecordingException e) {
        assertThat(e)
            .hasMessageMatching("it is (cut off after [0-9]+ bytes|not a recording of .*)");
      }
      assertThat(heard.lines).isEqualTo(List.of("one", "two").subList(0, heard.lines.size()));
    }
    assertThat(withoutFault).as("between two blocks").isEqualTo(3);
  }

  @Test
  void noByteIsChangedUnnoticed() throws IOException {
    written.record("one");
    written.writer.close();
    byte[] whole = written.file(0);
    for (int at = 0; at < whole.length; at++) {
      byte[] changed = whole.clone();
      changed[at] ^= 1;
      assertThatThrownBy(() -> Written.read(changed)).isInstanceOf(RecordingException.class);
    }
  }

  @Test
  void aLaterVersionIsNotRead() {
    assertThatThrownBy(() -> Written.read(Format.line(2)))
        .isInstanceOf(RecordingException.class)
        .hasMessage("it is of a later version: read it with a newer fdtrail");
    assertThatThrownBy(() -> Written.read(new byte[100]))
        .hasMessage("it is not a recording of fdtrail");
  }

  @Test
  void noMemoryIsTakenForASizeThatNoBlockHas() {
    byte[] small = Arrays.copyOf(Format.FIRST_LINE, Format.FIRST_LINE.length + Format.BLOCK_HEAD);
    Arrays.fill(small, Format.FIRST_LINE.length, small.length, (byte) 0x7f);
    assertThatThrownBy(() -> Written.read(small)).hasMessageContaining("damaged");
    assertThat(new String(Format.FIRST_LINE, StandardCharsets.US_ASCII))
        .isEqualTo("fdtrail recording 1\n");
  }

  /** Compression takes the longest: it is left out until the trace has caught up. */
  @Test
  void whatWaitsIsWrittenAsItIs() throws IOException {
    Written written = new Written();
    written.writer.begin();
    List<String> records = new ArrayList<>();
    for (int i = 0; i < 6000; i++) {
      written.writer.behind(i >= 1000 && i < 4000);
      records.add("r".repeat(i % 400));
      written.record(records.get(i));
    }
    written.writer.end(7, 8, reason -> 0);
    written.writer.close();

    byte[] file = written.file(0);
    assertThat(file.length).isBetween(600_000, 800_000); // of 1.2 MB
    records.add("end 7 8 0");
    assertThat(Written.read(file)).isEqualTo(records);
  }
}
