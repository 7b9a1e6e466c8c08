package io.fdtrail.decode;

import static io.fdtrail.decode.RecordLayout.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.fdtrail.event.FdEvent;
import io.fdtrail.event.OpenDescriptor;
import io.fdtrail.event.QueuedDescriptor;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Records of what is, not of what happened: descriptors that are open, or wait in a queue. */
class StateRecordsTest {
  private static RecordBuilder record(int kind) {
    return new RecordBuilder().kind(kind).action(0);
  }

  private static Optional<OpenDescriptor> open(RecordBuilder record) {
    return new OpenDescriptorDecoder().decode(record.placedAt(64), 64, record.length());
  }

  private static Optional<QueuedDescriptor> queued(RecordBuilder record) {
    return new QueuedDescriptorDecoder().decode(record.placedAt(64), 64, record.length());
  }

  @Test
  void anOpenDescriptor() {
    assertThat(open(record(FDTRAIL_KIND_OPEN))).contains(new OpenDescriptor(5128, 3, -2, 5, 4));
  }

  @Test
  void aQueuedDescriptor() {
    FdEvent event = new RecordBuilder().decoded();

    assertThat(queued(record(FDTRAIL_KIND_QUEUED)))
        .contains(new QueuedDescriptor(event.message(), 1, event.file()));
  }

  @Test
  void aQueuedDescriptorThatIsAloneInItsMessage() {
    assertThat(queued(record(FDTRAIL_KIND_QUEUED).without(PART_BATCH)).orElseThrow().index())
        .isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {FDTRAIL_KIND_EVENT, FDTRAIL_KIND_QUEUE, FDTRAIL_KIND_QUEUED})
  void anotherKindIsNotOpen(int kind) {
    assertThat(open(record(kind))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {FDTRAIL_KIND_EVENT, FDTRAIL_KIND_QUEUE, FDTRAIL_KIND_OPEN})
  void anotherKindIsNotQueued(int kind) {
    assertThat(queued(record(kind))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {FDTRAIL_KIND_QUEUE, FDTRAIL_KIND_QUEUED, FDTRAIL_KIND_OPEN})
  void noneOfThemIsAnEvent(int kind) {
    assertThat(record(kind).action(1).decodedBy(new RecordDecoder())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {PART_ACT, PART_PROCESS, PART_FILE})
  void withoutAPartItIsNotRead(int part) {
    assertThat(open(record(FDTRAIL_KIND_OPEN).without(part))).isEmpty();
  }

  @Test
  void withoutItsMessageAQueuedDescriptorIsNotRead() {
    assertThat(queued(record(FDTRAIL_KIND_QUEUED).without(PART_ACT))).isEmpty();
  }
}
