package io.fdtrail.cli.options;

import io.fdtrail.event.Action;
import io.fdtrail.event.Boundary;
import io.fdtrail.event.FileKind;
import io.fdtrail.event.StackEnds;
import io.fdtrail.traffic.Order;
import io.fdtrail.traffic.View;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Words of the command line; a short message says what cannot be converted. No lambdas: picocli's
 * class files are so old that the archive of loaded classes omits lambdas of its interfaces.
 */
final class Words {
  private Words() {}

  static final class Text implements ITypeConverter<String> {
    @Override
    public String convert(String text) {
      return text;
    }
  }

  /**
   * A word that chooses something: an empty one would look like a choice, and choose everything.
   */
  static final class Name implements ITypeConverter<String> {
    private final String what;

    Name(String what) {
      this.what = what;
    }

    @Override
    public String convert(String text) {
      if (text.isEmpty() || text.endsWith(",")) {
        throw new TypeConversionException("'" + text + "' is not " + what);
      }
      return text;
    }
  }

  /** A pattern that the filter will read. */
  static final class Pattern implements ITypeConverter<String> {
    private final String emptyIs;

    Pattern(String emptyIs) {
      this.emptyIs = emptyIs;
    }

    @Override
    public String convert(String text) {
      if (text.isEmpty()) {
        throw new TypeConversionException("'' is " + emptyIs + ": omit the option");
      }
      return text;
    }
  }

  /** In any case. */
  private static <E extends Enum<E>> E oneOf(E[] constants, String text, String known) {
    for (E constant : constants) {
      if (constant.name().equalsIgnoreCase(text)) {
        return constant;
      }
    }
    throw new TypeConversionException("'" + text + "' is not one of " + known);
  }

  static final class ActionName implements ITypeConverter<Action> {
    @Override
    public Action convert(String text) {
      return oneOf(Action.values(), text, words(Action.values(), Action::name));
    }
  }

  static final class ViewName implements ITypeConverter<View> {
    @Override
    public View convert(String text) {
      return oneOf(View.values(), text, words(View.values(), View::word));
    }
  }

  static final class OrderName implements ITypeConverter<Order> {
    @Override
    public Order convert(String text) {
      return oneOf(Order.values(), text, words(Order.values(), Order::word));
    }
  }

  static <E> String words(E[] constants, Function<E, String> word) {
    return Arrays.stream(constants).map(word).collect(Collectors.joining(" "));
  }

  static final class BoundaryName implements ITypeConverter<Boundary> {
    @Override
    public Boundary convert(String text) {
      return oneOf(Boundary.values(), text, words(Boundary.values(), Boundary::word));
    }
  }

  /**
   * A kind of file; those with a name after a colon are families, which can be given without it.
   */
  static final class KindName implements ITypeConverter<String> {
    @Override
    public String convert(String text) {
      int colon = text.indexOf(':');
      if (FileKind.WORDS.contains(text)
          || FileKind.FAMILIES.contains(colon < 0 ? text : text.substring(0, colon))) {
        return text;
      }
      throw new TypeConversionException(
          "'"
              + text
              + "' is not one of "
              + String.join(" ", FileKind.WORDS)
              + " sock[:TYPE] anon[:NAME] ns[:NAME]");
    }
  }

  /** The word of a format. */
  static final class FormatName implements ITypeConverter<Format> {
    private final List<Format> known;

    FormatName(List<Format> known) {
      this.known = known;
    }

    static String word(Format format) {
      return format.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public Format convert(String text) {
      for (Format format : known) {
        if (word(format).equals(text)) {
          return format;
        }
      }
      throw new TypeConversionException("'" + text + "' is not one of " + words());
    }

    private String words() {
      return known.stream().map(FormatName::word).collect(Collectors.joining(" "));
    }
  }

  /** Whose stacks. */
  static final class StackEndsName implements ITypeConverter<StackEnds> {
    @Override
    public StackEnds convert(String text) {
      return switch (text) {
        case "send" -> StackEnds.SEND;
        case "recv" -> StackEnds.RECV;
        case "both" -> StackEnds.BOTH;
        default ->
            throw new TypeConversionException("'" + text + "' is neither send, recv nor both");
      };
    }
  }

  static final class Reason implements ITypeConverter<FailOn> {
    @Override
    public FailOn convert(String text) {
      return oneOf(FailOn.values(), text, FailOn.words());
    }
  }

  /** Bytes that are not UTF-8 have been replaced in it, and would make a file of another name. */
  static final class FileName implements ITypeConverter<String> {
    private static final char REPLACED = '\ufffd';

    @Override
    public String convert(String text) {
      if (text.isEmpty() || text.indexOf(REPLACED) >= 0) {
        throw new TypeConversionException("'" + text + "' is not a file's name in UTF-8");
      }
      return text;
    }
  }
}
