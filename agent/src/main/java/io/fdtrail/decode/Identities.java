package io.fdtrail.decode;

import io.fdtrail.event.Identity;
import io.fdtrail.event.RawText;
import io.fdtrail.memory.Recent;
import java.util.Map;

/**
 * Who processes are, by the number that records of their acts have. Room for twice as many as the
 * kernel side remembers: it reports one that it has forgotten again, under another number.
 */
final class Identities {
  private static final int ROOM = 2 * RecordLayout.FDTRAIL_MAX_PROCESSES;

  private final Map<Long, Identity> byNumber = new Recent<>(ROOM);

  private final RawText[] texts = new RawText[128];

  void put(long number, Identity identity) {
    byNumber.put(number, identity);
  }

  /** {@link Identity#UNKNOWN} if the number is 0, or has been forgotten. */
  Identity of(long number) {
    return number == 0 ? Identity.UNKNOWN : byNumber.getOrDefault(number, Identity.UNKNOWN);
  }

  /** An equal text, which other identities have too: most processes run one of few programs. */
  RawText shared(RawText text) {
    int slot = Math.floorMod(text.hashCode(), texts.length);
    if (!text.equals(texts[slot])) {
      texts[slot] = text;
    }
    return texts[slot];
  }
}
