package io.fdtrail.scm;

import java.util.EnumSet;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Messages about rejected callers: each kind once, because others can cause them as often as they
 * like.
 */
final class Notices {
  enum Kind {
    REFUSED,
    ENDED
  }

  private final Consumer<String> out;
  private final Set<Kind> reported = EnumSet.noneOf(Kind.class);

  Notices(Consumer<String> out) {
    this.out = out;
  }

  void once(Kind kind, String what) {
    if (reported.add(kind)) {
      out.accept(what + "; still listening");
    }
  }
}
