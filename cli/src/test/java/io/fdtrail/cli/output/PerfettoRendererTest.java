package io.fdtrail.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Label;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Type;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import io.fdtrail.event.Action;
import io.fdtrail.event.FdEvent;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Another implementation of protocol buffers decodes what is written. */
class PerfettoRendererTest {
  /** A message on each line: its name, and its fields with number, type and name. */
  private static final String PROTO =
      """
      Trace 1*TracePacket:packet
      TracePacket 6.ClockSnapshot:clock 8.uint64:timestamp 10.uint32:sequence 11.TrackEvent:event 12.Interned:interned 13.uint32:flags 60.Track:track
      ClockSnapshot 1*Clock:clocks
      Clock 1.uint32:id 2.uint64:timestamp
      Interned 1*Category:categories
      Category 1.uint64:iid 2.string:name
      Track 1.uint64:uuid 2.string:name 3.Process:process 4.Thread:thread 5.uint64:parent 8.Counter:counter
      Process 1.int32:pid 6.string:name
      Thread 1.int32:pid 2.int32:tid 5.string:name
      Counter 6.string:unit
      TrackEvent 3*uint64:categories 4*Annotation:annotations 9.int32:type 11.uint64:track 23.string:name 30.int64:count 47*fixed64:flows 48*fixed64:last
      Annotation 3.uint64:number 6.string:text 10.string:name
      """;

  private static final class Taken implements Destination {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    @Override
    public long write(byte[] part, int length) {
      bytes.write(part, 0, length);
      return 0;
    }
  }

  private static Descriptor trace() throws Exception {
    FileDescriptorProto.Builder file = FileDescriptorProto.newBuilder().setName("perfetto");
    for (String line : PROTO.lines().toList()) {
      String[] words = line.split(" ");
      DescriptorProto.Builder message = DescriptorProto.newBuilder().setName(words[0]);
      for (int i = 1; i < words.length; i++) {
        String[] field = words[i].split("[.*:]");
        FieldDescriptorProto.Builder one =
            FieldDescriptorProto.newBuilder()
                .setNumber(Integer.parseInt(field[0]))
                .setName(field[2])
                .setLabel(words[i].contains("*") ? Label.LABEL_REPEATED : Label.LABEL_OPTIONAL);
        if (Character.isUpperCase(field[1].charAt(0))) {
          one.setTypeName(field[1]);
        } else {
          one.setType(Type.valueOf("TYPE_" + field[1].toUpperCase(Locale.ROOT)));
        }
        message.addField(one);
      }
      file.addMessageType(message);
    }
    return FileDescriptor.buildFrom(file.build(), new FileDescriptor[0])
        .findMessageTypeByName("Trace");
  }

  private interface Calls {
    void make(PerfettoRenderer renderer) throws Exception;
  }

  private static byte[] bytes(Calls calls) throws Exception {
    Taken taken = new Taken();
    EventOutput output = EventOutput.of(taken);
    PerfettoRenderer renderer =
        new PerfettoRenderer(output, bootNs -> bootNs + Samples.WALL_OFFSET, () -> 77, System.err);
    renderer.begin();
    calls.make(renderer);
    output.flush();
    return taken.bytes.toByteArray();
  }

  private static List<DynamicMessage> packets(Calls calls) throws Exception {
    DynamicMessage trace = DynamicMessage.parseFrom(trace(), bytes(calls));
    assertThat(trace.getUnknownFields().asMap()).isEmpty();
    List<DynamicMessage> packets = new ArrayList<>();
    for (Object packet : (List<?>) get(trace, "packet")) {
      assertThat(((DynamicMessage) packet).getUnknownFields().asMap()).isEmpty();
      packets.add((DynamicMessage) packet);
    }
    return packets;
  }

  private static Object get(DynamicMessage of, String field) {
    return of.getField(of.getDescriptorForType().findFieldByName(field));
  }

  private static List<DynamicMessage> all(List<DynamicMessage> packets, String part) {
    return packets.stream()
        .filter(packet -> packet.hasField(packet.getDescriptorForType().findFieldByName(part)))
        .map(packet -> (DynamicMessage) get(packet, part))
        .toList();
  }

  private static List<DynamicMessage> ofType(List<DynamicMessage> packets, int type) {
    return all(packets, "event").stream().filter(event -> get(event, "type").equals(type)).toList();
  }

  private static List<Long> flows(DynamicMessage event) {
    List<Long> flows = new ArrayList<>();
    for (String field : List.of("flows", "last")) {
      ((List<?>) get(event, field)).forEach(flow -> flows.add((Long) flow));
    }
    return flows;
  }

  @Test
  void eachFileBeginsAlike() throws Exception {
    assertThat(bytes(renderer -> {})).isEqualTo(Ascii.bytes(PerfettoRenderer.BEGINNING));
  }

  /** Of all samples, also with names that nobody should see as they are. */
  @Test
  void anotherDecoderReadsEverySample() throws Exception {
    Map<String, FdEvent> samples = Samples.all();
    List<DynamicMessage> packets =
        packets(
            renderer -> {
              for (FdEvent event : samples.values()) {
                renderer.event(event);
              }
            });

    assertThat(ofType(packets, 3)).hasSize(samples.size());
    long flights = samples.values().stream().filter(FdEvent::hasTimeInFlight).count();
    assertThat(ofType(packets, 1)).hasSize((int) flights).isNotEmpty();
    assertThat(ofType(packets, 2)).hasSize((int) flights);
    for (DynamicMessage event : ofType(packets, 3)) {
      assertThat((String) get(event, "name")).matches("[ -~]+");
    }
  }

  @Test
  void anArrowLeadsFromTheSendToItsReceive() throws Exception {
    FdEvent send = Samples.all().get("send-plain");
    FdEvent receive =
        Samples.all().values().stream()
            .filter(event -> event.action() == Action.RECV && event.hasTimeInFlight())
            .findFirst()
            .orElseThrow()
            .from(Samples.all().get("recv-stack").sender(), send.message(), 41_000);

    List<DynamicMessage> packets =
        packets(
            renderer -> {
              renderer.event(send);
              renderer.event(receive);
            });

    List<DynamicMessage> acts = ofType(packets, 3);
    assertThat(flows(acts.get(0))).containsAnyElementsOf(flows(acts.get(1)));
    assertThat((List<?>) get(acts.get(1), "last")).hasSize(1);
    assertThat(get(acts.get(0), "track")).isNotEqualTo(get(acts.get(1), "track"));
  }

  @Test
  void lossesAreACounter() throws Exception {
    List<DynamicMessage> packets =
        packets(
            renderer -> {
              renderer.lost("ring_full", "", 5, 5);
              renderer.lost("skipped", "", 2, 2);
            });

    assertThat(ofType(packets, 4)).extracting(event -> get(event, "count")).containsExactly(5L, 7L);
    assertThat(all(packets, "track"))
        .singleElement()
        .extracting(track -> get(track, "name"))
        .isEqualTo("lost events");
  }
}
