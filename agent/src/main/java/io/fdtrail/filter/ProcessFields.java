package io.fdtrail.filter;

import static io.fdtrail.filter.Field.unless;

import io.fdtrail.event.Ancestor;
import io.fdtrail.event.Boundary;
import io.fdtrail.event.Cgroup;
import io.fdtrail.event.Container;
import io.fdtrail.event.ContainerNames;
import io.fdtrail.event.FdEvent;
import io.fdtrail.event.Identity;
import io.fdtrail.event.Process;
import io.fdtrail.event.RawText;
import io.fdtrail.event.Sender;
import io.fdtrail.filter.Field.ListReader;
import io.fdtrail.filter.Field.Type;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/** The fields of {@link Fields} about the process that acted, and about the sender. */
final class ProcessFields {
  private static final Vocabulary CROSSED =
      Vocabulary.of(Stream.of(Boundary.values()).map(Boundary::word).toList());
  private static final ListReader BOUNDARIES =
      event -> Boundary.crossedBy(event).map(boundary -> RawText.of(boundary.word())).toList();

  private final Map<String, Field> all = new LinkedHashMap<>();

  private ProcessFields() {
    addSender();
    addProcess();
    addIdentity("sender.", e -> e.sender().identity());
    addIdentity("", e -> e.process().identity());
    addCgroup("sender.", e -> e.sender().cgroup());
    addCgroup("", e -> e.process().cgroup());
    add(Field.text("crosses", CROSSED, BOUNDARIES));
  }

  static List<Field> all() {
    return List.copyOf(new ProcessFields().all.values());
  }

  private void addSender() {
    add(Field.group("sender", e -> e.sender().isKnown()));
    number("sender.pid", ofSender(sender -> unless(0, sender.pid())));
    number("sender.tid", ofSender(sender -> unless(0, sender.tid())));
    number("sender.fd", ofSender(sender -> unless(-1, sender.fd())));
    number("sender.uid", ofSender(sender -> Integer.toUnsignedLong(sender.uid())));
    text("sender.comm", e -> e.sender().comm());
  }

  private static ToLongFunction<FdEvent> ofSender(ToLongFunction<Sender> number) {
    return event -> event.sender().isKnown() ? number.applyAsLong(event.sender()) : Field.ABSENT;
  }

  private void addProcess() {
    number("pid", of(Process::pid));
    number("tid", of(Process::tid));
    number("uid", of(process -> Integer.toUnsignedLong(process.uid())));
    text("comm", e -> e.process().comm());
    number("cgroup_id", of(process -> unless(0, process.cgroupId())));
    number("ns_pid", of(process -> unless(0, process.nsPid())));
  }

  private static ToLongFunction<FdEvent> of(ToLongFunction<Process> number) {
    return event -> number.applyAsLong(event.process());
  }

  private void addIdentity(String whose, Function<FdEvent, Identity> identity) {
    text(whose + "process", e -> identity.apply(e).process());
    text(whose + "exe", e -> identity.apply(e).exe());
    add(
        Field.text(
            whose + "exe.name", Vocabulary.ANY, (e, to) -> to.putLast(identity.apply(e).exe())));
    number(whose + "ppid", e -> unless(0, identity.apply(e).ppid()));
    text(whose + "cmdline", e -> identity.apply(e).cmdline().text());
    add(Field.text(whose + "ancestors", Vocabulary.ANY, ancestors(identity)));
    add(Field.number(whose + "start", Type.TIME, e -> unless(0, identity.apply(e).startBootNs())));
  }

  /** Their names. */
  private static ListReader ancestors(Function<FdEvent, Identity> identity) {
    return event ->
        identity.apply(event).ancestors().nearest().stream().map(Ancestor::comm).toList();
  }

  private void addCgroup(String whose, Function<FdEvent, Cgroup> cgroup) {
    Function<FdEvent, Container> container = e -> cgroup.apply(e).container();
    add(Field.group(whose + "container", e -> container.apply(e).isKnown()));
    word(whose + "container.runtime", e -> container.apply(e).runtime());
    text(whose + "container.id", e -> container.apply(e).id());
    word(whose + "container.pod", e -> container.apply(e).pod());
    Function<FdEvent, ContainerNames> names = e -> container.apply(e).names();
    text(whose + "container_name", e -> names.apply(e).name());
    text(whose + "image", e -> names.apply(e).image());
    text(whose + "pod_name", e -> names.apply(e).podName());
    text(whose + "pod_namespace", e -> names.apply(e).podNamespace());
    text(whose + "unit", e -> cgroup.apply(e).unit().name());
    text(whose + "user_unit", e -> cgroup.apply(e).unit().userName());
    text(whose + "slice", e -> cgroup.apply(e).unit().slice());
  }

  private void word(String key, Function<FdEvent, String> word) {
    add(Field.text(key, Vocabulary.ANY, (e, to) -> to.put(word.apply(e))));
  }

  private void number(String key, ToLongFunction<FdEvent> number) {
    add(Field.number(key, Type.NUMBER, number));
  }

  private void text(String key, Function<FdEvent, RawText> text) {
    add(Field.text(key, Vocabulary.ANY, (e, to) -> to.put(text.apply(e))));
  }

  /** Those of the sender come first. */
  private void add(Field field) {
    boolean isOfSender = field.key().startsWith("sender");
    Optional<Field> ofSender = Optional.ofNullable(all.get("sender." + field.key()));
    all.put(field.key(), isOfSender ? field : field.ofProcess(ofSender));
  }
}
