package io.fdtrail.cli.output;

import io.fdtrail.event.FdEvent;
import io.fdtrail.event.RawText;
import java.io.IOException;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;

/** The ways in which most columns are filled. */
final class Values {
  /** What an extractor of numbers returns for an unknown one. */
  static final long ABSENT = Long.MIN_VALUE;

  private Values() {}

  /** The number, or {@link #ABSENT} if it equals {@code unknown}. */
  static long unless(long unknown, long number) {
    return number == unknown ? ABSENT : number;
  }

  static Column.Value number(ToLongFunction<FdEvent> extractor) {
    return new Column.Value() {
      @Override
      public void cell(FdEvent event, LineBuffer to) {
        long number = extractor.applyAsLong(event);
        if (number != ABSENT) {
          to.unsigned(number);
        }
      }

      @Override
      public void member(FdEvent event, JsonKey key, JsonMembers json) throws IOException {
        long number = extractor.applyAsLong(event);
        if (number != ABSENT) {
          json.number(key, number);
        }
      }
    };
  }

  /** An unsigned 64-bit id: a string in JSON; 0 unknown. */
  static Column.Value id(ToLongFunction<FdEvent> extractor) {
    return new Column.Value() {
      @Override
      public void cell(FdEvent event, LineBuffer to) {
        long id = extractor.applyAsLong(event);
        if (id != 0) {
          to.unsigned(id);
        }
      }

      @Override
      public void member(FdEvent event, JsonKey key, JsonMembers json) throws IOException {
        long id = extractor.applyAsLong(event);
        if (id != 0) {
          json.quotedNumber(key, id);
        }
      }
    };
  }

  /** Any bytes; none: unknown. */
  static Column.Value text(Function<FdEvent, RawText> extractor) {
    return new Column.Value() {
      @Override
      public void cell(FdEvent event, LineBuffer to) {
        Escaper.text(extractor.apply(event), to);
      }

      @Override
      public boolean isText() {
        return true;
      }

      @Override
      public void member(FdEvent event, JsonKey key, JsonMembers json) throws IOException {
        RawText text = extractor.apply(event);
        if (!text.isEmpty()) {
          json.text(key, text);
        }
      }
    };
  }

  /** Plain ASCII from us or from the kernel ({@code anon:seccomp notify}); empty: unknown. */
  static Column.Value word(Function<FdEvent, String> extractor) {
    return new Column.Value() {
      @Override
      public void cell(FdEvent event, LineBuffer to) {
        to.put(extractor.apply(event));
      }

      @Override
      public boolean isText() {
        return true;
      }

      @Override
      public void member(FdEvent event, JsonKey key, JsonMembers json) throws IOException {
        String word = extractor.apply(event);
        if (!word.isEmpty()) {
          json.word(key, word);
        }
      }
    };
  }

  /** One of a few constants; one whose word is empty: unknown. */
  static <E extends Enum<E>> Column.Value constant(
      E[] all, Function<FdEvent, E> extractor, Function<E, String> word) {
    byte[][] cells = new byte[all.length][];
    for (E each : all) {
      cells[each.ordinal()] = Ascii.bytes(word.apply(each));
    }
    return new Column.Value() {
      @Override
      public void cell(FdEvent event, LineBuffer to) {
        to.put(cells[extractor.apply(event).ordinal()]);
      }

      @Override
      public void member(FdEvent event, JsonKey key, JsonMembers json) throws IOException {
        String shown = word.apply(extractor.apply(event));
        if (!shown.isEmpty()) {
          json.word(key, shown);
        }
      }
    };
  }

  /** Shown only when true. */
  static Column.Value flag(Predicate<FdEvent> extractor) {
    return new Column.Value() {
      @Override
      public void cell(FdEvent event, LineBuffer to) {
        if (extractor.test(event)) {
          to.put("true");
        }
      }

      @Override
      public void member(FdEvent event, JsonKey key, JsonMembers json) throws IOException {
        if (extractor.test(event)) {
          json.yes(key);
        }
      }
    };
  }

  /** Something that is written without quotes or backslashes, if it is known. */
  static Column.Value printed(Predicate<FdEvent> known, Printer printer) {
    return new Column.Value() {
      @Override
      public void cell(FdEvent event, LineBuffer to) {
        if (known.test(event)) {
          printer.print(event, to);
        }
      }

      @Override
      public void member(FdEvent event, JsonKey key, JsonMembers json) throws IOException {
        if (known.test(event)) {
          json.printed(key, event, printer);
        }
      }
    };
  }

  /** A device number as {@code major:minor}. */
  static Printer device(ToIntFunction<FdEvent> extractor) {
    return (event, to) -> {
      int dev = extractor.applyAsInt(event);
      to.decimal(dev >>> 20).put(':').decimal(dev & 0xfffff);
    };
  }
}
