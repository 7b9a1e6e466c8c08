package io.fdtrail.filter;

import static io.fdtrail.filter.Field.unless;

import io.fdtrail.event.Action;
import io.fdtrail.event.CloseOnExec;
import io.fdtrail.event.DropReason;
import io.fdtrail.event.FdEvent;
import io.fdtrail.event.FileKind;
import io.fdtrail.event.OpenFile;
import io.fdtrail.event.StackFrame;
import io.fdtrail.files.FlagSymbols;
import io.fdtrail.filter.Field.ListReader;
import io.fdtrail.filter.Field.TextReader;
import io.fdtrail.filter.Field.Type;
import io.fdtrail.os.Errno;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** All that an expression can ask about an event. */
final class Fields {
  private static final Map<String, Field> ALL = new LinkedHashMap<>();

  /** The functions of the stack. */
  private static final ListReader SYMBOLS =
      event ->
          event.stack().frames().stream()
              .map(StackFrame::symbol)
              .filter(symbol -> !symbol.isEmpty())
              .toList();

  static {
    addAct();
    ProcessFields.all().forEach(Fields::add);
    addSocket();
    addMessage();
    addFile();
  }

  private Fields() {}

  /** Empty if there is none of this name. */
  static Optional<Field> find(String key) {
    return Optional.ofNullable(ALL.get(key));
  }

  /** In no order. */
  static List<String> keys() {
    return List.copyOf(ALL.keySet());
  }

  /** For those who read expressions elsewhere. */
  static List<FilterField> vocabulary() {
    return ALL.values().stream().map(Fields::word).toList();
  }

  private static FilterField word(Field field) {
    Stream<String> families =
        FileKind.FAMILIES.stream().filter(each -> field.key().equals("kind")).map(f -> f + ":*");
    return new FilterField(
        field.key(),
        field.type().name().toLowerCase(Locale.ROOT),
        Stream.concat(field.vocabulary().words().stream(), families).toList(),
        field.isOfProcess());
  }

  /** The fields of a group. */
  static List<String> parts(String group) {
    return group.equals("socket")
        ? List.of("socket_fd", "socket_inode")
        : ALL.keySet().stream().filter(key -> key.startsWith(group + ".")).toList();
  }

  private static void addAct() {
    number("time", Type.TIME, FdEvent::bootNs);
    number("boot_ns", Type.SPAN, e -> unless(0, e.bootNs()));
    words("action", Action.values(), Action::name, FdEvent::action);
    words("reason", DropReason.values(), Fields::reasonWord, FdEvent::reason);
    add(Field.text("stack", Vocabulary.ANY, SYMBOLS));
    text("errno", Vocabulary.of(errnoNames()), errnoReader());
  }

  private static String reasonWord(DropReason reason) {
    return reason == DropReason.NONE ? "" : reason.word();
  }

  private static List<String> errnoNames() {
    return IntStream.rangeClosed(1, Errno.ENOTSUPP)
        .mapToObj(Errno::name)
        .filter(name -> name.startsWith("E"))
        .toList();
  }

  /** Makes each name once. */
  private static TextReader errnoReader() {
    byte[][] names = new byte[Errno.LIMIT][];
    return (event, to) -> {
      int number = event.errno();
      if (number <= 0 || number >= names.length) {
        return;
      }
      if (names[number] == null) {
        names[number] = ascii(Errno.name(number));
      }
      to.put(names[number]);
    };
  }

  private static void addSocket() {
    add(Field.group("socket", e -> e.socket().fd() >= 0 || e.socket().inode() != 0));
    number("socket_fd", Type.NUMBER, e -> unless(-1, e.socket().fd()));
    number("socket_inode", Type.NUMBER, e -> unless(0, e.socket().inode()));
    text(
        "socket_type",
        Vocabulary.of(List.of("stream", "dgram", "seqpacket")),
        (e, to) -> to.put(e.socket().typeWord()));
    text("socket_path", Vocabulary.ANY, (e, to) -> to.put(e.socket().path()));
    number("peer_inode", Type.NUMBER, e -> unless(0, e.socket().peerInode()));
    number("peer_pid", Type.NUMBER, e -> unless(0, e.socket().peer().pid()));
    text("peer_process", Vocabulary.ANY, (e, to) -> to.put(e.socket().peer().process()));
  }

