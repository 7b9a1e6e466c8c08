package io.fdtrail.recording;

import io.fdtrail.event.Cgroup;
import io.fdtrail.event.Container;
import io.fdtrail.event.ContainerNames;
import io.fdtrail.event.RawText;
import io.fdtrail.event.Unit;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.regex.Pattern;

/** What an entry says of a cgroup, in the order of its bytes. */
final class CgroupEntry {
  private static final Pattern WORD = Pattern.compile("[A-Za-z0-9._-]*");

  private CgroupEntry() {}

  /** A whole entry. A text that is longer than any such name is left out. */
  static byte[] bytes(long id, int pid, Cgroup cgroup) {
    ContainerNames names = cgroup.container().names();
    RawText[] texts = {
      RawText.of(cgroup.container().runtime()),
      cgroup.container().id(),
      RawText.of(cgroup.container().pod()),
      cgroup.unit().name(),
      cgroup.unit().userName(),
      cgroup.unit().slice(),
      names.name(),
      names.image(),
      names.podName(),
      names.podNamespace()
    };
    int size = Long.BYTES + Integer.BYTES + 1;
    for (int i = 0; i < texts.length; i++) {
      texts[i] = texts[i].length() > Format.LONGEST_TEXT ? RawText.EMPTY : texts[i];
      size += Short.BYTES + texts[i].length();
    }
    byte[] bytes = new byte[Format.ENTRY_HEAD + size];
    ByteBuffer entry = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    entry.put((byte) Format.CGROUP).putShort((short) size);
    entry.putLong(id).putInt(pid).put((byte) (cgroup.isKnown() ? 1 : 0));
    for (RawText text : texts) {
      entry.putShort((short) text.length()).put(text.toBytes());
    }
    return bytes;
  }

  /**
   * Reads what follows the id and the pid.
   *
   * @return empty if a tracer cannot have written it
   * @throws java.nio.BufferUnderflowException if it ends too early
   */
  static Optional<Cgroup> read(ByteBuffer entry) {
    boolean isKnown = entry.get() != 0;
    RawText[] texts = new RawText[10];
    for (int i = 0; i < texts.length; i++) {
      int size = Short.toUnsignedInt(entry.getShort());
      if (size > Format.LONGEST_TEXT) {
        return Optional.empty();
      }
      byte[] text = new byte[size];
      entry.get(text);
      texts[i] = RawText.of(text);
    }
    String runtime = texts[0].toString();
    String pod = texts[2].toString();
    // a tracer's own words: views print them as they are
    if (!WORD.matcher(runtime).matches() || !WORD.matcher(pod).matches()) {
      return Optional.empty();
    }
    return Optional.of(
        new Cgroup(
            isKnown,
            new Container(runtime, texts[1], pod)
                .named(new ContainerNames(texts[6], texts[7], texts[8], texts[9])),
            new Unit(texts[3], texts[4], texts[5])));
  }
}
