package io.fdtrail.cli.output;

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

  static <T> Value<T> number(ToLongFunction<T> extractor) {
    return new Value<>() {
      @Override
      public void cell(T subject, LineBuffer to) {
        long number = extractor.applyAsLong(subject);
        if (number != ABSENT) {
          to.unsigned(number);
        }
      }

      @Override
      public void member(T subject, JsonKey key, JsonMembers json) throws IOException {
        long number = extractor.applyAsLong(subject);
        if (number != ABSENT) {
          json.number(key, number);
        }
      }
    };
  }

  /** An unsigned 64-bit id: a string in JSON; 0 unknown. */
  static <T> Value<T> id(ToLongFunction<T> extractor) {
    return new Value<>() {
      @Override
      public void cell(T subject, LineBuffer to) {
        long id = extractor.applyAsLong(subject);
        if (id != 0) {
          to.unsigned(id);
        }
      }

      @Override
      public void member(T subject, JsonKey key, JsonMembers json) throws IOException {
        long id = extractor.applyAsLong(subject);
        if (id != 0) {
          json.quotedNumber(key, id);
        }
      }
    };
  }

  /** Any bytes; none: unknown. */
  static <T> Value<T> text(Function<T, RawText> extractor) {
    return new Value<>() {
      @Override
      public void cell(T subject, LineBuffer to) {
        Escaper.text(extractor.apply(subject), to);
      }

      @Override
      public boolean isText() {
        return true;
      }

      @Override
      public void member(T subject, JsonKey key, JsonMembers json) throws IOException {
        RawText text = extractor.apply(subject);
        if (!text.isEmpty()) {
          json.text(key, text);
        }
      }
    };
  }

  /** Plain ASCII from us or from the kernel ({@code anon:seccomp notify}); empty: unknown. */
  static <T> Value<T> word(Function<T, String> extractor) {
    return new Value<>() {
      @Override
      public void cell(T subject, LineBuffer to) {
        to.put(extractor.apply(subject));
      }

      @Override
      public boolean isText() {
        return true;
      }

      @Override
      public void member(T subject, JsonKey key, JsonMembers json) throws IOException {
        String word = extractor.apply(subject);
        if (!word.isEmpty()) {
          json.word(key, word);
        }
      }
    };
  }

  /** One of a few constants; one whose word is empty: unknown. */
  static <T, E extends Enum<E>> Value<T> constant(
      E[] all, Function<T, E> extractor, Function<E, String> word) {
    byte[][] cells = new byte[all.length][];
    for (E each : all) {
      cells[each.ordinal()] = Ascii.bytes(word.apply(each));
    }
    return new Value<>() {
      @Override
      public void cell(T subject, LineBuffer to) {
        to.put(cells[extractor.apply(subject).ordinal()]);
      }

      @Override
      public void member(T subject, JsonKey key, JsonMembers json) throws IOException {
        String shown = word.apply(extractor.apply(subject));
        if (!shown.isEmpty()) {
          json.word(key, shown);
        }
      }
    };
  }

  /** Shown only when true. */
  static <T> Value<T> flag(Predicate<T> extractor) {
    return new Value<>() {
      @Override
      public void cell(T subject, LineBuffer to) {
        if (extractor.test(subject)) {
          to.put("true");
        }
      }

      @Override
      public void member(T subject, JsonKey key, JsonMembers json) throws IOException {
        if (extractor.test(subject)) {
          json.yes(key);
        }
      }
    };
  }

  /** Something that is written without quotes or backslashes, if it is known. */
  static <T> Value<T> printed(Predicate<T> known, Printer<T> printer) {
    return new Value<>() {
      @Override
      public void cell(T subject, LineBuffer to) {
        if (known.test(subject)) {
          printer.print(subject, to);
        }
      }

      @Override
      public void member(T subject, JsonKey key, JsonMembers json) throws IOException {
        if (known.test(subject)) {
          json.printed(key, subject, printer);
        }
      }
    };
  }

  /** A device number as {@code major:minor}. */
  static <T> Printer<T> device(ToIntFunction<T> extractor) {
    return (subject, to) -> {
      int dev = extractor.applyAsInt(subject);
      to.decimal(dev >>> 20).put(':').decimal(dev & 0xfffff);
    };
  }

  /** A value of a part of the subject. */
  static <T, P> Value<T> of(Function<T, P> part, Value<P> value) {
    return new Value<>() {
      @Override
      public void cell(T subject, LineBuffer to) {
        value.cell(part.apply(subject), to);
      }

      @Override
      public boolean isText() {
        return value.isText();
      }

      @Override
      public void member(T subject, JsonKey key, JsonMembers json) throws IOException {
        value.member(part.apply(subject), key, json);
      }
    };
  }
}