  private static void addMessage() {
    number("message", Type.NUMBER, e -> unless(0, e.message()));
    number("index", Type.NUMBER, e -> e.count() == 0 ? Field.ABSENT : e.index());
    number("count", Type.NUMBER, e -> unless(0, e.count()));
    number("fd", Type.NUMBER, e -> unless(-1, e.fd()));
    words("fd_flags", CloseOnExec.values(), Fields::flagWord, FdEvent::closeOnExec);
    number("in_flight_ns", Type.SPAN, e -> e.hasTimeInFlight() ? e.inFlightNs() : Field.ABSENT);
  }

  private static String flagWord(CloseOnExec flag) {
    return switch (flag) {
      case UNKNOWN -> "";
      case CLEAR -> "none";
      case SET -> "FD_CLOEXEC";
    };
  }

  private static void addFile() {
    text("name", Vocabulary.ANY, (e, to) -> to.put(e.file().name()));
    flag("name_truncated", e -> e.file().nameTruncated());
    text(
        "kind",
        new Vocabulary(FileKind.WORDS, Fields::kindWord),
        (e, to) -> to.put(e.file().kind().word()));
    text("dev", Vocabulary.ANY, (e, to) -> device(e.file().isKnown(), e.file().dev(), to));
    number("inode", Type.NUMBER, e -> e.file().isKnown() ? e.file().inode() : Field.ABSENT);
    text("rdev", Vocabulary.ANY, (e, to) -> device(e.file().rdev() != 0, e.file().rdev(), to));
    text("mode", new Vocabulary(List.of("0644", "0600"), Fields::octal), Fields::mode);
    text("flags", Vocabulary.ANY, new OpenFlags());
    flag("deleted", e -> e.file().deleted());
    text("file_id", Vocabulary.ANY, Fields::fileId);
    number("target_pid", Type.NUMBER, e -> unless(0, e.file().targetPid()));
    text("endpoints", Vocabulary.ANY, (e, to) -> to.put(e.file().endpoints()));
  }

  private static String kindWord(String word) {
    int colon = word.indexOf(':');
    boolean isOfFamily = colon > 0 && FileKind.FAMILIES.contains(word.substring(0, colon));
    return isOfFamily || FileKind.WORDS.contains(word) ? word : null;
  }

  private static void device(boolean isKnown, int device, Text to) {
    if (isKnown) {
      to.number(device >>> 20, 10, 1).put(':').number(device & 0xfffff, 10, 1);
    }
  }

  private static String octal(String word) {
    return word.matches("[0-7]{1,4}") ? "0".repeat(4 - word.length()) + word : null;
  }

  private static void mode(FdEvent event, Text to) {
    if (event.file().isKnown()) {
      to.number(event.file().mode() & 07777, 8, 4);
    }
  }

  private static void fileId(FdEvent event, Text to) {
    if (event.file().id() != 0) {
      to.number(event.file().id(), 16, 16);
    }
  }

  /** Most files have the same flags as the one before. */
  private static final class OpenFlags implements TextReader {
    private record Shown(int flags, byte[] text) {}

    private Shown last = shown(0);

    private static Shown shown(int flags) {
      return new Shown(flags, ascii(String.join("|", FlagSymbols.of(flags))));
    }

    @Override
    public void read(FdEvent event, Text to) {
      OpenFile file = event.file();
      if (!file.isKnown()) {
        return;
      }
      Shown shown = last;
      if (shown.flags() != file.flags()) {
        shown = shown(file.flags());
        last = shown;
      }
      to.put(shown.text());
    }
  }

  private static void number(String key, Type type, ToLongFunction<FdEvent> number) {
    add(Field.number(key, type, number));
  }

  private static void text(String key, Vocabulary vocabulary, TextReader text) {
    add(Field.text(key, vocabulary, text));
  }

  /** A flag of a file: neither true nor false if the file is not known. */
  private static void flag(String key, Predicate<FdEvent> flag) {
    add(
        Field.number(
            key, Type.FLAG, e -> e.file().isKnown() ? (flag.test(e) ? 1 : 0) : Field.ABSENT));
  }

  /** One of a few constants; one whose word is empty: unknown. */
  private static <E extends Enum<E>> void words(
      String key, E[] all, Function<E, String> word, Function<FdEvent, E> extractor) {
    List<String> known = Stream.of(all).map(word).filter(each -> !each.isEmpty()).toList();
    byte[][] bytes = Arrays.stream(all).map(each -> ascii(word.apply(each))).toArray(byte[][]::new);
    text(key, Vocabulary.of(known), (event, to) -> to.put(bytes[extractor.apply(event).ordinal()]));
  }

  private static byte[] ascii(String word) {
    return word.getBytes(StandardCharsets.US_ASCII);
  }

  private static void add(Field field) {
    ALL.put(field.key(), field);
  }
}
